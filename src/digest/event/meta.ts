import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";

/** Annotations of a payload, in its shape: Sentry's `_meta`, which is made of it by `metaJson`. */
export type MetaNode = {
  readonly remarks: Json[];
  readonly errors: Json[];
  /** Of the value before it was cut. */
  length: number | undefined;
  readonly children: Map<string, MetaNode>;
};

/** SDKs annotate what they cut themselves; deeper or more of it than this is not a trimmed event. */
const MAX_DEPTH = 32;
const MAX_NODES = 300;
const MAX_REMARKS = 10;
const MAX_TEXT_CHARS = 200;

export function newMeta(): MetaNode {
  return { remarks: [], errors: [], length: undefined, children: new Map() };
}

/**
 * Takes over the annotations an SDK sent. Originals of values it had trimmed (`val`) are not taken: they are neither bounded nor
 * scrubbed.
 */
export function addClientMeta(root: MetaNode, sent: Json | undefined): void {
  if (!isJsonObject(sent)) return;
  let left = MAX_NODES;
  const add = (node: MetaNode, from: JsonObject, depth: number): void => {
    for (const [key, member] of Object.entries(from)) {
      if (!isJsonObject(member) || left === 0) continue;
      if (key === "") {
        takeRemarks(node, member);
        continue;
      }
      if (depth === MAX_DEPTH) continue;
      left -= 1;
      const child = node.children.get(key) ?? newMeta();
      add(child, member, depth + 1);
      if (!isEmpty(child)) node.children.set(key.slice(0, MAX_TEXT_CHARS), child);
    }
  };
  add(root, sent, 0);
}

function takeRemarks(node: MetaNode, { rem: remarks, err: errors, len: length }: JsonObject): void {
  if (Array.isArray(remarks)) node.remarks.push(...remarks.filter(isFlat).slice(0, MAX_REMARKS));
  if (Array.isArray(errors)) node.errors.push(...errors.filter(isShortText).slice(0, MAX_REMARKS));
  if (typeof length === "number") node.length = length;
}

/** A remark is a list of a rule's name, a kind and two offsets. */
function isFlat(remark: Json): boolean {
  return Array.isArray(remark) && remark.length <= 4 && remark.every((item) => typeof item === "number" || isShortText(item));
}

function isShortText(value: Json): boolean {
  return typeof value === "string" && value.length <= MAX_TEXT_CHARS;
}

export function isEmpty(node: MetaNode): boolean {
  return node.children.size === 0 && node.remarks.length === 0 && node.errors.length === 0 && node.length === undefined;
}

/** Sentry's form: the key "" of each level holds what is said about the value itself. */
export function metaJson(node: MetaNode): JsonObject {
  const json: { [key: string]: Json } = {};
  const { remarks, errors, length } = node;
  if (remarks.length > 0 || errors.length > 0 || length !== undefined) {
    json[""] = {
      ...(remarks.length > 0 && { rem: remarks }),
      ...(errors.length > 0 && { err: errors }),
      ...(length !== undefined && { len: length }),
    };
  }
  for (const [key, child] of node.children) if (key !== "" && key !== "__proto__") json[key] = metaJson(child);
  return json;
}
