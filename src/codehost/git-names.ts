/**
 * Whether a text can name a commit, branch or tag. Releases are named by whoever sends events, and what is sent on becomes part
 * of an address. Source: `git check-ref-format`.
 */
export function isRef(ref: string): boolean {
  if (ref === "" || ref.length > 250 || !/^[\x21-\x7e]+$/.test(ref)) return false;
  if (/[~^:?*[\\%#&]|\.\.|\/\/|@\{/.test(ref)) return false;
  return !/^[-/.]|[/.]$|\/\.|\.lock(\/|$)/.test(ref) && ref !== "@";
}

/** Whether a text can be the path of a file in a repository: from its root, with forward slashes. */
export function isFilePath(path: string): boolean {
  if (path === "" || path.length > 1_000 || hasControlCharacter(path) || path.includes("\\")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && part.isWellFormed());
}

/** Every part encoded, the slashes kept. */
export function encodedPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** A full SHA-1 or SHA-256 hash. */
export function isFullHash(ref: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < " " || character === "\u007f");
}
