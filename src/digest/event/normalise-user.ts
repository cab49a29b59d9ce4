import type { User } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { isAddressField } from "./address.ts";
import { bag, boundedObject } from "./bag.ts";
import { BAG, MAX_CHARS } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteInvalid } from "./notes.ts";
import { fields, lenientText, nonEmptyText, objectOrEmptyList, readFields } from "./read.ts";

const USER = fields<User>({
  id: nonEmpty(lenientText(MAX_CHARS.userId)),
  email: nonEmptyText(MAX_CHARS.email),
  username: nonEmpty(lenientText(MAX_CHARS.userId)),
  name: nonEmptyText(MAX_CHARS.userId),
  ip_address: readAddress,
  segment: nonEmptyText(MAX_CHARS.userId),
  geo: bag(BAG.small),
});

/** Who was affected. Fields that Sentry does not know go to `data`. `ip_address` may still be `{{auto}}`. */
export function readUser(value: Json, notes: Notes): User | undefined {
  const raw = objectOrEmptyList(value);
  if (raw === undefined) return noteInvalid(notes, value, "expected a user");
  const user = readFields(raw, USER, notes);
  const data: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(raw)) {
    if (key !== "data" && member !== null && !USER.has(key)) data[key] = member;
  }
  if (isJsonObject(raw["data"])) Object.assign(data, raw["data"]);
  if (Object.keys(data).length === 0) return user;
  return { ...user, data: at(notes, "data", () => boundedObject(data, BAG.userData, notes)) };
}

function readAddress(value: Json, notes: Notes): string | undefined {
  if (value === "") return undefined;
  const text = typeof value === "string" ? value.trim() : "";
  return isAddressField(text) ? text : noteInvalid(notes, value, "expected an IP address");
}

function nonEmpty(read: (value: Json, notes: Notes) => string | undefined) {
  return (value: Json, notes: Notes): string | undefined => (value === "" ? undefined : read(value, notes));
}
