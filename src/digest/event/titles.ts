import type { Event, Exception, Frame } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { familyOf, hasMadeUpType } from "../../grouping/family.ts";
import { inAppFlags } from "../../grouping/in-app.ts";

/** What lists and headings say about an event. `metadata` has Sentry's title parts. */
export type Titles = { readonly title: string; readonly culprit: string; readonly metadata: { readonly [part: string]: Json } };

const MAX_TYPE = 128;
const MAX_TITLE_VALUE = 256;
const MAX_METADATA_VALUE = 1_024;
const MAX_CULPRIT = 200;

/** Title (never empty), culprit ("" when no place is to blame) and title parts. Source: reference sentry-ingest §6.16. */
export function titlesOf(event: Event): Titles {
  const exception = event.exception?.values.at(-1);
  const message = event.logentry?.formatted ?? event.logentry?.message;
  const crash = crashFrame(framesOf(event), event.platform);
  const metadata = exception === undefined ? { title: messageTitle(message) } : exceptionMetadata(exception, crash);
  const title =
    event.title ?? (exception === undefined ? metadata["title"] : exceptionTitle(exception, message, crash, event.platform));
  return { title: title ?? UNLABELED, culprit: culpritOf(event), metadata };
}

const UNLABELED = "<unlabeled event>";

function exceptionTitle(
  { type, value, mechanism }: Exception,
  message: string | undefined,
  crash: Frame | undefined,
  platform: string,
): string {
  if (hasMadeUpType(mechanism, platform)) return crash?.function ?? "<unknown>";
  // SDKs attach the stack of a captured message as an exception without a type.
  if (type === undefined && message !== undefined) return messageTitle(message);
  const line = cutTo(firstLine(value ?? ""), MAX_TITLE_VALUE);
  const name = cutTo(type ?? "Error", MAX_TYPE);
  return line === "" ? name : `${name}: ${line}`;
}

function exceptionMetadata({ type, value }: Exception, crash: Frame | undefined): { readonly [part: string]: string } {
  return {
    type: cutTo(type ?? "Error", MAX_TYPE),
    value: cutTo(value ?? "", MAX_METADATA_VALUE),
    ...(crash?.filename !== undefined && { filename: crash.filename }),
    ...(crash?.function !== undefined && { function: crash.function }),
  };
}

function messageTitle(message: string | undefined): string {
  const line = firstLine(message ?? "");
  return line === "" ? UNLABELED : cutTo(line, MAX_TITLE_VALUE);
}

/** The first line that holds anything. */
function firstLine(text: string): string {
  return /^\s*([^\r\n]*)/.exec(text)?.[1]?.trimEnd() ?? "";
}

function cutTo(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3).toWellFormed()}...`;
}

/** The frames of what was raised last; without an exception those of the event's own or the crashed or current thread's stack. */
function framesOf(event: Event): readonly Frame[] {
  const exception = event.exception?.values.at(-1);
  const threads = event.threads?.values ?? [];
  const own = exception?.thread_id === undefined ? undefined : threads.find(({ id }) => id === exception.thread_id);
  const thread = own ?? threads.find(({ crashed }) => crashed === true) ?? threads.find(({ current }) => current === true);
  const stack =
    exception?.stacktrace ?? event.stacktrace ?? (thread ?? (threads.length === 1 ? threads[0] : undefined))?.stacktrace;
  return stack?.frames ?? [];
}

/** The in-app frame nearest to the crash whose function is known; without one, the nearest of all that is known. */
function crashFrame(frames: readonly Frame[], platform: string): Frame | undefined {
  const isInApp = inAppFlags(frames, platform);
  const known = (frame: Frame): boolean => frame.function !== undefined && !UNKNOWN_FUNCTION.test(frame.function);
  return frames.findLast((frame, index) => isInApp[index] === true && known(frame)) ?? frames.findLast(known) ?? frames.at(-1);
}

const UNKNOWN_FUNCTION = /^(?:\?|<redacted>|<unknown>)$/;

/** Where to look: the transaction, else the place of the crash, else the address that was asked for. */
function culpritOf(event: Event): string {
  const named = event.transaction ?? event.culprit;
  if (named !== undefined) return cutTo(named, MAX_CULPRIT);
  const exception = event.exception?.values.at(-1);
  if (hasMadeUpType(exception?.mechanism, event.platform)) return "";
  const frames = framesOf(event);
  const isInApp = inAppFlags(frames, event.platform);
  const places = frames.map((frame) => placeOf(frame, event.platform));
  const inApp = places.findLast((place, index) => isInApp[index] === true && place !== "");
  const place = inApp ?? places.findLast((candidate) => candidate !== "") ?? event.request?.url ?? "";
  return cutTo(place, MAX_CULPRIT);
}

function placeOf(frame: Frame, platform: string): string {
  const family = familyOf(frame.platform ?? platform);
  const name = frame.function ?? "?";
  if (family === "native") return name;
  const place = frame.module ?? frame.filename ?? frame.abs_path ?? "";
  if (place === "") return "";
  return family === "javascript" ? `${name}(${place})` : `${place} in ${name}`;
}
