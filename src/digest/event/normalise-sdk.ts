import type { Sdk } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bag, boundedObject } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { noteError, noteInvalid, noteTrimmed } from "./notes.ts";
import { fields, lenientText, nonEmptyText, readFields, readMembers, texts } from "./read.ts";

const PACKAGE = fields<{ readonly name: string; readonly version: string }>({
  name: nonEmptyText(MAX_CHARS.sdk),
  version: lenientText(MAX_CHARS.sdk),
});

const SDK = fields<Sdk>({
  name: nonEmptyText(MAX_CHARS.sdk),
  version: lenientText(MAX_CHARS.sdk),
  integrations: texts(MAX_COUNT.sdkList, MAX_CHARS.sdk),
  packages: readPackages,
  features: texts(MAX_COUNT.sdkList, MAX_CHARS.sdk),
  settings: bag(BAG.small),
});

/** The SDK as the event names it, also as the one text `name/version`. */
export function readSdk(value: Json, notes: Notes): Sdk | undefined {
  if (typeof value === "string") return sdkOfClient(value);
  if (!isJsonObject(value))
    return Array.isArray(value) && value.length === 0 ? undefined : noteInvalid(notes, value, "expected an SDK");
  if (Object.keys(value).length === 0) return undefined;
  const { name, ...rest } = readFields(value, SDK, notes);
  if (name === undefined) return noteError(notes, "missing_attribute", { reason: "an SDK needs a name" });
  return { name, ...rest };
}

/** `raven-python/5.0.0` of the authentication, or the start of a User-Agent: all that is known when the event is silent. */
export function sdkOfClient(client: string): Sdk | undefined {
  const [, name, version] = /^([^\s/]{1,64})(?:\/([^\s/,]{1,64}))?/.exec(client.trim()) ?? [];
  if (name === undefined) return undefined;
  return version === undefined ? { name } : { name, version };
}

function readPackages(value: Json, notes: Notes): Sdk["packages"] {
  if (!Array.isArray(value)) return noteInvalid(notes, value, "expected a list");
  const packages = readMembers(value.slice(0, MAX_COUNT.sdkList), (member) => readPackage(member, notes), notes);
  return packages;
}

function readPackage(value: Json, notes: Notes): { readonly name: string; readonly version?: string } | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected a package");
  const { name, version } = readFields(value, PACKAGE, notes);
  if (name === undefined) return undefined;
  return version === undefined ? { name } : { name, version };
}

/** Names with versions; some clients send a list of `{name, version}`. */
export function readModules(value: Json, notes: Notes): { readonly [name: string]: string } | undefined {
  const modules: { [name: string]: string } = {};
  let left: number = BAG.modules.maxSize;
  const entries: readonly (readonly [string, Json])[] | undefined = isJsonObject(value)
    ? Object.entries(value)
    : Array.isArray(value)
      ? listedModules(value)
      : undefined;
  if (entries === undefined) return noteInvalid(notes, value, "expected modules");
  for (const [name, version] of entries) {
    if (name === "" || name === "__proto__") continue;
    const text = typeof version === "string" ? version : version === null ? "" : JSON.stringify(version);
    left -= name.length + text.length + 1;
    if (left < 0) {
      noteTrimmed(notes, entries.length);
      break;
    }
    modules[name] = text;
  }
  return modules;
}

function listedModules(list: readonly Json[]): readonly (readonly [string, Json])[] {
  return list.flatMap((module) => {
    if (!isJsonObject(module)) return [];
    const { name, version = null } = module;
    return typeof name === "string" ? [[name, version] as const] : [];
  });
}

/** Debug images by type, kept as they come within bounds; symbolication reads them. */
export function readDebugMeta(value: Json, notes: Notes): JsonObject | undefined {
  if (!isJsonObject(value))
    return Array.isArray(value) && value.length === 0 ? undefined : noteInvalid(notes, value, "expected an object");
  const { images, sdk_info: sdkInfo } = value;
  const meta: { [key: string]: Json } = {};
  if (isJsonObject(sdkInfo)) meta["sdk_info"] = boundedObject(sdkInfo, BAG.small, notes);
  if (Array.isArray(images)) {
    if (images.length > MAX_COUNT.images) noteTrimmed(notes, images.length);
    meta["images"] = readMembers(images.slice(0, MAX_COUNT.images), readImage, notes);
  }
  return Object.keys(meta).length === 0 ? undefined : meta;
}

function readImage(value: Json, notes: Notes): JsonObject | undefined {
  return isJsonObject(value) ? boundedObject(value, BAG.image, notes) : noteInvalid(notes, value, "expected a debug image");
}
