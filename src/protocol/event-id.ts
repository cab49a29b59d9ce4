import { randomUUID } from "node:crypto";

/** What a field that should hold an event id holds. `absent` also stands for null, "" and the nil UUID. */
export type EventIdField =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "absent" }
  | { readonly kind: "invalid" };

const ABSENT: EventIdField = { kind: "absent" };
const INVALID: EventIdField = { kind: "invalid" };
const NIL = "0".repeat(32);
const PLAIN = /^[0-9a-f]{32}$/;
const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads an id as 32 or hyphenated hex digits in any case; the answer has 32 lower-case digits. */
export function readEventId(value: unknown): EventIdField {
  if (value === undefined || value === null || value === "") return ABSENT;
  // 45 is the longest spelling anybody uses (`urn:uuid:` before a hyphenated one), and longer texts are not worth a look.
  if (typeof value !== "string" || value.length > 45) return INVALID;
  const text = value
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replace(/^\{(.*)\}$/, "$1");
  if (!PLAIN.test(text) && !HYPHENATED.test(text)) return INVALID;
  const id = text.replaceAll("-", "");
  return id === NIL ? ABSENT : { kind: "id", id };
}

/** A random id in the form that is stored and answered: 32 lower-case hex digits of a UUID of version 4. */
export function newEventId(): string {
  return randomUUID().replaceAll("-", "");
}
