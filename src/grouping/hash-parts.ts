import { hash } from "node:crypto";

/**
 * 32 hex digits of SHA-256 over labelled parts. Each part carries its length, so that ("ab", "c") and ("a", "bc") differ.
 */
export function hashParts(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  return hash("sha256", text, "hex").slice(0, 32);
}
