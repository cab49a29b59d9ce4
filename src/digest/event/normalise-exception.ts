import type { Exception, Mechanism } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bag, boundedObject } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import { readStacktrace } from "./normalise-stacktrace.ts";
import type { Notes } from "./notes.ts";
import { noteError, noteInvalid } from "./notes.ts";
import { boolean, fields, jsonText, lenientText, naturalNumber, nonEmptyText, readFields, text, valuesOf } from "./read.ts";

const EXCEPTION = fields<Exception>(
  {
    type: text(MAX_CHARS.exceptionType),
    value: jsonText(MAX_CHARS.exceptionValue),
    module: nonEmptyText(MAX_CHARS.exceptionModule),
    stacktrace: readStacktrace,
    raw_stacktrace: readStacktrace,
    thread_id: lenientText(MAX_CHARS.userId),
    mechanism: readMechanism,
  },
  { "sentry.interfaces.Stacktrace": "stacktrace" },
);

/** The exceptions of an event, the oldest cause first. */
export const readExceptions = valuesOf(readException, MAX_COUNT.exceptions);

function readException(raw: Json, notes: Notes): Exception | undefined {
  if (!isJsonObject(raw)) return noteInvalid(notes, raw, "expected an exception");
  const exception: { -readonly [K in keyof Exception]: Exception[K] } = readFields(raw, EXCEPTION, notes);
  if (exception.type === "") delete exception.type;
  const { type, value = "" } = exception;
  if (type === undefined && value === "" && exception.stacktrace === undefined) {
    return noteError(notes, "missing_attribute", { reason: "an exception needs a type or a value" });
  }
  if (type !== undefined) return exception;

  // Clients that know one text only put the type in front of it.
  const split = /^([A-Za-z_][\w.]{0,127}):(?!\/)\s*(.*)$/s.exec(value);
  return split === null ? exception : { ...exception, type: split[1], value: split[2] };
}

const MECHANISM = fields<Mechanism>({
  type: nonEmptyText(MAX_CHARS.mechanismType),
  handled: boolean,
  synthetic: boolean,
  description: text(MAX_CHARS.breadcrumbMessage),
  help_link: nonEmptyText(MAX_CHARS.helpLink),
  source: nonEmptyText(MAX_CHARS.mechanismType),
  is_exception_group: boolean,
  exception_id: naturalNumber,
  parent_id: naturalNumber,
  data: bag(BAG.mechanismData),
  meta: bag(BAG.mechanismData),
});

/** An empty mechanism says nothing. One in the form of old Cocoa clients is brought into today's. */
function readMechanism(raw: Json, notes: Notes): Mechanism | undefined {
  if (!isJsonObject(raw))
    return Array.isArray(raw) && raw.length === 0 ? undefined : noteInvalid(notes, raw, "expected a mechanism");
  if (Object.keys(raw).length === 0) return undefined;
  const isLegacy = raw["type"] === undefined && (isJsonObject(raw["posix_signal"]) || isJsonObject(raw["mach_exception"]));
  const { type = "generic", ...mechanism } = readFields(isLegacy ? fromLegacy(raw, notes) : raw, MECHANISM, notes);
  return { type, ...mechanism };
}

function fromLegacy({ posix_signal: signal, mach_exception: mach, ...data }: JsonObject, notes: Notes): JsonObject {
  const meta: { [key: string]: Json } = {};
  if (isJsonObject(signal)) {
    const { signal: number = null, ...rest } = signal;
    meta["signal"] = { number, ...rest };
  }
  if (isJsonObject(mach)) {
    const { exception_name: name = null, ...rest } = mach;
    meta["mach_exception"] = { ...rest, name };
  }
  return {
    type: "generic",
    meta,
    ...(Object.keys(data).length > 0 && { data: boundedObject(data, BAG.mechanismData, notes) }),
  };
}
