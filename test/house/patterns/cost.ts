import type { Automaton, Step } from "./automaton.ts";
import { automatonOf, OUTSIDE } from "./automaton.ts";

/**
 * How the time of a pattern grows with its text. `costly`: faster than the text, or with a factor that no bound of ours keeps small;
 * `worst` is then a text that shows it, whose middle may be repeated at will.
 */
export type Cost =
  | { readonly kind: "linear" }
  | { readonly kind: "costly"; readonly why: string; readonly worst: Worst }
  | { readonly kind: "unknown"; readonly why: string };
export type Worst = { readonly before: string; readonly again: string; readonly ends: readonly string[] };

/** Steps for each character of the text, at the most, where several bounded repeats may share a text. */
const MAX_FACTOR = 1_000;

/**
 * Judges a pattern by its loops. An engine that tries one way after the other is slow where one text can go through a loop in two
 * ways (exponential), or can be shared out between two loops (squared). The search for where a match begins is a loop too: the one
 * that every unanchored pattern begins with.
 */
export function costOf(pattern: string, flags: string): Cost {
  // Without a loop there is but the search for the beginning, and most patterns have none.
  if (!/[*+}]/.test(pattern)) return { kind: "linear" };
  const automaton = automatonOf(pattern, flags);
  if (automaton.unknown !== undefined) return { kind: "unknown", why: automaton.unknown };
  const loops = loopsOf(automaton);
  for (const loop of loops) {
    const left = new Set(loop.places);
    for (const place of left) {
      // Each of these leads to each other one, so that one stands for all.
      const circle = placesBetween(automaton, { ...loop, places: [place] }, { ...loop, places: [place] });
      const again = twoWays(automaton, place, circle);
      if (again !== undefined) return costly(automaton, place, again, "one text goes through a loop in two ways");
      for (const done of circle) left.delete(done);
    }
  }
  return chainCost(automaton, loops);
}

/** Places of one outermost loop that are still undecided, and how often it may be gone through. */
type Loop = { readonly places: readonly number[]; readonly most: number };

function loopsOf({ places, isDone, most }: Automaton): Loop[] {
  const byOutermost = new Map<number, { readonly places: number[]; readonly inner: Set<number> }>();
  for (const [place, { loops }] of places.entries()) {
    const [outermost] = loops;
    if (outermost === undefined || isDone[place] === true) continue;
    const loop = byOutermost.get(outermost) ?? { places: [], inner: new Set() };
    byOutermost.set(outermost, loop);
    loop.places.push(place);
    for (const inner of loops) loop.inner.add(inner);
  }
  return Array.from(byOutermost.values(), (loop) => ({
    places: loop.places,
    most: [...loop.inner].reduce((product, inner) => product * (most[inner] ?? 1), 1),
  }));
}

type Link = { readonly to: Loop; readonly place: number; readonly again: string };

function chainCost(automaton: Automaton, loops: readonly Loop[]): Cost {
  const links = new Map(loops.map((loop) => [loop, loops.flatMap((to) => (to === loop ? [] : linkOf(automaton, loop, to)))]));
  let worst: Cost = { kind: "linear" };
  const go = (loop: Loop, isSquared: boolean, factor: number, onWay: ReadonlySet<Loop>): void => {
    for (const { to, place, again } of links.get(loop) ?? []) {
      if (onWay.has(to) || worst.kind !== "linear") continue;
      const isEndless = to.most === Number.POSITIVE_INFINITY;
      const nextFactor = isEndless ? factor : factor * to.most;
      if ((isEndless && isSquared) || nextFactor > MAX_FACTOR) {
        worst = costly(automaton, place, again, isEndless ? "two loops share one text" : `bounded loops share one text`);
        return;
      }
      go(to, isSquared || isEndless, nextFactor, new Set([...onWay, to]));
    }
  };
  for (const loop of loops) {
    const isEndless = loop.most === Number.POSITIVE_INFINITY;
    go(loop, isEndless, isEndless ? 1 : loop.most, new Set([loop]));
  }
  return worst;
}

function linkOf(automaton: Automaton, from: Loop, to: Loop): Link[] {
  const between = placesBetween(automaton, from, to);
  if (between.size === 0) return [];
  const [fromPlaces, toPlaces] = [new Set(from.places), new Set(to.places)];
  for (const place of from.places) {
    for (const other of to.places) {
      const again = shared(automaton, { place, fromPlaces, other, toPlaces, between });
      if (again !== undefined) return [{ to, place, again }];
    }
  }
  return [];
}

/** The undecided places on the ways from one loop to another, both loops with them; none when there is no way. */
function placesBetween({ places, next, isDone }: Automaton, from: Loop, to: Loop): ReadonlySet<number> {
  const before = new Map<number, number[]>();
  for (const [place, steps] of next.entries()) {
    for (const { to: reached } of steps) before.set(reached, [...(before.get(reached) ?? []), place]);
  }
  const behind = spread(from.places, (place) => (next[place] ?? []).map((step) => step.to));
  const ahead = spread(to.places, (place) => before.get(place) ?? []);
  if (!to.places.some((place) => behind.has(place))) return new Set();
  return new Set(places.keys().filter((place) => behind.has(place) && ahead.has(place) && isDone[place] !== true));
}

function spread(from: readonly number[], nextOf: (place: number) => readonly number[]): ReadonlySet<number> {
  const seen = new Set(from);
  for (const place of seen) for (const next of nextOf(place)) seen.add(next);
  return seen;
}

function costly(automaton: Automaton, place: number, again: string, why: string): Cost {
  return { kind: "costly", why, worst: { before: wayTo(automaton, place), again, ends: ["", ...automaton.alphabet.chars] } };
}

