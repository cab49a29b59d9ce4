import type { MadeItem } from "./made-item.ts";

/** What the form of the crash dialog holds, or what is wrong with it, by field. Source: reference sentry-ingest §4.4. */
export type UserReport =
  | { readonly kind: "item"; readonly item: MadeItem }
  | { readonly kind: "wrong"; readonly errors: { readonly [field: string]: readonly string[] } };

const MAX_NAME = 128;
const MAX_EMAIL = 75;
const MAX_COMMENTS = 4_096;

/** The form as the item that an SDK would send. A name and an address may be missing; words may not. */
export function readUserReport(body: Uint8Array, eventId: string): UserReport {
  const form = new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  const textOf = (field: string): string => form.get(field)?.trim() ?? "";
  const [name, email, comments] = [textOf("name"), textOf("email"), textOf("comments")] as const;
  const errors: { [field: string]: readonly string[] } = {};
  if (name.length > MAX_NAME) errors["name"] = [`at most ${MAX_NAME} characters`];
  if (email !== "" && (email.length > MAX_EMAIL || !/^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/.test(email))) {
    errors["email"] = [`an e-mail address of at most ${MAX_EMAIL} characters`];
  }
  if (comments === "") errors["comments"] = ["this field is required"];
  else if (comments.length > MAX_COMMENTS) errors["comments"] = [`at most ${MAX_COMMENTS} characters`];
  if (Object.keys(errors).length > 0) return { kind: "wrong", errors };
  const report = { event_id: eventId, name, email, comments };
  return { kind: "item", item: { header: { type: "user_report" }, payload: Buffer.from(JSON.stringify(report)) } };
}
