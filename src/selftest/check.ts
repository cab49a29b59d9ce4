/**
 * One thing that was tried. `wrong`: somebody could do harm this way; `note`: worth knowing, and no fault; `left-out`: not tried, and why.
 */
export type Check = {
  /** Stays the same over versions: programs may look for it. */
  readonly name: string;
  readonly outcome: "good" | "wrong" | "note" | "left-out";
  /** What was done and what came of it. */
  readonly text: string;
  /** What to do about it; absent where all is well. */
  readonly remedy?: string;
};

/** A check that is good when `isGood`; else it is wrong, and says the remedy. */
export function verdict(name: string, isGood: boolean, texts: readonly [good: string, wrong: string], remedy: string): Check {
  return isGood ? { name, outcome: "good", text: texts[0] } : { name, outcome: "wrong", text: texts[1], remedy };
}
