/**
 * What the engines of JavaScript say of one and the same mistake, in the words of V8. It counts where the stack is too weak to
 * tell bugs apart, and would then tell browsers apart instead. Each pattern has bounded parts: linear in the text.
 */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  // "a.b.c" in Safari, the bare name elsewhere. Firefox before 120 leaves the property out: nothing can be done about it.
  [
    /^(undefined|null) is not an object \(evaluating '(?:.{0,300}[.\]])?#?([\w$]{1,80})(?:\([^']{0,200}\))?'\)$/,
    "Cannot read properties of $1 (reading '$2')",
  ],
  [
    /^can't access property ["']?#?([\w$]{1,80})["']?, .{1,300} is (undefined|null)$/,
    "Cannot read properties of $2 (reading '$1')",
  ],
  [/^Cannot read property '([^']{1,80})' of (undefined|null)$/, "Cannot read properties of $2 (reading '$1')"],
  [/^Cannot set property '([^']{1,80})' of (undefined|null)$/, "Cannot set properties of $2 (setting '$1')"],
  [/^(.{1,300} is not a function)\. \(In .{1,600}\)$/, "$1"],
  [/^(.{1,300} is not a constructor) \(evaluating .{1,600}\)$/, "$1"],
  [/^Can't find variable: ([\w$]{1,80})$/, "$1 is not defined"],
  [/^(?:Load failed|NetworkError when attempting to fetch resource\.|Network request failed|cancelled)$/, "Failed to fetch"],
  [
    /^(?:Failed to fetch|error loading) dynamically imported module: .{1,2000}$|^Importing a module script failed\.$/,
    "Failed to fetch dynamically imported module",
  ],
  [
    /^ResizeObserver loop (?:limit exceeded|completed with undelivered notifications\.?)$/,
    "ResizeObserver loop limit exceeded",
  ],
  [
    /^(?:Unexpected end of JSON input|JSON\.parse: unexpected end of data.{0,100}|JSON Parse error: Unexpected EOF)$/,
    "Unexpected end of JSON input",
  ],
  [
    /^(?:Unexpected token .{1,80} (?:is not valid JSON|in JSON at position \d+.{0,60})|JSON\.parse: .{1,200}|JSON Parse error: .{1,200})$/,
    "Invalid JSON",
  ],
];

/** The text of an error of JavaScript, whichever engine wrote it; any other text as it is. */
export function engineText(value: string): string {
  const [first = ""] = value.split("\n", 1);
  for (const [spelling, words] of SPELLINGS) {
    if (spelling.test(first)) return first.replace(spelling, words);
  }
  return value;
}
