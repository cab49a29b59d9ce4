import type { SdkEvent, SdkException, SdkFrame } from "./case.ts";

/** Events field by field as they come over the wire, for what the notation of `build.ts` smooths away. */
export function error(platform: string, exceptions: SdkException | readonly SdkException[], more: SdkFrame = {}): SdkEvent {
  const values = "length" in exceptions ? exceptions : [exceptions];
  return { platform, level: "error", ...more, exception: { values } };
}

/** Frames oldest call first; none, and the SDK sends no stack. */
export function thrown(type: string, value: string, frames: readonly SdkFrame[] = [], more: SdkFrame = {}): SdkException {
  const stack = frames.length === 0 ? {} : { stacktrace: { frames } };
  return { type, value, mechanism: { type: "generic", handled: true }, ...stack, ...more };
}

/** A log line: the text as sent, or a template and what it became. */
export function logged(platform: string, formatted: string, message?: string, params?: readonly unknown[]): SdkEvent {
  const logentry = { formatted, ...(message !== undefined && { message }), ...(params !== undefined && { params }) };
  return { platform, level: "warning", logger: "root", logentry };
}
