import { debugIdsOf } from "../../artifact/debug-images.ts";
import type { FoundMap, NoMapReason, RanScript } from "../../artifact/find-map.ts";
import type { Original, PackedMap } from "../../artifact/packed-map.ts";
import type { Event, Frame, Stacktrace } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { MAX_CHARS } from "./limits.ts";

/** What mapping needs of the store. Synchronous, for the digest's thread has nothing else to do meanwhile: a look-up takes microseconds. */
export interface MapSource {
  find(script: RanScript): FoundMap;
  /** Undefined when the file is gone or damaged. */
  open(digest: string): PackedMap | undefined;
}

/** Why a frame is as the browser sent it. Kept with the frame as `data.unmapped`. */
export type UnmappedReason = NoMapReason | "no-position" | "position-outside-map" | "position-generated" | "map-unreadable";

/** Kept as `data.source`: the frame is mapped, and its lines are not known. */
export const NO_CONTENT = "not-in-map";

/**
 * Takes the frames of bundled scripts back to what people wrote, with the lines around: before grouping, for the names of a bundle change
 * with each build. Frames that cannot be say why. The stack as it came is kept beside as `raw_stacktrace`.
 */
export function mapFrames(event: Event, projectId: number, maps: MapSource): Event {
  if (event.platform !== "javascript" && event.platform !== "node") return event;
  const mapper = createMapper(event, projectId, maps);
  const { stacktrace, raw_stacktrace: raw, exception, threads } = event;
  return {
    ...event,
    ...mapHolder({ stacktrace, raw_stacktrace: raw }, mapper),
    ...(exception !== undefined && { exception: { values: exception.values.map((value) => mapHolder(value, mapper)) } }),
    ...(threads !== undefined && { threads: { values: threads.values.map((value) => mapHolder(value, mapper)) } }),
  };
}

/** What the maps of an event's unmapped frames would be found by, each once: `d:` and a debug id, `r:` and the release. */
export function soughtMaps(event: Event): readonly string[] {
  const debugIds = debugIdsOf(event);
  const sought = new Set<string>();
  for (const stack of stacksOf(event)) {
    for (const frame of stack.frames) {
      if (reasonOf(frame) === undefined) continue;
      const debugId = debugIds.get(frame.abs_path ?? frame.filename ?? "");
      if (debugId !== undefined) sought.add(`d:${debugId}`);
      if (event.release !== undefined) sought.add(`r:${event.release}`);
    }
  }
  return [...sought].slice(0, 50);
}

/** Why a frame is not mapped; undefined when it is, or need not be. */
export function reasonOf(frame: Frame): UnmappedReason | undefined {
  const reason = frame.data?.["unmapped"];
  return typeof reason === "string" && isReason(reason) ? reason : undefined;
}

const REASONS: { readonly [reason in UnmappedReason]: true } = {
  "no-debug-id-and-no-release": true,
  "debug-id-not-uploaded": true,
  "script-not-uploaded": true,
  "map-not-referenced": true,
  "map-not-uploaded": true,
  "map-broken": true,
  "map-unreadable": true,
  "no-position": true,
  "position-outside-map": true,
  "position-generated": true,
};

function isReason(text: string): text is UnmappedReason {
  return Object.hasOwn(REASONS, text);
}

function stacksOf({ stacktrace, exception, threads }: Event): readonly Stacktrace[] {
  const holders = [...(exception?.values ?? []), ...(threads?.values ?? []), { stacktrace }];
  return holders.map((holder) => holder.stacktrace).filter((stack) => stack !== undefined);
}

type Mapper = (frame: Frame, caller: Frame | undefined) => Frame;
type Holder = { readonly stacktrace?: Stacktrace | undefined; readonly raw_stacktrace?: Stacktrace | undefined };

function mapHolder<T extends Holder>(holder: T, mapper: Mapper): T {
  const raw = holder.raw_stacktrace ?? holder.stacktrace;
  if (raw === undefined) return holder;
  const plain = raw.frames.map(withoutMarks);
  const frames = plain.map((frame, index) => mapper(frame, plain[index - 1]));
  if (frames.every((frame, index) => frame === raw.frames[index])) return holder;
  const isMapped = frames.some(({ data }) => data?.["sourcemap"] !== undefined);
  return { ...holder, stacktrace: { ...raw, frames }, ...(isMapped && { raw_stacktrace: { ...raw, frames: plain } }) };
}

/** What is said here is said by us alone. */
function withoutMarks(frame: Frame): Frame {
  const { data } = frame;
  if (data === undefined || !("unmapped" in data || "sourcemap" in data || "source" in data)) return frame;
  const { unmapped: _unmapped, sourcemap: _map, source: _source, ...rest } = data;
  const { data: _data, ...others } = frame;
  return Object.keys(rest).length === 0 ? others : { ...others, data: rest };
}

