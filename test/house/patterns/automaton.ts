import type { Alphabet } from "./alphabet.ts";
import { alphabetOf, EVERYTHING, LINE_END, WORD } from "./alphabet.ts";
import type { Part } from "./parse-pattern.ts";
import { parsePattern } from "./parse-pattern.ts";

/** A place of a pattern that takes one character. */
export type Place = {
  readonly kinds: ReadonlySet<number>;
  /** The repeats around it that may go on for long, outermost first, by their numbers. */
  readonly loops: readonly number[];
};
/** `guards` say whether the step may be taken, of the kinds of the characters before and after it. */
export type Step = { readonly to: number; readonly guards: readonly Guard[] };
type Guard = (before: number | undefined, next: number | undefined) => boolean;

/** All ways through a pattern: places, and the steps between them. */
export type Automaton = {
  readonly alphabet: Alphabet;
  /** The first, `OUTSIDE`, is the text before a match begins: it takes everything. */
  readonly places: readonly Place[];
  readonly first: readonly Step[];
  readonly next: readonly (readonly Step[])[];
  /** Whoever is there has matched, whatever comes: no other way is ever tried. */
  readonly isDone: readonly boolean[];
  /** The sets that guards of steps tell apart. */
  readonly guarded: readonly ReadonlySet<number>[];
  /** How often each loop may be gone through, by its number; infinite for those without a limit. */
  readonly most: readonly number[];
  /** What cannot be judged, in words. */
  readonly unknown: string | undefined;
};

export const OUTSIDE = 0;
/** Repeats up to this often are written out; longer ones are loops. */
const MAX_COPIES = 16;
const MAX_COPIES_OF_LOOPS = 3;
const MAX_WAYS = 20_000;

/** `"end"`: may fail, but not behind a loop that takes everything. */
type Edge = { readonly to: number; readonly guard?: Guard; readonly mayFail?: true | "end" };
/** Points joined by edges that take no character. At some points a place takes one, and leads to the point after it. */
type Plan = {
  readonly alphabet: Alphabet;
  readonly flags: string;
  readonly edges: Edge[][];
  readonly placeAt: Map<number, number>;
  readonly pointAfter: number[];
  readonly places: Place[];
  readonly most: number[];
  readonly guarded: ReadonlySet<number>[];
  readonly unknown: string[];
};

export function automatonOf(pattern: string, flags: string): Automaton {
  const tree = parsePattern(pattern);
  const alphabet = alphabetOf(setsOf(tree), flags);
  const plan: Plan = {
    alphabet,
    flags,
    edges: [],
    placeAt: new Map(),
    pointAfter: [],
    places: [],
    most: [],
    guarded: [alphabet.kindsOf(WORD), alphabet.kindsOf(LINE_END)],
    unknown: [],
  };
  const start = pointOf(plan);
  const begin = pointOf(plan);
  join(plan, start, { to: begin });
  // From a sticky pattern nothing is sought: it begins where it is told.
  placeAt(plan, flags.includes("y") ? pointOf(plan) : start, start, alphabet.kindsOf(EVERYTHING), [
    plan.most.push(Number.POSITIVE_INFINITY) - 1,
  ]);
  const done = lay(plan, tree, begin, []);
  const next = plan.pointAfter.map((after) => stepsFrom(plan, after));
  const isDone = plan.pointAfter.map((after, place) => endsAt(plan, after, done, canTakeAll(plan, next, place)));
  const { places, guarded, most, unknown } = plan;
  return { alphabet, places, first: stepsFrom(plan, start), next, isDone, guarded, most, unknown: unknown[0] };
}

function setsOf(part: Part): string[] {
  switch (part.kind) {
    case "chars":
      return [part.text];
    case "row":
      return part.parts.flatMap(setsOf);
    case "choice":
      return part.ways.flatMap(setsOf);
    case "repeat":
    case "look":
      return setsOf(part.part);
    default:
      return [];
  }
}

function pointOf(plan: Plan): number {
  return plan.edges.push([]) - 1;
}

function join(plan: Plan, from: number, edge: Edge): void {
  plan.edges[from]?.push(edge);
}

function placeAt(plan: Plan, from: number, after: number, kinds: ReadonlySet<number>, loops: readonly number[]): void {
  plan.placeAt.set(from, plan.places.push({ kinds, loops }) - 1);
  plan.pointAfter.push(after);
}

/** Lays a part from a point that nothing else begins at; answers the point behind it. */
function lay(plan: Plan, part: Part, from: number, loops: readonly number[]): number {
  switch (part.kind) {
    case "chars": {
      const after = pointOf(plan);
      placeAt(plan, from, after, plan.alphabet.kindsOf(part.text), loops);
      return after;
    }
    case "row":
      return part.parts.reduce((at, one) => layFresh(plan, one, at, loops), from);
    case "choice": {
      const end = pointOf(plan);
      for (const way of part.ways) join(plan, layFresh(plan, way, from, loops), { to: end });
      return end;
    }
    case "repeat":
      return layRepeat(plan, part, from, loops);
    case "look":
      return layLook(plan, part, from, loops);
    case "edge": {
      const end = pointOf(plan);
      join(plan, from, { to: end, guard: edgeGuard(plan, part.text), mayFail: part.text === "$" ? "end" : true });
      return end;
    }
    case "back-reference":
      plan.unknown.push("it refers back to what a group took");
      return from;
  }
}

