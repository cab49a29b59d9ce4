/**
 * What a text is compared with. One piece: the very same text. Several: what stands between wildcards (`*`, any run of
 * characters); the first begins the text, the last ends it, and cases are not told apart. Source: reference sentry-web-api §3.1.
 */
export type TextMatch = { readonly pieces: readonly string[] };

/** Reads a value that still has its backslashes: `\*` is a star, a star alone is a wildcard. */
export function matchOf(raw: string): TextMatch {
  const pieces: string[] = [];
  let piece = "";
  for (let at = 0; at < raw.length; at++) {
    const sign = raw.charAt(at);
    const next = raw.charAt(at + 1);
    if (sign === "\\" && (next === "*" || next === "\\" || next === '"')) {
      piece += next;
      at++;
    } else if (sign === "*") {
      pieces.push(piece);
      piece = "";
    } else piece += sign;
  }
  return { pieces: [...pieces, piece] };
}

/** The text itself, where there is no wildcard. */
export function exactText({ pieces }: TextMatch): string | undefined {
  return pieces.length === 1 ? pieces[0] : undefined;
}

/** True when the text is what is looked for. Goes over the text once, whatever the pieces. */
export function isMatch({ pieces }: TextMatch, text: string): boolean {
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return text === first;
  const [lower, begin, end] = [text.toLowerCase(), first.toLowerCase(), last.toLowerCase()];
  if (!lower.startsWith(begin) || !lower.endsWith(end) || lower.length < begin.length + end.length) return false;
  const stop = lower.length - end.length;
  let at = begin.length;
  for (const piece of others) {
    if (piece === "") continue;
    const found = lower.indexOf(piece.toLowerCase(), at);
    if (found === -1 || found + piece.length > stop) return false;
    at = found + piece.length;
  }
  return at <= stop;
}
