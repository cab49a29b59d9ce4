import type { Event, Frame } from "../../protocol/event.ts";
import type { GlobMatcher } from "../../grouping/glob.ts";
import { globMatcher } from "../../grouping/glob.ts";

/** What an error says, and whose code it comes from. Source of all lists: reference sentry-ingest §9. */

/** Of all messages of one event, no more than this is compared with people's patterns. */
const MAX_COMPARED_CHARS = 16_384;

/** The message, and what each exception says, the one that was raised first of all. */
export function saidBy(event: Event): readonly string[] {
  const message = event.logentry?.formatted ?? event.logentry?.message;
  const texts: string[] = message === undefined ? [] : [message];
  for (const { type = "", value = "" } of (event.exception?.values ?? []).toReversed()) {
    texts.push(type !== "" && value !== "" ? `${type}: ${value}` : type + value);
  }
  let left = MAX_COMPARED_CHARS;
  return texts.filter((text) => (left -= text.length) >= 0);
}

export function saysAnyOf(event: Event, matches: GlobMatcher): boolean {
  return saidBy(event).some(matches);
}

/** React's, when what the server drew is not what the browser would draw. */
export const HYDRATION_ERRORS = globMatcher([
  "*https://reactjs.org/docs/error-decoder.html[?]invariant={418,419,422,423,425}*",
  "*https://react.dev/errors/{418,419,422,423,425}*",
]);

/** Mostly a page that was open while a new build was put in place. */
export const CHUNK_LOAD_ERRORS = globMatcher([
  "ChunkLoadError: Loading chunk *",
  "*Uncaught *: ChunkLoadError: Loading chunk *",
]);

export const HEALTH_CHECKS = globMatcher([
  "*healthcheck*",
  "*heartbeat*",
  "*/{health,healthy,healthz,_health,live,livez}{,/}",
  "*/{ready,readyz,ping,up}{,/}",
  "*/\\[_health\\]{,/}",
]);

const EXTENSION_TEXTS = [
  "top.GLOBALS",
  "originalCreateNotification",
  "canvas.contentDocument",
  "MyApp_RemoveAllHighlights",
  "http://tt.epicplay.com",
  "Can't find variable: ZiteReader",
  "jigsaw is not defined",
  "ComboSearch is not defined",
  "http://loading.retry.widdit.com/",
  "atomicFindClose",
  "fb_xd_fragment",
  "bmi_SafeAddOnload",
  "EBCallBackMessageReceived",
  "_gCrWeb",
  "conduitPage",
  "null is not an object (evaluating 'elt.parentNode')",
  "plugin.setSuspendState is not a function",
  "Extension context invalidated",
  "webkit-masked-url:",
  "can't access dead object",
].map((text) => text.toLowerCase());

const EXTENSION_SOURCE =
  /^(?:chrome|chrome-extension|moz-extension|safari-extension|safari-web-extension):\/\/|graph\.facebook\.com|connect\.facebook\.net|eatdifferent\.com\.woopra-ns\.com|static\.woopra\.com\/js\/woopra\.js|webkit-masked-url|127\.0\.0\.1:4001\/isrunning|webappstoolbarba\.texthelp\.com\/|metrics\.itunes\.apple\.com\.edgesuite\.net\/|kaspersky-labs\.com/i;

/** Code that a browser's extension put into the page: the first exception says so, or the last frame with a place of its own. */
export function isOfExtension({ exception }: Event): boolean {
  const first = exception?.values[0];
  if (first === undefined) return false;
  const value = (first.value ?? "").toLowerCase();
  if (EXTENSION_TEXTS.some((text) => value.includes(text))) return true;
  const source = sourceOf(first.stacktrace?.frames.findLast((frame) => isPlace(sourceOf(frame))));
  return source !== undefined && EXTENSION_SOURCE.test(source);
}

function sourceOf(frame: Frame | undefined): string | undefined {
  return frame?.abs_path ?? frame?.filename;
}

function isPlace(source: string | undefined): boolean {
  return source !== undefined && source !== "<anonymous>" && source !== "[native code]";
}
