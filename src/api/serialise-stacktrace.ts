import type { Exception, Frame, Stacktrace, Thread } from "../protocol/event.ts";
import type { Json } from "../protocol/json.ts";
import type { SourceLinks } from "./source-links.ts";

/** Sentry's frame: camel case, oldest call first, source lines as `[number, text]`. Source: reference sentry-web-api §2.7. */
function serialiseFrame(frame: Frame, linkOf: SourceLinks): object {
  return {
    filename: frame.filename ?? null,
    absPath: frame.abs_path ?? null,
    module: frame.module ?? null,
    package: frame.package ?? null,
    platform: frame.platform ?? null,
    function: frame.function ?? null,
    rawFunction: frame.raw_function ?? null,
    symbol: frame.symbol ?? null,
    lineNo: frame.lineno ?? null,
    colNo: frame.colno ?? null,
    inApp: frame.in_app ?? false,
    context: sourceLines(frame),
    vars: frame.vars ?? null,
    instructionAddr: frame.instruction_addr ?? null,
    symbolAddr: frame.symbol_addr ?? null,
    trust: frame.trust ?? null,
    errors: frame.errors ?? null,
    lock: frame.lock ?? null,
    sourceLink: linkOf(frame) ?? null,
    // Ours: the map it was mapped by, or why it was not.
    sourceMap: textOrNull(frame.data?.["sourcemap"]),
    unmapped: textOrNull(frame.data?.["unmapped"]),
  };
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** Source lines can only be numbered around the frame's own; without its number there are none. */
export function sourceLines(frame: Frame): readonly (readonly [line: number, text: string])[] {
  const { lineno, pre_context: before = [], context_line: line, post_context: after = [] } = frame;
  if (lineno === undefined || line === undefined) return [];
  // More lines before than the file can have are the SDK's mistake; the nearest ones count.
  const possible = before.slice(Math.max(0, before.length - Math.max(0, lineno - 1)));
  const first = lineno - possible.length;
  return [...possible, line, ...after].map((text, index) => [first + index, text] as const);
}

export function serialiseStacktrace(stacktrace: Stacktrace | undefined, linkOf: SourceLinks): object | null {
  if (stacktrace === undefined) return null;
  return {
    frames: stacktrace.frames.map((frame) => serialiseFrame(frame, linkOf)),
    framesOmitted: stacktrace.frames_omitted ?? null,
    registers: stacktrace.registers ?? null,
    hasSystemFrames: hasSystemFrames(stacktrace),
  };
}

/** True when a reader can choose between "in-app" and "all". */
export function hasSystemFrames(stacktrace: Stacktrace | undefined): boolean {
  const frames = stacktrace?.frames ?? [];
  return frames.some((frame) => frame.in_app === true) && frames.some((frame) => frame.in_app !== true);
}

export function serialiseException(exception: Exception, linkOf: SourceLinks): object {
  return {
    type: exception.type ?? null,
    value: exception.value ?? null,
    module: exception.module ?? null,
    threadId: exception.thread_id ?? null,
    mechanism: exception.mechanism ?? null,
    stacktrace: serialiseStacktrace(exception.stacktrace, linkOf),
    rawStacktrace: serialiseStacktrace(exception.raw_stacktrace, linkOf),
  };
}

export function serialiseThread(thread: Thread, linkOf: SourceLinks): object {
  return {
    id: thread.id ?? null,
    name: thread.name ?? null,
    crashed: thread.crashed ?? null,
    current: thread.current ?? null,
    main: thread.main ?? null,
    state: thread.state ?? null,
    heldLocks: thread.held_locks ?? null,
    stacktrace: serialiseStacktrace(thread.stacktrace, linkOf),
    rawStacktrace: serialiseStacktrace(thread.raw_stacktrace, linkOf),
  };
}
