import type { DigestedEvent } from "../../digest/recorder.ts";
import type { Event } from "../../protocol/event.ts";
import type { SignatureKey } from "./signatures.ts";

/** What moving signatures between issues needs of the rest of the writer. */
export type RegroupDeps = {
  /** Received time, Unix ms. */
  readonly now: () => number;
  /** What the recorder remembers of these signatures is no longer so. */
  readonly forget: (signatures: readonly SignatureKey[]) => void;
  readonly describe: Describe;
};

/** What can be told from an event and is not stored with it: for an issue that is to look like it. */
export type Describe = (event: Event) => Pick<DigestedEvent, "metadata" | "isUnhandled">;
