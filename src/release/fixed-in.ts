const NAME = String.raw`[a-z0-9][\w-]{0,60}-[a-z0-9]{1,13}\b`;
const FIXES = new RegExp(
  String.raw`\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\b:?\s{1,5}(${NAME}(?:(?:,\s?|\sand\s)${NAME})*)`,
  "gi",
);

/** Short ids that the message of a commit says it fixes: `Fixes SHOP-4F`, `resolves SHOP-4F, SHOP-5`. As they were written. */
export function fixedIn(message: string): readonly string[] {
  const text = message.slice(0, 10_000);
  return Array.from(text.matchAll(FIXES), ([, names = ""]) => names.split(/,\s?|\sand\s/i)).flat();
}
