import type { JsonObject } from "../../protocol/json.ts";

export type WhichEvent = "latest" | "oldest" | { readonly eventId: string };

/** An event at a Sentry: what only Sentry knows about it, and the event itself in the form that SDKs send. */
export type RemoteEvent = {
  /** 32 hex digits, lower case. */
  readonly eventId: string;
  /** Digits. */
  readonly issueId: string;
  readonly title: string;
  readonly culprit: string;
  /** All tags, Sentry's own (level, release, environment …) included. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Unix ms. */
  readonly receivedAtMs: number;
  /** Of the event as Sentry keeps it; of the answer where it does not say. */
  readonly sizeBytes: number;
  /** To be normalised as any SDK's payload: nothing in it is checked or bounded by itself. */
  readonly payload: JsonObject;
  /** Ids of the next older and next newer event of the issue. Unknown in lists. */
  readonly previousEventId: string | undefined;
  readonly nextEventId: string | undefined;
};

export type RemoteEventPage = {
  readonly events: readonly RemoteEvent[];
  /** Rows that could not be used: no id, or of another project or issue. */
  readonly dropped: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
};
