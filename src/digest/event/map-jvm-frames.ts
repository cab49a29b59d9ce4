import { proguardIdsOf } from "../../artifact/debug-images.ts";
import type { ClassRecord, FrameContext, Place } from "../../artifact/proguard/class-record.ts";
import { retrace } from "../../artifact/proguard/class-record.ts";
import type { FoundMapping } from "../../artifact/proguard/find-proguard.ts";
import type { PackedProguard } from "../../artifact/proguard/packed-proguard.ts";
import type { Event, Exception, Frame, Stacktrace } from "../../protocol/event.ts";
import { MAX_CHARS, MAX_COUNT } from "./limits.ts";

/** What mapping needs of the store, as `MapSource` of map-frames.ts. */
export interface MappingSource {
  findProguard(projectId: number, debugId: string): FoundMapping;
  /** Undefined when the file is gone or damaged. */
  openProguard(digest: string): PackedProguard | undefined;
}

/** Why a frame is as the program sent it. Kept with the frame as `data.unmapped`. */
export type UnmappedJvmReason = "mapping-not-uploaded" | "mapping-unreadable" | "method-not-in-mapping";

const REASONS: ReadonlySet<unknown> = new Set<UnmappedJvmReason>([
  "mapping-not-uploaded",
  "mapping-unreadable",
  "method-not-in-mapping",
]);

/** Classes of the platform keep their names. */
const PLATFORM = /^(?:java|javax|jdk|sun|android|dalvik|libcore|com\.android\.internal)\./;

/**
 * Gives classes, methods and lines that ProGuard or R8 renamed their names back, and calls that it put into others their own
 * frames: before grouping, for the names change with each build. The stack as it came is kept beside as `raw_stacktrace`.
 */
export function mapJvmFrames(event: Event, projectId: number, source: MappingSource): Event {
  const ids = proguardIdsOf(event);
  if (ids.length === 0) return event;
  const mapper = createMapper(event.platform, ids, projectId, source);
  const { stacktrace, raw_stacktrace: raw, exception, threads } = event;
  return {
    ...event,
    ...mapHolder({ stacktrace, raw_stacktrace: raw }, mapper),
    ...(exception !== undefined && {
      exception: {
        values: exception.values.map((value) => mapType(mapHolder(value, mapper, namesOf(value, mapper)), mapper)),
      },
    }),
    ...(threads !== undefined && { threads: { values: threads.values.map((value) => mapHolder(value, mapper)) } }),
  };
}

/** The mappings that would help frames that are not mapped. */
export function soughtMappings(event: Event): readonly string[] {
  const { stacktrace, exception, threads } = event;
  const holders = [...(exception?.values ?? []), ...(threads?.values ?? []), { stacktrace }];
  const isSought = holders.some((holder) => holder.stacktrace?.frames.some((frame) => jvmReasonOf(frame) !== undefined));
  return isSought ? proguardIdsOf(event) : [];
}

/** Why a frame kept the names that ProGuard gave it; undefined when it did not. */
export function jvmReasonOf({ data }: Frame): UnmappedJvmReason | undefined {
  const reason = data?.["unmapped"];
  return isReason(reason) ? reason : undefined;
}

function isReason(value: unknown): value is UnmappedJvmReason {
  return REASONS.has(value);
}

type Found = { readonly record: ClassRecord; readonly mapping: string };
type Mapper = {
  readonly findClass: (name: string) => Found | undefined;
  /** What keeps all the mappings from being read; undefined: nothing. */
  readonly trouble: () => UnmappedJvmReason | undefined;
  readonly isOurs: (frame: Frame) => boolean;
};

function createMapper(platform: string, ids: readonly string[], projectId: number, source: MappingSource): Mapper {
  const open: { readonly id: string; readonly mapping: PackedProguard }[] = [];
  let trouble: UnmappedJvmReason | undefined;
  for (const id of ids) {
    const found = source.findProguard(projectId, id);
    const mapping = found === "not-uploaded" ? undefined : source.openProguard(found.digest);
    if (mapping === undefined) trouble ??= found === "not-uploaded" ? "mapping-not-uploaded" : "mapping-unreadable";
    else open.push({ id, mapping });
  }
  return {
    findClass(name) {
      for (const { id, mapping } of open) {
        const record = findIn(mapping, name);
        if (record === "damaged") trouble ??= "mapping-unreadable";
        else if (record !== undefined) return { record, mapping: id };
      }
      return undefined;
    },
    trouble: () => trouble,
    isOurs: (frame) => (frame.platform ?? platform) === "java" && frame.module !== undefined && !PLATFORM.test(frame.module),
  };
}

function findIn(mapping: PackedProguard, name: string): ClassRecord | "damaged" | undefined {
  try {
    return mapping.findClass(name);
  } catch {
    // Torn or overwritten on the disk. It costs this frame, and not the event.
    return "damaged";
  }
}

