import type { GroupingFrame } from "../input.ts";
import type { Matcher } from "./matcher.ts";
import type { FrameTest, TextTest } from "./text-test.ts";
import { flagTest, frameTest, textTest } from "./text-test.ts";

/** A frame as rules see it. */
export type RuledFrame = {
  readonly frame: GroupingFrame;
  /** The same object for frames that say the same of themselves: what is found out of one holds for the others. */
  readonly known: object;
  isInApp: boolean;
  category: string | undefined;
};

/** What one frame has to be. `set` is its number among the `FrameSets`; `undefined`: any frame will do. */
export type FrameCondition = {
  readonly set: number | undefined;
  readonly app: ((isInApp: boolean) => boolean) | undefined;
  readonly category: TextTest | undefined;
};

export type FrameSets = {
  readonly add: (matchers: readonly Matcher[]) => FrameCondition;
  /** Numbers of the sets of tests that a frame meets, of which there are few. */
  readonly metBy: (known: object, frame: GroupingFrame, platform: string) => readonly number[];
};

const NONE: readonly number[] = [];

/**
 * Tests of what frames say of themselves, by sets. Stacks repeat the same frames event after event: each distinct one is tested
 * once, and as long as `known` lives the answer is kept.
 */
export function openFrameSets(): FrameSets {
  const sets: (readonly FrameTest[])[] = [];
  const kept = new WeakMap<object, readonly number[]>();
  return {
    add(matchers) {
      const tests = matchers.map(frameTest).filter((test) => test !== undefined);
      const app = matchers.filter(({ key }) => key === "app").map(flagTest);
      const category = matchers.filter(({ key }) => key === "category").map(textTest);
      return {
        set: tests.length === 0 ? undefined : sets.push(tests) - 1,
        app: app.length === 0 ? undefined : (flag) => app.every((test) => test(flag)),
        category: category.length === 0 ? undefined : (name) => category.every((test) => test(name)),
      };
    },
    metBy(known, frame, platform) {
      const before = kept.get(known);
      if (before !== undefined) return before;
      const met = sets.flatMap((tests, set) => (tests.every((test) => test(frame, platform)) ? [set] : []));
      const answer = met.length === 0 ? NONE : met;
      kept.set(known, answer);
      return answer;
    },
  };
}

/** The frames of a stack, with the sets they meet. */
export type SieveStack = {
  readonly frames: readonly RuledFrame[];
  readonly met: readonly (readonly number[])[];
  /** Frames by the sets that any of them meets. */
  readonly bySet: ReadonlyMap<number, readonly number[]>;
};

export function sieve(frames: readonly RuledFrame[], sets: FrameSets, platform: string): SieveStack {
  const met = frames.map(({ known, frame }) => sets.metBy(known, frame, platform));
  const bySet = new Map<number, number[]>();
  for (const [index, numbers] of met.entries()) {
    for (const number of numbers) {
      const indexes = bySet.get(number);
      if (indexes === undefined) bySet.set(number, [index]);
      else indexes.push(index);
    }
  }
  return { frames, met, bySet };
}

/** Whether the frame at `index` meets a condition as it stands now; what is beyond the ends meets none. */
export function meets({ frames, met }: SieveStack, index: number, { set, app, category }: FrameCondition): boolean {
  const frame = frames[index];
  if (frame === undefined) return false;
  if (set !== undefined && met[index]?.includes(set) !== true) return false;
  if (app !== undefined && !app(frame.isInApp)) return false;
  return category === undefined || category(frame.category);
}

/** A frame and, where asked for, its neighbours: the caller is one nearer to where the thread began. */
export type PlaceCondition = {
  readonly own: FrameCondition;
  readonly caller: FrameCondition | undefined;
  readonly callee: FrameCondition | undefined;
};

/** Frames that meet a condition, from where the thread began. Later rules see what earlier ones have written. */
export function framesThatMeet(stack: SieveStack, { own, caller, callee }: PlaceCondition): readonly number[] {
  const candidates = own.set === undefined ? stack.frames.keys() : (stack.bySet.get(own.set) ?? NONE);
  const found: number[] = [];
  for (const index of candidates) {
    if (!meets(stack, index, own)) continue;
    if (caller !== undefined && !meets(stack, index - 1, caller)) continue;
    if (callee !== undefined && !meets(stack, index + 1, callee)) continue;
    found.push(index);
  }
  return found.length === 0 ? NONE : found;
}
