import type { Frame, Stacktrace } from "../../protocol/event.ts";
import { flatText } from "../../protocol/flat-text.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bag, bounded } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteError, noteInvalid, noteTrimmed } from "./notes.ts";
import { address, boolean, cut, fields, naturalNumber, nonEmptyText, readFields, readMembers, text, texts } from "./read.ts";

const frameText = nonEmptyText(MAX_CHARS.frame);
const sourceLines = texts(MAX_COUNT.sourceLines, MAX_CHARS.sourceLine);

const FRAME = fields<Frame>({
  filename: nonEmptyText(MAX_CHARS.url),
  abs_path: nonEmptyText(MAX_CHARS.url),
  function: frameText,
  raw_function: frameText,
  symbol: frameText,
  module: frameText,
  package: frameText,
  platform: nonEmptyText(MAX_CHARS.platform),
  lineno: naturalNumber,
  colno: naturalNumber,
  pre_context: sourceLines,
  context_line: text(MAX_CHARS.sourceLine),
  post_context: sourceLines,
  in_app: boolean,
  vars: readVars,
  instruction_addr: address,
  symbol_addr: address,
  image_addr: address,
  addr_mode: nonEmptyText(MAX_CHARS.platform),
  trust: nonEmptyText(MAX_CHARS.platform),
  stack_start: boolean,
  lock: bag(BAG.small),
  data: bag(BAG.small),
  errors: (value, notes) =>
    Array.isArray(value) ? listOf(bounded(value, BAG.small, notes)) : noteInvalid(notes, value, "expected a list"),
  debug_id: nonEmptyText(MAX_CHARS.platform),
  module_metadata: (value, notes) => bounded(value, BAG.small, notes) ?? undefined,
});

const STACKTRACE = fields<Stacktrace>({
  frames: readFrames,
  registers: readRegisters,
  frames_omitted: readOmitted,
  lang: nonEmptyText(MAX_CHARS.platform),
  snapshot: boolean,
});

/** A stack; absent when it has no frame. At most 250 frames, the newest; those beyond 50 lose their variables and source. */
export function readStacktrace(value: Json, notes: Notes): Stacktrace | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected a stack trace");
  const { frames, ...rest } = readFields(value, STACKTRACE, notes);
  return frames === undefined ? undefined : { frames, ...rest };
}

function readFrames(value: Json, notes: Notes): readonly Frame[] | undefined {
  if (!Array.isArray(value)) return noteInvalid(notes, value, "expected a list of frames");
  if (value.length > MAX_COUNT.frames) noteTrimmed(notes, value.length);
  const newest: readonly Json[] = value.length > MAX_COUNT.frames ? value.slice(-MAX_COUNT.frames) : value;
  const frames = readMembers(newest, readFrame, notes);
  if (frames.length === 0) return noteError(notes, "missing_attribute", { reason: "a stack trace needs frames" });
  return slim(frames);
}

function readFrame(value: Json, notes: Notes): Frame | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected a frame");
  const frame: { -readonly [K in keyof Frame]: Frame[K] } = readFields(value, FRAME, notes);
  // Browsers send the address as file name; the path of it is the same on every host.
  const path = frame.abs_path ?? frame.filename;
  if (path === undefined) return frame;
  const file = frame.abs_path === undefined ? fileOf(path) : (frame.filename ?? fileOf(path));
  frame.abs_path = path;
  frame.filename = at(notes, "filename", () => cut(file, MAX_CHARS.frame, notes));
  return frame;
}

/** The path part of a URL, unless it says nothing; other paths are taken whole. */
function fileOf(path: string): string {
  const [, file = ""] = /^(?:file|https?|applewebdata):\/\/[^/?#]*([^?#]*)/i.exec(path) ?? [];
  return file === "" || file === "/" ? path : flatText(file);
}

function readVars(value: Json, notes: Notes): JsonObject | undefined {
  // A list of variables, as old clients send it, is a map of positions.
  return VARS(Array.isArray(value) ? Object.fromEntries(value.entries()) : value, notes);
}
const VARS = bag(BAG.vars);

function readRegisters(value: Json, notes: Notes): { readonly [name: string]: string } | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected an object");
  const registers: { [name: string]: string } = {};
  for (const [name, sent] of Object.entries(value).slice(0, MAX_COUNT.pairs)) {
    const register = sent === null ? undefined : address(sent, notes);
    if (register !== undefined) registers[name.slice(0, MAX_CHARS.platform)] = register;
  }
  return registers;
}

function readOmitted(value: Json, notes: Notes): readonly [number, number] | undefined {
  if (Array.isArray(value) && value.length === 2) {
    const [from, to]: readonly Json[] = value;
    if (Number.isSafeInteger(from) && Number.isSafeInteger(to)) return [Number(from), Number(to)];
  }
  return noteInvalid(notes, value, "expected two frame numbers");
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * Keeps variables and source lines of 50 frames. Frames that are not in-app lose theirs first, from the middle of the stack;
 * then in-app ones, again from the middle: both ends of a stack tell most.
 */
function slim(frames: readonly Frame[]): readonly Frame[] {
  if (frames.length <= MAX_COUNT.fullFrames) return frames;
  const inApp = frames.flatMap((frame, index) => (frame.in_app === true ? [index] : []));
  const system = frames.flatMap((frame, index) => (frame.in_app === true ? [] : [index]));
  const full = new Set(endsOf(inApp, MAX_COUNT.fullFrames));
  for (const index of endsOf(system, MAX_COUNT.fullFrames - full.size)) full.add(index);
  return frames.map((frame, index) => (full.has(index) ? frame : withoutContext(frame)));
}

/** `count` members: half from the front, the rest from the back. */
function endsOf(indexes: readonly number[], count: number): readonly number[] {
  if (indexes.length <= count) return indexes;
  const front = Math.floor(count / 2);
  return [...indexes.slice(0, front), ...indexes.slice(indexes.length - (count - front))];
}

function withoutContext({ vars: _vars, pre_context: _before, post_context: _after, ...frame }: Frame): Frame {
  return frame;
}
