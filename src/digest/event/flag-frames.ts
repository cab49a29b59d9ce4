import { frameFlags } from "../../grouping/v1/frame-flags.ts";
import type { Event, Stacktrace } from "../../protocol/event.ts";

/**
 * Says of each frame whether it is the user's own, by the rule that grouping has: the SDK's word, but where it says nothing, or a
 * browser calls a library its own. Kept with the
 * event, so that what is shown as in-app is what it was grouped by; asked again of its result, the rule says the same.
 */
export function flagFrames(event: Event): Event {
  const { platform, stacktrace, raw_stacktrace: raw, exception, threads } = event;
  return {
    ...event,
    ...flaggedStacks({ stacktrace, raw_stacktrace: raw }, platform),
    ...(exception !== undefined && { exception: { values: flagHolders(exception.values, platform) } }),
    ...(threads !== undefined && { threads: { values: flagHolders(threads.values, platform) } }),
  };
}

type Holder = { readonly stacktrace?: Stacktrace | undefined; readonly raw_stacktrace?: Stacktrace | undefined };

function flagHolders<T extends Holder>(holders: readonly T[], platform: string): readonly T[] {
  return holders.map((holder) => ({ ...holder, ...flaggedStacks(holder, platform) }));
}

function flaggedStacks(
  { stacktrace, raw_stacktrace: raw }: Holder,
  platform: string,
): { readonly stacktrace?: Stacktrace; readonly raw_stacktrace?: Stacktrace } {
  return {
    ...(stacktrace !== undefined && { stacktrace: flagStack(stacktrace, platform) }),
    ...(raw !== undefined && { raw_stacktrace: flagStack(raw, platform) }),
  };
}

function flagStack(stacktrace: Stacktrace, platform: string): Stacktrace {
  const { frames } = stacktrace;
  const flags = frameFlags(frames, platform);
  if (frames.every((frame, index) => frame.in_app === flags[index])) return stacktrace;
  return {
    ...stacktrace,
    frames: frames.map((frame, index) => (frame.in_app === flags[index] ? frame : { ...frame, in_app: flags[index] === true })),
  };
}
