import type { GroupingInput, GroupingThread } from "../input.ts";
import type { GroupingRules } from "../rules/rules.ts";
import type { Decision } from "./decision.ts";
import { part } from "./decision.ts";
import { byCsp } from "./csp.ts";
import { byExceptions } from "./exceptions.ts";
import { cleanMessage } from "./message/clean.ts";
import type { UsableStack } from "./stack.ts";
import { usableStack } from "./stack.ts";

/** A template that is a placeholder and nothing else. */
const EMPTY_TEMPLATE = /^[\s"']*(?:%[sdifv+#]*|\{\d*\}|\$\{\w+\}|:\w+)[\s"']*$/;

/** What an event says, whatever a fingerprint says about it. */
export function byContent(event: GroupingInput, rules: GroupingRules | undefined): Decision {
  const violation = byCsp(event);
  if (violation !== undefined) return violation;
  const exceptions = event.exception?.values ?? [];
  const message = messageOf(event);
  // SDKs attach the stack of a captured message as an exception without a type: the message is what was reported.
  if (exceptions.length > 0 && (exceptions.at(-1)?.type !== undefined || message === ""))
    return byExceptions(event, exceptions, rules);
  if (message !== "") return byMessage(message, () => stackOf(event, rules));
  const stack = stackOf(event, rules);
  return stack === undefined ? byNothing(event) : byStack(stack);
}

export function messageOf({ logentry }: GroupingInput): string {
  const template = logentry?.message ?? "";
  return template === "" || EMPTY_TEMPLATE.test(template) ? (logentry?.formatted ?? template) : template;
}

export function stackOf(event: GroupingInput, rules: GroupingRules | undefined): UsableStack | undefined {
  const { platform } = event;
  const owner = event.exception?.values.at(-1);
  return (
    usableStack(event.stacktrace, { platform, rules }, false) ??
    usableStack(owner?.stacktrace, { platform, rules, owner }, false) ??
    usableStack(tellingThread(event)?.stacktrace, { platform, rules }, false)
  );
}

function tellingThread({ threads }: GroupingInput): GroupingThread | undefined {
  const all = threads?.values ?? [];
  const telling = all.find(({ crashed }) => crashed === true) ?? all.find(({ current }) => current === true);
  return telling ?? (all.length === 1 ? all[0] : undefined);
}

function byStack(stack: UsableStack): Decision {
  return {
    hashed: ["stack", "1", "", "", ...stack.hashed],
    explain: () => ({ decidedBy: "stack", summary: `Grouped by ${stack.words}.`, parts: stack.parts() }),
  };
}

/** A stack beside a message is where somebody logged; all that goes through one logger would become one issue. */
function byMessage(message: string, stack: () => UsableStack | undefined): Decision {
  const cleaned = cleanMessage(message);
  return {
    hashed: ["message", cleaned],
    explain: () => ({
      decidedBy: "message",
      summary: "Grouped by message.",
      parts: [
        part("message", cleaned),
        ...(stack()?.parts() ?? []).map((one) => part(one.what, one.value, "the message decides")),
      ],
    }),
  };
}

/** Nothing about an error: what is known around it keeps such events apart. */
function byNothing(event: GroupingInput): Decision {
  const path = event.request?.url?.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/s, "") ?? "";
  const around = [
    ["type", event.type],
    ["platform", event.platform],
    ["transaction", cleanMessage(event.transaction ?? "")],
    ["culprit", cleanMessage(event.culprit ?? "")],
    ["title", cleanMessage(event.title ?? "")],
    ["logger", event.logger ?? ""],
    ["address", cleanMessage(path)],
  ] as const;
  return {
    hashed: ["nothing", ...around.map(([, value]) => value)],
    explain: () => ({
      decidedBy: "nothing",
      summary: "The event says nothing about an error: grouped by what is known around it.",
      parts: around.filter(([, value]) => value !== "").map(([what, value]) => part(what, value)),
    }),
  };
}
