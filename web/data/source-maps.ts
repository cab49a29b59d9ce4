import type { Event, Frame } from "./types.ts";
import { useAsk } from "./use-ask.ts";

/** One thing that keeps frames from being read, and what mends it. */
export type MapProblem = {
  code: string;
  summary: string;
  remedy: string;
  command: string | null;
  /** What was uploaded instead. */
  near: readonly string[];
  frames: readonly { address: string; function: string | null; lineNo: number | null; colNo: number | null }[];
};

/** `event` is the event's own path in the API. */
export const useMapProblems = (event: string) => useAsk<{ problems: readonly MapProblem[] }>(`${event}source-map-debug/`);

/** True when some frame is as the browser sent it, or without its lines. */
export function hasUnmapped({ entries }: Event): boolean {
  return entries.some((entry) => {
    if (entry.type === "stacktrace") return entry.data?.frames.some(isSick) ?? false;
    if (entry.type !== "exception" && entry.type !== "threads") return false;
    return entry.data.values.some(({ stacktrace }) => stacktrace?.frames.some(isSick) ?? false);
  });
}

function isSick({ unmapped, sourceMap, context }: Frame): boolean {
  return typeof unmapped === "string" || (typeof sourceMap === "string" && context.length === 0);
}
