import type { GroupingInput } from "../input.ts";
import { chainOf } from "./chain.ts";
import { messageOf, stackOf } from "./content.ts";
import { kindOf } from "./exceptions.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { cleanMessage } from "./message/clean.ts";
import { usableStack } from "./stack.ts";

/** What an event looks like to somebody who asks whether two issues are one bug. Never decides by itself. */
export type Sketch = {
  /** `place name` of each frame that counts, innermost first. */
  readonly frames: readonly string[];
  /** The failing line, where the source is known; else "". */
  readonly line: string;
  /** The frames are the program's own, and say enough without the text. */
  readonly isStrong: boolean;
  /** Type and code of each exception, the cause first; "" without one. */
  readonly type: string;
  /** Cleaned. */
  readonly text: string;
};

const MAX_FRAMES = 8;
const MAX_FRAME_CHARS = 300;
const MAX_TEXT = 300;
/** Nothing is like it. */
const NOTHING: Sketch = { frames: [], line: "", isStrong: false, type: "", text: "" };

/**
 * The sketch of an event. What a client or a rule has told apart by a fingerprint, and what is known by a policy's directive, has
 * an empty one: that somebody wanted it apart is said already.
 */
export function sketchOf(event: GroupingInput): Sketch {
  if (event.type === "csp" || (event.checksum ?? "") !== "" || fingerprintOf(event) !== undefined) return NOTHING;
  const message = messageOf(event);
  const exceptions = event.exception?.values ?? [];
  // The stack beside a message is where somebody logs.
  if (message !== "" && exceptions.at(-1)?.type === undefined) return { ...NOTHING, text: textOf(message) };
  const { kept, members } = chainOf(exceptions);
  const stacks = kept.map((one) =>
    usableStack(one.stacktrace, { platform: event.platform, rules: undefined, owner: one }, false),
  );
  // The cause says most; where it has no stack, the next one around it does.
  const stack = stacks.find((one) => one !== undefined) ?? stackOf(event, undefined);
  const kinds = [...new Set(kept.map((one) => kindOf(one, event.platform)))];
  return {
    frames: (stack?.keys ?? []).slice(-MAX_FRAMES).toReversed().map(frameWords),
    line: stack?.line ?? "",
    isStrong: stack?.isStrong ?? false,
    type: (members === undefined ? kinds : kinds.toSorted()).join(" < ").slice(0, MAX_TEXT),
    text: textOf(kept[0]?.value ?? ""),
  };
}

function textOf(text: string): string {
  return cleanMessage(text).slice(0, MAX_TEXT);
}

function frameWords(key: string): string {
  return key.replace("\n", " ").trim().slice(0, MAX_FRAME_CHARS);
}
