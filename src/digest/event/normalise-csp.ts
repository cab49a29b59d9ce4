import type { Csp } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { MAX_CHARS } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid } from "./notes.ts";
import { fields, naturalNumber, nonEmptyText, readFields } from "./read.ts";

const CSP = fields<Csp>({
  effective_directive: nonEmptyText(MAX_CHARS.platform),
  violated_directive: nonEmptyText(MAX_CHARS.culprit),
  blocked_uri: nonEmptyText(MAX_CHARS.url),
  document_uri: nonEmptyText(MAX_CHARS.url),
  referrer: nonEmptyText(MAX_CHARS.url),
  source_file: nonEmptyText(MAX_CHARS.url),
  line_number: naturalNumber,
  column_number: naturalNumber,
  status_code: naturalNumber,
  disposition: nonEmptyText(MAX_CHARS.platform),
  original_policy: nonEmptyText(MAX_CHARS.message),
  script_sample: nonEmptyText(MAX_CHARS.frame),
});

/** A violation of a content security policy, as the digest of reports or a Relay before us wrote it. */
export function readCsp(value: Json, notes: Notes): Csp | undefined {
  return isJsonObject(value) ? readFields(value, CSP, notes) : noteInvalid(notes, value, "expected a report");
}
