import type { Event } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { boundedObject } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteInvalid, noteTrimmed } from "./notes.ts";
import { objectOrEmptyList } from "./read.ts";

type Contexts = NonNullable<Event["contexts"]>;

/**
 * Contexts by alias, each with a `type`, which is the alias when none is sent. `os`, `runtime` and `browser` get their name and
 * version in one text, under their own type's name, as Sentry computes it.
 */
export function readContexts(value: Json, notes: Notes): Contexts | undefined {
  const raw = objectOrEmptyList(value);
  if (raw === undefined) return noteInvalid(notes, value, "expected contexts");
  const entries = Object.entries(raw);
  if (entries.length > MAX_COUNT.contexts) noteTrimmed(notes, entries.length);
  const contexts: { [alias: string]: JsonObject } = {};
  for (const [alias, sent] of entries.slice(0, MAX_COUNT.contexts)) {
    if (sent === null) continue;
    const context = at(notes, alias, () => readContext(alias, sent, notes));
    if (context !== undefined) contexts[alias.slice(0, MAX_CHARS.tagKey).toWellFormed()] = context;
  }
  return contexts;
}

function readContext(alias: string, value: Json, notes: Notes): JsonObject | undefined {
  if (!isJsonObject(value))
    return Array.isArray(value) && value.length === 0 ? undefined : noteInvalid(notes, value, "expected a context");
  const bounded = boundedObject(value, alias === "flags" ? BAG.flagsContext : BAG.context, notes);
  const sentType = bounded["type"];
  const type = typeof sentType === "string" && sentType !== "" ? sentType : alias;
  const context = sentType === type ? bounded : { ...bounded, type };
  return NAMED.has(type) ? withFullName(context, type) : context;
}

const NAMED: ReadonlySet<string> = new Set(["os", "runtime", "browser"]);

function withFullName(context: JsonObject, type: string): JsonObject {
  const named = context["name"] === undefined && context["version"] === undefined ? fromDescription(context) : context;
  const { name, version } = named;
  if (typeof name !== "string" || name === "" || typeof named[type] === "string") return named;
  return { ...named, [type]: typeof version === "string" && version !== "" ? [name, version].join(" ") : name };
}

/** `.NET Core 3.1.10` → name and version. .NET and Unity describe their system in one text. */
function fromDescription(context: JsonObject): JsonObject {
  const { raw_description: description } = context;
  if (typeof description !== "string") return context;
  const match = /^(.{1,100}?)[\s/]v?(\d{1,20}(?:\.\d{1,20}){0,5})/.exec(description.trim().slice(0, 200));
  return match === null ? context : { ...context, name: match[1] ?? description, version: match[2] ?? "" };
}
