import type { Category } from "../protocol/outcome.ts";

/** Which limits are in force now. Asked on the main thread for every request, so answered from memory. */
export type IngestLimits = {
  /** Seconds until the key may send anything again; undefined when it may now. */
  readonly ofKey: (keyId: number) => number | undefined;
  /** Seconds until the key may send items of this category again. */
  readonly ofCategory: (keyId: number, category: Category) => number | undefined;
};

export const NO_LIMITS: IngestLimits = { ofKey: () => undefined, ofCategory: () => undefined };