function createMapper(event: Event, projectId: number, maps: MapSource): Mapper {
  const debugIds = debugIdsOf(event);
  const found = new Map<string, FoundMap>();
  const findOnce = (address: string): FoundMap => {
    const known = found.get(address);
    if (known !== undefined) return known;
    const { release, dist } = event;
    const made = maps.find({ projectId, address, debugId: debugIds.get(address), release, dist });
    found.set(address, made);
    return made;
  };
  return (frame, caller) => {
    const address = frame.abs_path ?? frame.filename;
    if (address === undefined || !mayBeBundled(frame, address, event, debugIds)) return frame;
    const map = findOnce(address);
    if (map.kind === "none") return isNoise(event, map.reason, debugIds.has(address)) ? frame : unmapped(frame, map.reason);
    if (frame.lineno === undefined || frame.colno === undefined) return unmapped(frame, "no-position");
    const packed = maps.open(map.digest);
    if (packed === undefined) return unmapped(frame, "map-unreadable");
    // Events count lines and columns from 1, maps from 0.
    const place = packed.lookUp(frame.lineno - 1, Math.max(0, frame.colno - 1));
    if (place.kind === "damaged") return unmapped(frame, "map-unreadable");
    if (place.kind !== "original") {
      return unmapped(frame, place.kind === "outside" ? "position-outside-map" : "position-generated");
    }
    return mapped(frame, place, map.name, place.functionName ?? calledName(caller, findOnce, maps));
  };
}

/** Runtimes' own scripts and sources that run as they were written are left as they are. */
function mayBeBundled(frame: Frame, address: string, { platform }: Event, debugIds: ReadonlyMap<string, string>): boolean {
  if (frame.platform !== undefined && frame.platform !== "javascript" && frame.platform !== "node") return false;
  if (debugIds.has(address)) return true;
  if (
    /^(?:node:|internal\/|native\b|<|\[|(?:chrome|moz|safari|safari-web)-extension:|webpack-internal:|blob:|data:)/i.test(
      address,
    )
  )
    return false;
  if (/\.(?:tsx?|jsx|vue|svelte)(?:[?#]|$)/i.test(address)) return false;
  return platform === "javascript" || !address.includes("/node_modules/");
}

/** Programs on servers mostly run as they were written: nothing is said of a map that nobody promised. */
function isNoise({ platform }: Event, reason: NoMapReason, hasDebugId: boolean): boolean {
  return platform === "node" && !hasDebugId && (reason === "script-not-uploaded" || reason === "no-debug-id-and-no-release");
}

function unmapped(frame: Frame, reason: UnmappedReason): Frame {
  return { ...frame, data: { ...frame.data, unmapped: reason } };
}

/** Where the source's text says no name, the code that called may: it names what it calls. */
function calledName(caller: Frame | undefined, find: (address: string) => FoundMap, maps: MapSource): string | undefined {
  const address = caller?.abs_path ?? caller?.filename;
  if (caller?.lineno === undefined || caller.colno === undefined || address === undefined) return undefined;
  const map = find(address);
  const packed = map.kind === "map" ? maps.open(map.digest) : undefined;
  const place = packed?.lookUp(caller.lineno - 1, Math.max(0, caller.colno - 1));
  return place?.kind === "original" ? place.name : undefined;
}

function mapped(frame: Frame, place: Original, mapName: string, functionName: string | undefined): Frame {
  const { pre_context: _before, context_line: _line, post_context: _after, in_app: inApp, module: _module, ...kept } = frame;
  const path = place.source.slice(0, MAX_CHARS.url).toWellFormed();
  const name = (functionName ?? frame.function)?.slice(0, MAX_CHARS.frame).toWellFormed();
  const isLibrary = /(?:^|\/)node_modules\//.test(path);
  const data: JsonObject = {
    ...frame.data,
    sourcemap: mapName.slice(0, MAX_CHARS.frame),
    ...(place.lines === undefined && { source: NO_CONTENT }),
  };
  return {
    ...kept,
    ...(name !== undefined && { function: name }),
    ...(frame.function !== undefined && frame.function !== name && { raw_function: frame.function }),
    filename: fileOf(path).slice(0, MAX_CHARS.frame).toWellFormed(),
    abs_path: path,
    lineno: place.line + 1,
    colno: place.column + 1,
    ...(isLibrary ? { in_app: false } : inApp !== undefined && { in_app: inApp }),
    ...(place.lines !== undefined && {
      pre_context: place.lines.before,
      context_line: place.lines.at,
      post_context: place.lines.after,
    }),
    data,
  };
}

/** `webpack://shop/./src/cart.ts` is `src/cart.ts` to people; so is `../../src/cart.ts`. */
function fileOf(source: string): string {
  const path = source
    .replace(/^webpack:\/\/(?:\/|[^/]*\/)?/i, "")
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, "")
    .replace(/[?#].*$/s, "");
  const short = path.replace(/^(?:\.{1,2}\/)+/, "");
  return short === "" ? source : short;
}
