import type { AttackName } from "./attacks.ts";
import { ATTACKS, isAttack } from "./attacks.ts";

/** How a test ended: with the program as it is, and with the weakened one. */
export type Ended = "passes" | "fails" | "does not run" | "does not start" | "does not end" | "does not load what is weakened";
export type Seen = { readonly sound: Ended; readonly weakened: Ended };

const BEGIN = "<!-- made by npm run attack -- --write -->";
const END = "<!-- end -->";

/** The document with its table anew. What was not run this time keeps what it said. Throws when the document has no place for it. */
export function withTable(document: string, seen: ReadonlyMap<AttackName, Seen>): string {
  const [before, middle = "", after] = [
    document.split(BEGIN)[0],
    document.split(BEGIN)[1]?.split(END)[0],
    document.split(END)[1],
  ];
  if (before === undefined || after === undefined) throw new Error(`docs/attacks.md has lost its marks ${BEGIN} and ${END}`);
  const old = new Map(
    Array.from(middle.matchAll(/^\| `([\w-]+)` \|.*\| ([^|]*) \|$/gm), ([, name = "", ended = ""]) => [name, ended.trim()]),
  );
  const rows = Object.keys(ATTACKS)
    .filter(isAttack)
    .map((name) => {
      const { attack, holds, test, weakened } = ATTACKS[name];
      const result = seen.get(name);
      const ended = result === undefined ? (old.get(name) ?? "not run") : `${result.sound}, ${result.weakened}`;
      return `| \`${name}\` | ${attack} | ${holds} | \`${test.file}\` | ${weakened.what} (\`${weakened.file}\`) | ${ended} |`;
    });
  const head = [
    "| name | attack | what comes of it | test | weakened build | test as it is, weakened |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  return `${before}${BEGIN}\n\n${[...head, ...rows].join("\n")}\n\n${END}${after}`;
}
