import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { GitlabAsk } from "./route.ts";

const TRUE = new Set(["1", "on", "t", "true", "y", "yes"]);
const FALSE = new Set(["0", "off", "f", "false", "n", "no"]);

type Wanted = { readonly [name: string]: "required" | "optional" };
type Flags<W extends Wanted> = { readonly [name in keyof W]?: boolean };

/** Reads yes-or-no fields as GitLab spells them. The problem names all that is wrong, as `active is missing, integrated is invalid`. */
export function readFlags<W extends Wanted>(fields: GitlabAsk["fields"], wanted: W): Result<Flags<W>, string> {
  const flags: { [name in keyof W]?: boolean } = {};
  const problems: string[] = [];
  for (const name in wanted) {
    const value = fields.get(name);
    const text = typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? String(value) : value;
    if (text === undefined || text === null || text === "") {
      if (wanted[name] === "required") problems.push(`${name} is ${fields.has(name) ? "empty" : "missing"}`);
    } else if (typeof text === "string" && TRUE.has(text.toLowerCase())) flags[name] = true;
    else if (typeof text === "string" && FALSE.has(text.toLowerCase())) flags[name] = false;
    else problems.push(`${name} is invalid`);
  }
  return problems.length > 0 ? problem(problems.join(", ")) : ok(flags);
}

/** A field that is a text; numbers count as their digits, anything else as absent. */
export function textField(fields: GitlabAsk["fields"], name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "number" ? String(value) : typeof value === "string" && value !== "" ? value : undefined;
}
