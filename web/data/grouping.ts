import { useAsk } from "./use-ask.ts";

/** One thing that grouping looked at; `reason` says why it did not count. */
export type GroupingPart = { what: string; value: string; contributes: boolean; reason: string | null };

/** Why an event is in its issue. */
export type GroupingInfo = {
  signature: string;
  version: string;
  /** One sentence. */
  summary: string;
  parts: readonly GroupingPart[];
  /** What has become of the project's rules since. */
  rules: { state: "none" | "in-force" | "changed-since" | "no-longer-kept" };
  /** What is stored gives the signature that the event was grouped by. */
  matches: boolean;
  /** Its source maps came after it was grouped. */
  mappedLater: boolean;
  /** What it would be grouped by today. */
  signatureNow: string;
};

/** `event` is the event's own path in the API. */
export const useGroupingInfo = (event: string) => useAsk<GroupingInfo>(`${event}grouping-info/`);