function layFresh(plan: Plan, part: Part, from: number, loops: readonly number[]): number {
  const fresh = pointOf(plan);
  join(plan, from, { to: fresh });
  return lay(plan, part, fresh, loops);
}

type Repeat = Extract<Part, { readonly kind: "repeat" }>;

function layRepeat(plan: Plan, { part, min, max }: Repeat, from: number, loops: readonly number[]): number {
  const end = pointOf(plan);
  if (isLoop(part, max)) {
    const head = pointOf(plan);
    join(plan, from, { to: head });
    const tail = lay(plan, part, head, [...loops, plan.most.push(max) - 1]);
    join(plan, tail, { to: head });
    join(plan, tail, { to: end });
    if (min === 0) join(plan, from, { to: end });
    return end;
  }
  let at = from;
  for (let copy = 0; copy < max; copy++) {
    if (copy >= min) join(plan, at, { to: end });
    at = layFresh(plan, part, at, loops);
  }
  join(plan, at, { to: end });
  return end;
}

function isLoop(part: Part, max: number): boolean {
  return max > MAX_COPIES || (max > MAX_COPIES_OF_LOOPS && hasLoop(part));
}

function hasLoop(part: Part): boolean {
  switch (part.kind) {
    case "row":
      return part.parts.some(hasLoop);
    case "choice":
      return part.ways.some(hasLoop);
    case "repeat":
      return isLoop(part.part, part.max) || hasLoop(part.part);
    case "look":
      return hasLoop(part.part);
    default:
      return false;
  }
}

type Look = Extract<Part, { readonly kind: "look" }>;

function layLook(plan: Plan, { way, isNot, part }: Look, from: number, loops: readonly number[]): number {
  const end = pointOf(plan);
  if (way === "ahead") {
    // What is looked for is tried from here like any other way, and leads nowhere.
    layFresh(plan, part, from, loops);
    join(plan, from, { to: end, mayFail: true });
    return end;
  }
  if (hasLoop(part)) plan.unknown.push("it looks behind for a text of any length");
  const behind = setsOf(part).map(plan.alphabet.kindsOf);
  plan.guarded.push(...behind);
  const guard: Guard = (before) => behind.some((kinds) => before !== undefined && kinds.has(before)) !== isNot;
  join(plan, from, { to: end, ...(isOneOf(part) && { guard }), mayFail: true });
  return end;
}

/** Whether a part is one character of some sets, and nothing else. */
function isOneOf(part: Part): boolean {
  if (part.kind === "chars") return true;
  if (part.kind === "row") return part.parts.length === 1 && part.parts.every(isOneOf);
  return part.kind === "choice" && part.ways.every(isOneOf);
}

function edgeGuard({ alphabet, flags }: Plan, text: string): Guard {
  const lineEnd = alphabet.kindsOf(LINE_END);
  const word = alphabet.kindsOf(WORD);
  const isLineEnd = (kind: number | undefined): boolean => kind === undefined || (flags.includes("m") && lineEnd.has(kind));
  const isWord = (kind: number | undefined): boolean => kind !== undefined && word.has(kind);
  switch (text) {
    case "^":
      return (before) => isLineEnd(before);
    case "$":
      return (_, next) => isLineEnd(next);
    default:
      return (before, next) => (isWord(before) === isWord(next)) === (text === "\\B");
  }
}

/** Each way from a point to a place, two ways to the same place among them. */
function stepsFrom(plan: Plan, from: number): readonly Step[] {
  const steps: Step[] = [];
  const onWay = new Set<number>();
  let ways = 0;
  const go = (point: number, guards: readonly Guard[]): void => {
    if (onWay.has(point) || ways > MAX_WAYS) return;
    ways += 1;
    onWay.add(point);
    const to = plan.placeAt.get(point);
    if (to !== undefined) steps.push({ to, guards });
    for (const edge of plan.edges[point] ?? []) go(edge.to, edge.guard === undefined ? guards : [...guards, edge.guard]);
    onWay.delete(point);
  };
  go(from, []);
  if (ways > MAX_WAYS) plan.unknown.push("it has too many ways");
  return steps;
}

/** Whether the end is reached from a point by edges that cannot fail. */
function endsAt(plan: Plan, from: number, done: number, takesAll: boolean): boolean {
  const seen = new Set<number>();
  const go = (point: number): boolean => {
    if (point === done) return true;
    if (seen.has(point)) return false;
    seen.add(point);
    return (plan.edges[point] ?? []).some(
      ({ to, mayFail }) => (mayFail === undefined || (mayFail === "end" && takesAll)) && go(to),
    );
  };
  return go(from);
}

/** Whether a place that is repeated by itself takes all that there is, so that an end of the text (or line) must come behind it. */
function canTakeAll({ alphabet, places, flags }: Plan, next: readonly (readonly Step[])[], place: number): boolean {
  const lineEnd = alphabet.kindsOf(LINE_END);
  const takes = places[place]?.kinds;
  return (
    (next[place] ?? []).some(({ to, guards }) => to === place && guards.length === 0) &&
    alphabet.chars.every((_, kind) => takes?.has(kind) === true || (flags.includes("m") && lineEnd.has(kind)))
  );
}
