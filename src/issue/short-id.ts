const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `SHOP-1F` for issue number 47 of project `shop`. Base 32 without I, L, O, U. Source: reference sentry-web-api §1.7. */
export function shortIdOf(projectSlug: string, number: number): string {
  let digits = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) digits = ALPHABET.charAt(rest % 32) + digits;
  return `${projectSlug.toUpperCase()}-${digits}`;
}

/** Reads a short id in any case, `I` and `L` as 1, `O` as 0. `undefined` when it is not one. */
export function parseShortId(text: string): { readonly projectSlug: string; readonly number: number } | undefined {
  const dash = text.lastIndexOf("-");
  if (dash < 1 || dash === text.length - 1 || text.length > 64) return undefined;

  const digits = text
    .slice(dash + 1)
    .toUpperCase()
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  let number = 0;
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    number = number * 32 + value;
  }
  if (number === 0 || !Number.isSafeInteger(number)) return undefined;
  return { projectSlug: text.slice(0, dash).toLowerCase(), number };
}
