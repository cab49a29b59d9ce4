import { plainDebugId } from "./debug-id.ts";

/** What a script says about itself in its last lines. */
export type ScriptComments = {
  readonly debugId: string | undefined;
  readonly mapUrl: string | undefined;
  /** The map itself, where the script carries it along. */
  readonly inlineMap: Buffer | undefined;
};

/** Comments stand at the end; a map that is carried along is part of one. */
const TAIL_BYTES = 8 * 1_024;
const MAP_COMMENT = /(?:^|\n)[^\S\n]*\/\/[#@]\s*sourceMappingURL=(\S+)/g;
const ID_COMMENT = /\/\/[#@]\s*debugId=([0-9a-fA-F-]{32,40})/g;

/** Reads `//# sourceMappingURL=` and `//# debugId=`, the last of each. Source: reference sentry-web-api §6.5, §6.6. */
export function scriptComments(bytes: Buffer): ScriptComments {
  const tail = bytes.toString("utf8", Math.max(0, bytes.length - TAIL_BYTES));
  const debugId = plainDebugId([...tail.matchAll(ID_COMMENT)].at(-1)?.[1] ?? "");
  const inlineMap = inlineMapOf(bytes);
  const named = inlineMap === undefined ? [...tail.matchAll(MAP_COMMENT)].at(-1)?.[1] : undefined;
  return { debugId, mapUrl: named?.startsWith("data:") === true ? undefined : named, inlineMap };
}

function inlineMapOf(bytes: Buffer): Buffer | undefined {
  const at = Math.max(bytes.lastIndexOf("//# sourceMappingURL=data:"), bytes.lastIndexOf("//@ sourceMappingURL=data:"));
  if (at < 0) return undefined;
  const newline = bytes.indexOf(0x0a, at);
  const comment = bytes.subarray(at, newline < 0 ? bytes.length : newline);
  const comma = comment.indexOf(0x2c);
  if (comma < 0) return undefined;
  const content = comment.toString("latin1", comma + 1).trim();
  if (/;base64$/i.test(comment.toString("latin1", 0, comma))) return Buffer.from(content, "base64");
  try {
    return Buffer.from(decodeURIComponent(content));
  } catch {
    return Buffer.from(content);
  }
}
