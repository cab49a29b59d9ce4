import type { GroupingRules } from "../../grouping/rules/rules.ts";
import type { StackContext } from "../../grouping/v1/frame-flags.ts";
import { flagStack } from "../../grouping/v1/frame-flags.ts";
import type { Event, Frame, Stacktrace } from "../../protocol/event.ts";

/**
 * Says of each frame whether it is the user's own, by the rule that grouping has: a rule of the project, else the SDK's word, but
 * where it says nothing, or a browser calls a library its own. Kept with the event, so that what is shown as in-app is what it was
 * grouped by; asked again of its result, it says the same, since what a rule has changed is kept as it was before.
 */
export function flagFrames(event: Event, rules?: GroupingRules): Event {
  const { platform, stacktrace, raw_stacktrace: raw, exception, threads } = event;
  const context = { platform, rules };
  return {
    ...event,
    ...flaggedStacks({ stacktrace, raw_stacktrace: raw }, context),
    ...(exception !== undefined && {
      exception: { values: exception.values.map((owner) => ({ ...owner, ...flaggedStacks(owner, { ...context, owner }) })) },
    }),
    ...(threads !== undefined && {
      threads: { values: threads.values.map((thread) => ({ ...thread, ...flaggedStacks(thread, context) })) },
    }),
  };
}

type Holder = { readonly stacktrace?: Stacktrace | undefined; readonly raw_stacktrace?: Stacktrace | undefined };

function flaggedStacks(
  { stacktrace, raw_stacktrace: raw }: Holder,
  context: StackContext,
): { readonly stacktrace?: Stacktrace; readonly raw_stacktrace?: Stacktrace } {
  return {
    ...(stacktrace !== undefined && { stacktrace: flaggedStack(stacktrace, context) }),
    ...(raw !== undefined && { raw_stacktrace: flaggedStack(raw, context) }),
  };
}

function flaggedStack(stacktrace: Stacktrace, context: StackContext): Stacktrace {
  const { frames } = stacktrace;
  const { flags, ruled } = flagStack(frames, context);
  const isSame = (frame: Frame, index: number): boolean =>
    frame.in_app === flags[index] && frame.orig_in_app === undefined && ruled?.frames[index]?.appBy === undefined;
  if (frames.every(isSame)) return stacktrace;
  const usual = ruled === undefined ? flags : flagStack(frames, { ...context, rules: undefined }).flags;
  return {
    ...stacktrace,
    frames: frames.map((frame, index) => {
      if (isSame(frame, index)) return frame;
      const { orig_in_app: _before, ...rest } = frame;
      const [flag, before] = [flags[index] === true, usual[index] === true];
      return { ...rest, in_app: flag, ...(before !== flag && { orig_in_app: before }) };
    }),
  };
}
