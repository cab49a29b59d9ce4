import { parseArgs } from "node:util";

/** The command line was wrong; the message says how to write it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Arguments = {
  readonly words: readonly string[];
  readonly option: (name: string) => string | undefined;
  readonly has: (flag: string) => boolean;
};

/** Reads options that take a value and flags that do not. Throws `UsageError` for anything else. */
export function readArguments(
  argv: readonly string[],
  options: readonly string[],
  flags: readonly string[] = ["json"],
): Arguments {
  try {
    const parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries([
        ...options.map((name) => [name, { type: "string" as const }] as const),
        ...flags.map((name) => [name, { type: "boolean" as const }] as const),
      ]),
    });
    const values = new Map<string, unknown>(Object.entries(parsed.values));
    return {
      words: parsed.positionals,
      option: (name) => {
        const value = values.get(name);
        return typeof value === "string" ? value : undefined;
      },
      has: (flag) => values.get(flag) === true,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
