import type { Cursor, Read } from "./line.ts";
import { columnOf, isAtEnd, mistake, read, skipBlanks, take } from "./line.ts";
import type { Matcher, MatcherKey } from "./matcher.ts";
import { FRAME_KEYS, readMatcher } from "./matcher.ts";
import { MAX_MATCHERS } from "./problem.ts";

/** `[ caller ] | matchers | [ callee ]`. */
export type Matchers = {
  readonly own: readonly Matcher[];
  readonly caller: Matcher | undefined;
  readonly callee: Matcher | undefined;
};

const NEIGHBOUR_KEYS: ReadonlySet<MatcherKey> = new Set([...FRAME_KEYS, "family"]);

/** Reads what stands before the actions or the arrow; `isOver` says that they begin here. */
export function readMatchers(
  cursor: Cursor,
  allowed: ReadonlySet<MatcherKey>,
  isOver: (cursor: Cursor) => boolean,
): Read<Matchers> {
  skipBlanks(cursor);
  const caller = readNeighbour(cursor);
  if (!caller.ok) return caller;
  skipBlanks(cursor);
  if (caller.value !== undefined && !take(cursor, "|")) {
    return mistake(
      columnOf(cursor),
      "write a | between the calling frame in brackets and the matchers: [ module:a ] | module:b",
    );
  }
  const own: Matcher[] = [];
  const first = columnOf(cursor);
  let isCallee = false;
  for (;;) {
    skipBlanks(cursor);
    isCallee = take(cursor, "|");
    if (isCallee || isAtEnd(cursor) || isOver(cursor)) break;
    const matcher = readMatcher(cursor, allowed);
    if (!matcher.ok) return matcher;
    if (own.push(matcher.value) > MAX_MATCHERS) {
      return mistake(matcher.value.column, `write at most ${MAX_MATCHERS} matchers in one rule`);
    }
  }
  skipBlanks(cursor);
  const callee = isCallee ? readNeighbour(cursor) : read(undefined);
  if (!callee.ok) return callee;
  if (isCallee && callee.value === undefined) {
    return mistake(columnOf(cursor), "behind | belongs the called frame in brackets: | [ function:parse ]");
  }
  if (own.length === 0) return mistake(first, "the rule has no matcher; write at least one, such as type:KeyError");
  return read({ own, caller: caller.value, callee: callee.value });
}

/** One matcher in brackets, when one stands here. */
function readNeighbour(cursor: Cursor): Read<Matcher | undefined> {
  if (!take(cursor, "[")) return read(undefined);
  skipBlanks(cursor);
  const matcher = readMatcher(cursor, NEIGHBOUR_KEYS);
  if (!matcher.ok) return matcher;
  skipBlanks(cursor);
  if (take(cursor, "]")) return matcher;
  return mistake(columnOf(cursor), "the bracket holds one matcher and is closed by a blank and ]: [ module:a ]");
}
