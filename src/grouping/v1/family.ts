import type { GroupingFrame } from "../input.ts";

/** How names of a platform are to be read. */
export type Family =
  | "javascript"
  | "python"
  | "jvm"
  | "go"
  | "ruby"
  | "php"
  | "dotnet"
  | "native"
  | "dart"
  | "elixir"
  | "other";

const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ["javascript", "javascript"],
  ["node", "javascript"],
  ["python", "python"],
  ["java", "jvm"],
  ["kotlin", "jvm"],
  ["android", "jvm"],
  ["scala", "jvm"],
  ["groovy", "jvm"],
  ["go", "go"],
  ["ruby", "ruby"],
  ["php", "php"],
  ["csharp", "dotnet"],
  ["dotnet", "dotnet"],
  ["fsharp", "dotnet"],
  ["native", "native"],
  ["cocoa", "native"],
  ["objc", "native"],
  ["swift", "native"],
  ["c", "native"],
  ["cpp", "native"],
  ["rust", "native"],
  ["dart", "dart"],
  ["flutter", "dart"],
  ["elixir", "elixir"],
  ["erlang", "elixir"],
]);

/** A frame's own platform wins over the event's; where neither is known, the file tells. */
export function familyOf(platform: string, frame: GroupingFrame): Family {
  const known = FAMILIES.get(platform.toLowerCase());
  if (known !== undefined) return known;
  const file = frame.abs_path ?? frame.filename ?? "";
  return BY_ENDING.find(([ending]) => ending.test(file))?.[1] ?? "other";
}

const BY_ENDING: readonly (readonly [RegExp, Family])[] = [
  [/\.(?:[cm]?[jt]sx?|vue|svelte)(?:[?#:]|$)/i, "javascript"],
  [/\.dart$|^(?:package|dart):/i, "dart"],
  [/\.py$/i, "python"],
  [/\.(?:java|kt|kts|scala|groovy)$/i, "jvm"],
  [/\.go$/i, "go"],
  [/\.(?:rb|erb|rake)$/i, "ruby"],
  [/\.php$/i, "php"],
  [/\.(?:cs|fs|vb)$/i, "dotnet"],
  [/\.(?:rs|c|cc|cpp|cxx|h|hpp|m|mm|swift)$/i, "native"],
  [/\.exs?$|\.erl$/i, "elixir"],
];
