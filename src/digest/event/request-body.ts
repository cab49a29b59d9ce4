import type { Json } from "../../protocol/json.ts";
import { parseJsonText } from "./parse.ts";

/** A longer body is shown as text: it would be cut anyhow, and a cut structure is worth no parsing. */
const MAX_PARSED_CHARS = 64 * 1_024;

/** A request's body as structure, and the content type that this amounts to. Source: reference sentry-ingest §6.8. */
export function readBody(
  data: Json,
  contentType: string | undefined,
): { readonly data: Json; readonly type: string | undefined } {
  const declared = contentType?.split(";", 1)[0]?.trim();
  if (typeof data !== "string") return { data, type: declared };
  const json = parseJson(data);
  if (json !== undefined) return { data: json, type: "application/json" };
  const form = parseForm(data);
  if (form !== undefined) return { data: form, type: "application/x-www-form-urlencoded" };
  return { data, type: declared };
}

function parseJson(text: string): Json | undefined {
  const first = text.trimStart().charAt(0);
  if ((first !== "{" && first !== "[") || text.length > MAX_PARSED_CHARS) return undefined;
  return parseJsonText(text);
}

/** A form only if it cannot be anything else: ASCII, not XML or JSON, and more than one bare word. */
function parseForm(text: string): Json | undefined {
  if (text.length > MAX_PARSED_CHARS || !/^[!-~]+$/.test(text) || /^(?:<|\{|\[)/.test(text)) return undefined;
  const pairs = [...new URLSearchParams(text)];
  if (!text.includes("=") || (pairs.length === 1 && /^=?$/.test(pairs[0]?.[1] ?? ""))) return undefined;
  const form: { [name: string]: Json } = {};
  for (const [name, value] of pairs) if (name !== "__proto__") form[name] = value;
  return form;
}
