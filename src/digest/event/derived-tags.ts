import type { Event, Pair } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { MAX_CHARS } from "./limits.ts";
import { identityOf } from "../../protocol/user-key.ts";

/**
 * The tags of an event: the client's own, and those made of its fields and contexts for search and screens. A client tag rules
 * over a made one of the same name. Source: reference sentry-ingest §6.11.
 */
export function tagsOf(event: Event): readonly Pair[] {
  const tags = new Map<string, string>(event.tags);
  const add = (key: string, value: unknown): void => {
    if (typeof value === "string" && value !== "" && !tags.has(key)) tags.set(key, oneLine(value));
    else if (typeof value === "boolean" && !tags.has(key)) tags.set(key, value ? "yes" : "no");
  };
  addFromFields(event, add);
  for (const [alias, context] of Object.entries(event.contexts ?? {})) addFromContext(alias, context, add);
  return [...tags];
}

type Add = (key: string, value: unknown) => void;

function addFromFields(event: Event, add: Add): void {
  add("level", event.level);
  add("logger", event.logger);
  add("environment", event.environment);
  add("release", event.release);
  add("dist", event.dist);
  add("transaction", event.transaction);
  add("server_name", event.server_name);
  add("url", event.request?.url);
  const identity = identityOf(event.user);
  if (identity !== undefined) add("user", `${identity.kind}:${identity.value}`);
  const exceptions = event.exception?.values ?? [];
  if (exceptions.some(({ mechanism }) => mechanism?.handled !== undefined)) add("handled", !isUnhandled(event));
  add("mechanism", exceptions.at(-1)?.mechanism?.type);
}

/** True when any exception of the chain says so: SDKs mark the cause, or the last one, or all. */
export function isUnhandled(event: Event): boolean {
  return event.exception?.values.some(({ mechanism }) => mechanism?.handled === false) ?? false;
}

/** Tag suffixes by context type, and the field they show. The tag's name begins with the context's alias. */
const FROM_CONTEXT: { readonly [type: string]: readonly (readonly [suffix: string, field: string])[] } = {
  browser: [
    ["", "browser"],
    [".name", "name"],
  ],
  os: [
    ["", "os"],
    [".name", "name"],
    [".rooted", "rooted"],
  ],
  runtime: [
    ["", "runtime"],
    [".name", "name"],
  ],
  device: [
    ["", "model"],
    [".family", "family"],
  ],
  gpu: [
    [".name", "name"],
    [".vendor", "vendor_name"],
  ],
  app: [[".device", "device_app_hash"]],
  monitor: [[".id", "id"]],
};
const CONTEXT_TYPES = new Map(Object.entries(FROM_CONTEXT));

function addFromContext(alias: string, context: JsonObject, add: Add): void {
  const type = context["type"];
  const shown = typeof type === "string" ? CONTEXT_TYPES.get(type) : undefined;
  if (shown === undefined || !/^[\w.:-]{1,180}$/.test(alias)) return;
  for (const [suffix, field] of shown) add(`${alias}${suffix}`, context[field]);
}

function oneLine(value: string): string {
  const line = value.includes("\n") ? value.replace(/\s+/g, " ") : value;
  return line.length <= MAX_CHARS.tagValue ? line : `${line.slice(0, MAX_CHARS.tagValue - 3).toWellFormed()}...`;
}
