/**
 * The characters that a pattern tells apart, one of each kind: two characters that stand in the same sets of the pattern are one
 * kind. What is in a set is asked of the engine, with characters of every sort and those around the pattern's own.
 */
export type Alphabet = {
  /** One character of each kind. */
  readonly chars: readonly string[];
  /** Kinds that a set of the pattern holds, by how the set is written. */
  readonly kindsOf: (set: string) => ReadonlySet<number>;
};

export const EVERYTHING = "[^]";
export const WORD = String.raw`\w`;
export const LINE_END = String.raw`[\n\r\u2028\u2029]`;

const SORTS =
  "\u0085\u00a0\u00ad\u00e9\u00c9\u00df\u0130\u0131\u017f\u212a\u0301\u0416\u0660\u05d0\u4e2d\u200b\u200e\u2028\u2029\u202e\u3000\uac00\ud800\ue000\ufeff\uff10\uff21";

/** `sets`: every set of the pattern, as it is written. */
export function alphabetOf(sets: Iterable<string>, flags: string): Alphabet {
  const written = new Set([...sets, EVERYTHING, WORD, LINE_END]);
  const plainFlags = flags.replaceAll(/[dgmy]/g, "");
  const engines = Array.from(written, (set) => ({ set, has: new RegExp(`^(?:${set})$`, plainFlags) }));
  const kinds = new Map<string, { readonly char: string; readonly sets: readonly string[] }>();
  for (const char of candidates(written)) {
    const holding = engines.filter(({ has }) => has.test(char)).map(({ set }) => set);
    const key = holding.join("\0");
    // A letter is easier to read in a report than a control character.
    if (!kinds.has(key)) kinds.set(key, { char, sets: holding });
  }
  const members = new Map<string, Set<number>>(Array.from(written, (set) => [set, new Set()]));
  const chars: string[] = [];
  for (const { char, sets: holding } of kinds.values()) {
    for (const set of holding) members.get(set)?.add(chars.length);
    chars.push(char);
  }
  return { chars, kindsOf: (set) => members.get(set) ?? new Set() };
}

function* candidates(written: ReadonlySet<string>): Generator<string> {
  for (const code of [97, 65, 48, 32]) yield String.fromCharCode(code);
  for (let code = 126; code >= 0; code--) yield String.fromCharCode(code);
  yield "\u007f";
  yield* SORTS;
  for (const set of written) {
    const codes = Array.from(set, (char) => char.codePointAt(0) ?? 0);
    const escaped = Array.from(set.matchAll(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))/gi), ([, long, four, two]) =>
      Number.parseInt(long ?? four ?? two ?? "0", 16),
    );
    for (const code of [...codes, ...escaped]) {
      for (const near of [code - 1, code, code + 1]) if (near >= 0 && near <= 0x10_ffff) yield String.fromCodePoint(near);
    }
  }
}
