import type { Answer } from "../outbound/client.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Found } from "./codehost.ts";

export const MAX_FILE_BYTES = 1024 * 1024;

/** The text of a file. A few bytes that are no UTF-8 are shown as such; a file with a zero byte is none. */
export function sourceText(answer: Answer, host: string): Found<string> {
  if (answer.body.includes(0)) {
    return problem({ kind: "not-text", message: `This file is no text. Look at it at ${host}.` });
  }
  return ok(new TextDecoder().decode(answer.body));
}
