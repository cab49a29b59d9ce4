import type { Event } from "../protocol/event.ts";
import type { EventRules } from "./event-rules.ts";

/** What rules would do to one event. */
export type TriedRules = {
  /** The filter it would meet; `undefined`: it would be kept. */
  readonly reason: string | undefined;
  /** Whether it is kept or not. At most 300. */
  readonly scrubbed: readonly { readonly path: readonly string[]; readonly rule: string; readonly isRemoved: boolean }[];
};

/** Port of the digest, which alone knows what its rules do. */
export type TryRules = (rules: EventRules, event: Event) => TriedRules;
