import type { GroupingException, GroupingInput, GroupingThread } from "../input.ts";
import type { FingerprintRule } from "./fingerprint-rules.ts";
import type { FrameSets, PlaceCondition, RuledFrame } from "./frame-sets.ts";
import { framesThatMeet, openFrameSets, sieve } from "./frame-sets.ts";
import type { Matcher } from "./matcher.ts";
import { FRAME_KEYS } from "./matcher.ts";
import type { RulePlace } from "./problem.ts";
import type { TextTest } from "./text-test.ts";
import { familyTest, flagTest, MAX_TEXT, textTest } from "./text-test.ts";

export type FingerprintRules = { readonly sets: FrameSets; readonly rules: readonly CompiledFingerprint[] };

/** Tests by what they look at. Of each kind one and the same member has to meet them all: one exception, one frame, one thread. */
export type CompiledFingerprint = RulePlace & {
  readonly values: readonly string[];
  readonly title: string | undefined;
  readonly event: readonly ((event: GroupingInput) => boolean)[];
  readonly messages: readonly TextTest[];
  readonly exceptions: readonly ((exception: GroupingException) => boolean)[];
  readonly threads: readonly ((thread: GroupingThread) => boolean)[];
  readonly place: PlaceCondition | undefined;
};

export function compileFingerprintRules(rules: readonly FingerprintRule[]): FingerprintRules | undefined {
  if (rules.length === 0) return undefined;
  const sets = openFrameSets();
  return { sets, rules: rules.map((rule) => compileRule(rule, sets)) };
}

function compileRule({ line, text, values, title, matchers }: FingerprintRule, sets: FrameSets): CompiledFingerprint {
  const { own, caller, callee } = matchers;
  const tests = own.map(testOf);
  const framed = own.filter(({ key }) => FRAME_KEYS.has(key));
  const hasPlace = framed.length > 0 || caller !== undefined || callee !== undefined;
  return {
    line,
    text,
    values,
    title,
    event: tests.flatMap((one) => (one?.kind === "event" ? [one.test] : [])),
    messages: own.filter(({ key }) => key === "message").map(textTest),
    exceptions: tests.flatMap((one) => (one?.kind === "exception" ? [one.test] : [])),
    threads: tests.flatMap((one) => (one?.kind === "thread" ? [one.test] : [])),
    place: hasPlace
      ? {
          own: sets.add(framed),
          caller: caller === undefined ? undefined : sets.add([caller]),
          callee: callee === undefined ? undefined : sets.add([callee]),
        }
      : undefined,
  };
}

type Test =
  | { readonly kind: "event"; readonly test: (event: GroupingInput) => boolean }
  | { readonly kind: "exception"; readonly test: (exception: GroupingException) => boolean }
  | { readonly kind: "thread"; readonly test: (thread: GroupingThread) => boolean };

/** `undefined` for what is looked at elsewhere: messages and frames. */
function testOf(matcher: Matcher): Test | undefined {
  const test = textTest(matcher);
  switch (matcher.key) {
    case "error.type":
      return { kind: "exception", test: ({ type }) => test(type) };
    case "error.value":
      return { kind: "exception", test: ({ value }) => test(value?.slice(0, MAX_TEXT)) };
    case "logger":
      return { kind: "event", test: ({ logger }) => test(logger) };
    case "level":
      return { kind: "event", test: ({ level }) => test(level) };
    case "release":
      return { kind: "event", test: ({ release }) => test(release) };
    case "sdk":
      return { kind: "event", test: ({ sdk }) => test(sdk?.name) };
    case "tags":
      return { kind: "event", test: ({ tags }) => test(tags?.find(([name]) => name === matcher.tag)?.[1]) };
    case "family": {
      const isOf = familyTest(matcher);
      return { kind: "event", test: ({ platform }) => isOf(platform) };
    }
    case "thread.id":
      return { kind: "thread", test: ({ id }) => test(id) };
    case "thread.name":
      return { kind: "thread", test: ({ name }) => test(name) };
    case "thread.state":
      return { kind: "thread", test: ({ state }) => test(state) };
    case "thread.crashed": {
      const isSo = flagTest(matcher);
      return { kind: "thread", test: ({ crashed }) => isSo(crashed === true) };
    }
    case "thread.current": {
      const isSo = flagTest(matcher);
      return { kind: "thread", test: ({ current }) => isSo(current === true) };
    }
    default:
      return undefined;
  }
}

/** Exceptions and threads that are looked at, the last ones: an event may have a hundred, and each costs every rule. */
const MAX_EXCEPTIONS = 20;
const MAX_THREADS = 50;
/** What is read of all their texts together: four are read as far as one alone. */
const MAX_TEXT_OF_ALL = 8_000;

/** The first rule that an event meets. `stacksOf` says its stacks, with their frames as the SDK and grouping flag them. */
export function matchingFingerprint(
  { rules, sets }: FingerprintRules,
  event: GroupingInput,
  stacksOf: () => readonly (readonly RuledFrame[])[],
): CompiledFingerprint | undefined {
  const exceptions = shortened(event.exception?.values.slice(-MAX_EXCEPTIONS) ?? []);
  const threads = event.threads?.values.slice(-MAX_THREADS) ?? [];
  const messages = messagesOf(event, exceptions);
  let stacks: readonly ReturnType<typeof sieve>[] | undefined;
  return rules.find((rule) => {
    if (!rule.event.every((test) => test(event))) return false;
    if (!isMetByOne(rule.messages, messages) || !isMetByOne(rule.exceptions, exceptions)) return false;
    if (!isMetByOne(rule.threads, threads)) return false;
    const { place } = rule;
    if (place === undefined) return true;
    stacks ??= stacksOf().map((frames) => sieve(frames, sets, event.platform));
    return stacks.some((stack) => framesThatMeet(stack, place).length > 0);
  });
}

function shortened(exceptions: readonly GroupingException[]): readonly GroupingException[] {
  const most = Math.min(MAX_TEXT, Math.floor(MAX_TEXT_OF_ALL / Math.max(1, exceptions.length)));
  if (exceptions.every(({ value = "" }) => value.length <= most)) return exceptions;
  return exceptions.map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value: value.slice(0, most) }));
}

function isMetByOne<T>(tests: readonly ((member: T) => boolean)[], members: readonly T[]): boolean {
  return tests.length === 0 || members.some((member) => tests.every((test) => test(member)));
}

function messagesOf({ logentry }: GroupingInput, exceptions: readonly GroupingException[]): readonly string[] {
  const all = [logentry?.formatted ?? logentry?.message, ...exceptions.map(({ value }) => value)];
  return [...new Set(all.filter((text) => text !== undefined).map((text) => text.slice(0, MAX_TEXT)))];
}
