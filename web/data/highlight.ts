/** A piece of a line of source, by what it is. */
export type Piece = readonly [kind: "plain" | "comment" | "text" | "number" | "word", text: string];

const WORDS = new Set(
  (
    "abstract alias and as assert async await begin break case catch class const continue def defer del do elif else elsif end enum " +
    "ensure except export extends extern false final finally fn for foreach from func function global go if impl implements import in " +
    "instanceof interface internal is lambda let loop match mod module move mut namespace new nil none not null or override package " +
    "pass private protected pub public raise readonly rescue return self static struct super switch this throw throws trait true try " +
    "type typeof undefined union unless until use using val var void when where while with yield"
  ).split(" "),
);

/** Languages whose comments begin with a hash, by the ends of their files. */
const HASH = /\.(py|pyi|rb|rake|ex|exs|sh|bash|pl|pm|r|yml|yaml|toml|nim|cr|jl)$/i;
const DASH = /\.(sql|lua|hs|elm|ada|adb)$/i;

const REST =
  String.raw`"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|` +
  "`(?:[^`\\\\]|\\\\.)*`?" +
  String.raw`|\b\d[\w.]*|[\p{L}_$@][\p{L}\p{N}_$]*`;
const AFTER_SLASHES = new RegExp(String.raw`//.*|/\*.*?(?:\*/|$)|` + REST, "gu");
const AFTER_HASH = new RegExp(String.raw`#.*|` + REST, "gu");
const AFTER_DASHES = new RegExp(String.raw`--.*|` + REST, "gu");

/** Longer ones are minified: colours say nothing there. */
const MAX_LENGTH = 400;

/**
 * Splits one line of source for its colours: comments, texts, numbers and the words that most languages keep for themselves. A guess by
 * the name of the file: a wrong one costs a colour. Joined, the pieces are the line. Takes time in proportion to the length.
 */
export function piecesOf(line: string, filename: string): readonly Piece[] {
  if (line.length > MAX_LENGTH) return [["plain", line]];
  const expression = HASH.test(filename) ? AFTER_HASH : DASH.test(filename) ? AFTER_DASHES : AFTER_SLASHES;
  const pieces: Piece[] = [];
  let end = 0;
  const plain = (to: number) => void (to > end && pieces.push(["plain", line.slice(end, to)]));
  for (const match of line.matchAll(expression)) {
    const [text] = match;
    const kind = kindOf(text);
    if (kind === "plain") continue;
    plain(match.index);
    pieces.push([kind, text]);
    end = match.index + text.length;
  }
  plain(line.length);
  return pieces;
}

function kindOf(text: string): Piece[0] {
  if (/^(\/\/|\/\*|#|--)/.test(text)) return "comment";
  if (/^["'`]/.test(text)) return "text";
  if (/^\d/.test(text)) return "number";
  return WORDS.has(text.toLowerCase()) ? "word" : "plain";
}