/** A text that leads from `place` back to it in two different ways. */
function twoWays(automaton: Automaton, place: number, inside: ReadonlySet<number>): string | undefined {
  type Pair = { readonly one: number; readonly two: number; readonly isApart: boolean };
  return walk<Pair>({
    automaton,
    from: { one: place, two: place, isApart: false },
    through: inside,
    last: place,
    keyOf: ({ one, two, isApart }) => `${one} ${two} ${isApart}`,
    isEnd: ({ one, two, isApart }) => isApart && one === place && two === place,
    next: ({ one, two, isApart }, step) =>
      step(one).flatMap((first) =>
        step(two).flatMap((second) => {
          if (!inside.has(first.to) || !inside.has(second.to)) return [];
          // Two ways from one place to another are apart too, though the places are the same.
          return [{ one: first.to, two: second.to, isApart: isApart || (one === two && first !== second) }];
        }),
      ),
  });
}

type Two = {
  readonly place: number;
  readonly fromPlaces: ReadonlySet<number>;
  readonly other: number;
  readonly toPlaces: ReadonlySet<number>;
  readonly between: ReadonlySet<number>;
};

/** A text that leads from `place` back to it, from `place` to `other`, and from `other` back to it. */
function shared(automaton: Automaton, { place, fromPlaces, other, toPlaces, between }: Two): string | undefined {
  type Three = { readonly one: number; readonly two: number; readonly three: number };
  return walk<Three>({
    automaton,
    from: { one: place, two: place, three: other },
    through: between,
    last: other,
    keyOf: ({ one, two, three }) => `${one} ${two} ${three}`,
    isEnd: ({ one, two, three }) => one === place && two === other && three === other,
    next: ({ one, two, three }, step) =>
      step(one).flatMap((first) =>
        fromPlaces.has(first.to)
          ? step(two).flatMap((second) =>
              !between.has(second.to)
                ? []
                : step(three).flatMap((third) =>
                    toPlaces.has(third.to) ? [{ one: first.to, two: second.to, three: third.to }] : [],
                  ),
            )
          : [],
      ),
  });
}

type Walk<State> = {
  readonly automaton: Automaton;
  readonly from: State;
  /** All that the state may come to. */
  readonly through: ReadonlySet<number>;
  /** Where the character that was taken last may have led. */
  readonly last: number;
  readonly keyOf: (state: State) => string;
  readonly isEnd: (state: State) => boolean;
  /** `step`: where a place leads by the character that all of the state take next. */
  readonly next: (state: State, step: (place: number) => readonly Step[]) => readonly State[];
};

/** The shortest text from a state to an end. All that the state holds takes the same characters. */
function walk<State>({ automaton, from, through, last, keyOf, isEnd, next }: Walk<State>): string | undefined {
  const kinds = kindsWithin(automaton, through);
  const seen = new Set<string>();
  let edge = kinds
    .filter(({ kind }) => automaton.places[last]?.kinds.has(kind))
    .map(({ kind }) => ({ state: from, kind, text: "" }));
  while (edge.length > 0) {
    const following: typeof edge = [];
    for (const { state, kind, text } of edge) {
      for (const { kind: taken, char } of kinds) {
        const step = (place: number): readonly Step[] => stepsBy(automaton, automaton.next[place] ?? [], kind, taken);
        for (const reached of next(state, step)) {
          if (isEnd(reached)) return text + char;
          const key = `${keyOf(reached)} ${taken}`;
          if (seen.has(key)) continue;
          seen.add(key);
          following.push({ state: reached, kind: taken, text: text + char });
        }
      }
    }
    edge = following;
  }
  return undefined;
}

/** One character of each kind that some places, and all guards, tell apart. */
function kindsWithin({ alphabet, places, guarded }: Automaton, through: ReadonlySet<number>) {
  const sets = [...new Set([...guarded, ...Array.from(through, (place) => places[place]?.kinds ?? new Set<number>())])];
  const kinds = new Map<string, { readonly kind: number; readonly char: string }>();
  for (const [kind, char] of alphabet.chars.entries()) {
    const key = sets.map((set) => (set.has(kind) ? "1" : "0")).join("");
    // What none of the places takes leads nowhere.
    if (key.includes("1") && !kinds.has(key)) kinds.set(key, { kind, char });
  }
  return [...kinds.values()];
}

function stepsBy({ places }: Automaton, steps: readonly Step[], before: number | undefined, next: number): readonly Step[] {
  return steps.filter(
    ({ to, guards }) => places[to]?.kinds.has(next) === true && guards.every((mayPass) => mayPass(before, next)),
  );
}

/** The shortest text that leads to a place from the beginning. */
function wayTo(automaton: Automaton, place: number): string {
  const { chars } = automaton.alphabet;
  const seen = new Set<string>();
  let edge: readonly { readonly steps: readonly Step[]; readonly kind: number | undefined; readonly text: string }[] = [
    { steps: automaton.first, kind: undefined, text: "" },
  ];
  while (edge.length > 0) {
    const following: { steps: readonly Step[]; kind: number; text: string }[] = [];
    for (const { steps, kind, text } of edge) {
      for (const [taken, char] of chars.entries()) {
        for (const { to } of stepsBy(automaton, steps, kind, taken)) {
          if (to === place && place !== OUTSIDE) return text + char;
          if (seen.has(`${to} ${taken}`)) continue;
          seen.add(`${to} ${taken}`);
          following.push({ steps: automaton.next[to] ?? [], kind: taken, text: text + char });
        }
      }
    }
    edge = following;
  }
  return "";
}
