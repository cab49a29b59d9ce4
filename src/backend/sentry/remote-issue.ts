import type { Level } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";

/** An issue at a Sentry, of the project that was asked about. Texts are bounded, and hostile like all of it. */
export type RemoteIssue = {
  /** Digits. */
  readonly id: string;
  /** `SHOP-1F`; "" when Sentry sends none. */
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: Level;
  readonly platform: string;
  readonly logger: string | undefined;
  readonly type: "error" | "default" | "csp";
  /** Texts and booleans alone. */
  readonly metadata: JsonObject;
  readonly isUnhandled: boolean;
  readonly state: RemoteState;
  readonly eventCount: number;
  readonly userCount: number;
  /** Unix ms. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Versions; in answers about one issue alone. */
  readonly firstRelease: string | undefined;
  readonly lastRelease: string | undefined;
  readonly assignee: { readonly kind: "user" | "team"; readonly id: string; readonly name: string } | undefined;
  /** The issue's page at the Sentry, made from the address that the user gave. */
  readonly url: string;
  /** Events in each hour of the last day, as `[hours since the epoch, count]`, oldest first. Undefined when not sent. */
  readonly hourly: RemoteCounts | undefined;
  /** Events in each day of the last 30, each standing in the day's first hour; in answers about one issue alone. */
  readonly daily: RemoteCounts | undefined;
};

export type RemoteCounts = readonly (readonly [hour: number, count: number])[];

/** Sentry's statuses. Those it only passes through (being deleted, merged …) are not shown: such an issue is dropped. */
export type RemoteState =
  | {
      readonly status: "unresolved";
      readonly substatus: "new" | "ongoing" | "regressed" | "escalating";
    }
  | { readonly status: "resolved" }
  | {
      readonly status: "ignored";
      readonly substatus: "archived_forever" | "archived_until_condition_met" | "archived_until_escalating";
      /** Unix ms, when it comes back by time. */
      readonly untilMs: number | undefined;
    };

export type RemoteIssueQuery = {
  /** Sentry's search language, the `is:` included; "" means no condition. */
  readonly query: string;
  readonly sort: "date" | "new" | "freq" | "user";
  /** From an earlier page, opaque. */
  readonly cursor?: string;
  /** 1…100. */
  readonly limit: number;
};

export type RemoteIssuePage = {
  readonly issues: readonly RemoteIssue[];
  /** Rows that could not be used: no id, twice the same, of another project. */
  readonly dropped: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** How many match in all, as far as Sentry counts. Undefined when it does not say. */
  readonly hits: number | undefined;
};
