import type { LogEntry } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bounded } from "./bag.ts";
import { formatMessage } from "./format-message.ts";
import { BAG, MAX_CHARS } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteError, noteInvalid } from "./notes.ts";
import { cut } from "./read.ts";

/** The names a message comes under, the one that rules first. */
const NAMES = ["logentry", "sentry.interfaces.Message", "message"] as const;

/**
 * The event's message. A text is a finished one; an object has a template, its parameters, or both. A text beside an object
 * fills in the finished text when the object has none.
 */
export function readLogEntry(raw: JsonObject, notes: Notes): LogEntry | undefined {
  return at(notes, "logentry", () => {
    const sent = NAMES.map((name) => raw[name]).filter((value): value is Json => isSaid(value));
    const object = sent.find(isJsonObject);
    const other = sent.find((value) => !isJsonObject(value));
    if (object === undefined)
      return other === undefined ? undefined : { formatted: at(notes, "formatted", () => textOf(other, notes)) };
    return readObject(object, typeof other === "string" ? other : undefined, notes);
  });
}

/** `false` and "" are how some clients say that there is none. */
function isSaid(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function textOf(value: Json, notes: Notes): string {
  return cut(typeof value === "string" ? value : JSON.stringify(value), MAX_CHARS.message, notes);
}

function readObject(raw: JsonObject, besides: string | undefined, notes: Notes): LogEntry | undefined {
  const template = member(raw, "message", notes);
  const params = at(notes, "params", () => readParams(raw["params"], notes));
  const formatted =
    member(raw, "formatted", notes) ??
    (besides === undefined ? undefined : at(notes, "formatted", () => textOf(besides, notes))) ??
    (template === undefined || params === undefined ? undefined : formatMessage(template, params, MAX_CHARS.message)) ??
    template;
  if (formatted === undefined) return noteError(notes, "missing_attribute", { reason: "a log entry needs a message" });
  return {
    formatted,
    ...(template !== undefined && template !== formatted && { message: template }),
    ...(params !== undefined && { params }),
  };
}

function member(raw: JsonObject, name: string, notes: Notes): string | undefined {
  const value = raw[name];
  if (value === undefined || value === null || value === "") return undefined;
  return at(notes, name, () => textOf(value, notes));
}

function readParams(value: Json | undefined, notes: Notes): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object") return noteInvalid(notes, value, "expected a list or an object");
  return bounded(value, BAG.params, notes);
}