type Holder = { readonly stacktrace?: Stacktrace | undefined; readonly raw_stacktrace?: Stacktrace | undefined };

/** `thrown`: names of the class of the exception that the stack belongs to. */
function mapHolder<T extends Holder>(holder: T, mapper: Mapper, thrown: readonly string[] = []): T {
  const raw = holder.raw_stacktrace ?? holder.stacktrace;
  if (raw === undefined || !raw.frames.some(mapper.isOurs)) return holder;
  const plain = raw.frames.map(withoutMark);
  const mappedFrames = mapStack(plain, mapper, thrown);
  const frames = (mappedFrames.length === 0 ? plain : mappedFrames).slice(-MAX_COUNT.frames);
  const isMapped = frames.some(({ data }) => data?.["proguard"] !== undefined);
  return { ...holder, stacktrace: { ...raw, frames }, ...(isMapped && { raw_stacktrace: { ...raw, frames: plain } }) };
}

/** What is said here is said by us alone. */
function withoutMark(frame: Frame): Frame {
  const { data, ...others } = frame;
  if (data === undefined || !(isReason(data["unmapped"]) || "proguard" in data)) return frame;
  const { unmapped: _unmapped, proguard: _proguard, ...rest } = data;
  return Object.keys(rest).length === 0 ? others : { ...others, data: rest };
}

/** Frame by frame from where it was thrown: one may be of code that was taken out of the method that called it. */
function mapStack(frames: readonly Frame[], mapper: Mapper, thrown: readonly string[]): readonly Frame[] {
  const stack: (readonly Frame[])[] = [];
  let outlineLine: number | undefined;
  for (const [index, frame] of frames.toReversed().entries()) {
    const one = mapFrame(frame, mapper, { outlineLine, ...(index === 0 && { thrown }) });
    stack.push(one.frames);
    ({ outlineLine } = one);
  }
  return stack.toReversed().flat();
}

type MappedFrame = { readonly frames: readonly Frame[]; readonly outlineLine?: number };

/** One frame, or those of the calls that were put into it, the outermost first; none for code that stands in no method of its own. */
function mapFrame(frame: Frame, mapper: Mapper, context: FrameContext): MappedFrame {
  const { module, function: method } = frame;
  if (module === undefined || !mapper.isOurs(frame)) return { frames: [frame] };
  const found = mapper.findClass(module);
  if (found === undefined) {
    const trouble = mapper.trouble();
    return { frames: [trouble === undefined ? frame : unmapped(frame, trouble)] };
  }
  const { record, mapping } = found;
  const { places, outlineLine } = retrace(record, method ?? "", frame.lineno, context);
  if (outlineLine !== undefined) return { frames: places.map((place) => mapped(frame, place, mapping)), outlineLine };
  if (places.length > 0) return { frames: places.map((place) => mapped(frame, place, mapping)) };
  // A class alone may keep its names, and then so do its methods.
  const isKept = record.original === module;
  const kept = isKept ? frame : unmapped({ ...frame, module: cut(record.original, MAX_CHARS.frame) }, "method-not-in-mapping");
  return { frames: [kept] };
}

function mapped(frame: Frame, place: Place, mapping: string): Frame {
  const { lineno: _line, colno: _column, ...kept } = frame;
  const name = cut(place.method, MAX_CHARS.frame);
  return {
    ...kept,
    module: cut(place.className, MAX_CHARS.frame),
    function: name,
    ...(frame.function !== undefined && frame.function !== name && { raw_function: frame.function }),
    filename: cut(place.fileName, MAX_CHARS.frame),
    abs_path: cut(place.fileName, MAX_CHARS.frame),
    ...(place.line !== undefined && { lineno: place.line }),
    data: { ...frame.data, proguard: mapping },
  };
}

function unmapped(frame: Frame, reason: UnmappedJvmReason): Frame {
  return { ...frame, data: { ...frame.data, unmapped: reason } };
}

/** What the class of an exception is called in the program, and what people called it. */
function namesOf({ type, module }: Exception, { findClass }: Mapper): readonly string[] {
  if (type === undefined) return [];
  const name = module === undefined ? type : `${module}.${type}`;
  return [name, findClass(name)?.record.original ?? name];
}

/** An exception's type is the name of a class, too. */
function mapType(value: Exception, { findClass }: Mapper): Exception {
  const { type, module } = value;
  if (type === undefined) return value;
  const original = findClass(module === undefined ? type : `${module}.${type}`)?.record.original;
  if (original === undefined) return value;
  const dot = original.lastIndexOf(".");
  const { module: _module, ...kept } = value;
  return {
    ...kept,
    type: cut(original.slice(dot + 1), MAX_CHARS.frame),
    ...(dot > 0 && { module: cut(original.slice(0, dot), MAX_CHARS.frame) }),
  };
}

function cut(text: string, maxChars: number): string {
  return text.slice(0, maxChars).toWellFormed();
}
