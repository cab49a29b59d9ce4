import type { Comparison, Feature } from "./compare.ts";
import { FEATURES } from "./compare.ts";

/** What became of one SDK in one version. */
export type Row = { readonly language: string; readonly sdk: string; readonly version: string } & Result;

export type Result =
  | { readonly kind: "ran"; readonly comparison: Comparison }
  | { readonly kind: "failed"; readonly comparison: Comparison; readonly problems: readonly string[] }
  /** Could not be installed; requests captured from this or another version were sent instead, and were as expected. */
  | { readonly kind: "captured"; readonly captures: string; readonly command: string; readonly reason: string }
  | { readonly kind: "not run"; readonly command: string; readonly reason: string };

/** One line for the person who waits. */
export function summary(row: Result): string {
  switch (row.kind) {
    case "ran":
      return "✔ as expected";
    case "failed":
      return `✖ ${row.problems.join("\n    ")}`;
    case "captured":
      return `captures of ${row.captures} stand in: \`${row.command}\`: ${row.reason}`;
    case "not run":
      return `not run: \`${row.command}\`: ${row.reason}`;
  }
}

/** docs/sdk-conformance.md. */
export function report(rows: readonly Row[]): string {
  const header = ["language", "SDK", "version", "how", ...FEATURES];
  const table = [header, header.map(() => "---"), ...rows.map(cellsOf)];
  const aside = rows.flatMap((row) => asideOf(row) ?? []);
  return `# SDK conformance

Written by \`npm run test:sdk\`; do not edit. A small real program with the real SDK sends to a real server, and what the API then
answers is held against the expected values beside the program (\`test/sdk/programs/\`): title, culprit, level, exceptions with
their causes, in-app frames, people, tags, release and environment, breadcrumbs. The program must end by itself, and the SDK must not
log an error.

- **ran**: the SDK was installed and its program ran. ✔ as expected, ✖ not, – the SDK does not have it.
- **captured**: the SDK could not be installed where this was run; requests captured from a real one were sent again, and all of them
  were taken and stored as expected (\`test/sdk/captures.expected.tsv\`). What they hold is not cut into the columns of this table.
- **not run**: neither could be had.

${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}
${aside.length === 0 ? "" : `\nWhat was not run, and the command that failed:\n\n${aside.join("\n")}\n`}`;
}

function cellsOf(row: Row): readonly string[] {
  const comparison = row.kind === "ran" || row.kind === "failed" ? row.comparison : undefined;
  const cells = FEATURES.map((feature) => (comparison === undefined ? "" : cellOf(comparison, feature)));
  return [row.language, row.sdk, row.version, row.kind, ...cells];
}

function cellOf(comparison: Comparison, feature: Feature): string {
  if (!comparison.has(feature)) return comparison.size === 0 ? "✖" : "–";
  return comparison.get(feature) === undefined ? "✔" : "✖";
}

function asideOf(row: Row): string | undefined {
  if (row.kind !== "captured" && row.kind !== "not run") return undefined;
  const standIn = row.kind === "captured" ? ` Captures of ${row.captures} stand in.` : "";
  return `- ${row.language}, ${row.sdk} ${row.version}: \`${row.command}\`: ${row.reason}.${standIn}`;
}
