import type { Event, Frame, Pair } from "../../protocol/event.ts";
import type { PayloadKey } from "./condition.ts";
import { PAYLOAD_KEYS } from "./condition.ts";

/** An event, and what the digest derived from it. */
export type ToldEvent = {
  readonly event: Event;
  readonly title: string;
  readonly culprit: string;
  readonly tags: readonly Pair[];
};

/** What an event says under a key of a search: any of these. */
export function valuesAt({ event, tags }: Pick<ToldEvent, "event" | "tags">, key: string): readonly string[] {
  const payloadKey = PAYLOAD_KEYS.find((known) => known === key);
  if (payloadKey !== undefined) return READ[payloadKey](event).filter((value) => value !== undefined);
  if (key === "environment") return event.environment === undefined ? [] : [event.environment];
  if (key === "release") return event.release === undefined ? [] : [event.release];
  return tags.filter(([name]) => name === key).map(([, value]) => value);
}

/** What an event says in a column of a table: the fields of events by Sentry's names, then what searches know, then tags. */
export function columnValues(told: ToldEvent, key: string): readonly string[] {
  const read = COLUMNS.get(key);
  if (read === undefined) return valuesAt(told, key);
  const value = read(told);
  return value === undefined ? [] : [value];
}

const COLUMNS: ReadonlyMap<string, (told: ToldEvent) => string | undefined> = new Map([
  ["id", ({ event }) => event.event_id],
  ["title", ({ title }) => title],
  ["culprit", ({ culprit }) => culprit],
  ["message", ({ event }) => event.logentry?.formatted ?? event.logentry?.message ?? lastException(event)?.value],
  ["level", ({ event }) => event.level],
  ["platform", ({ event }) => event.platform],
  ["logger", ({ event }) => event.logger],
  ["transaction", ({ event }) => event.transaction],
  ["server_name", ({ event }) => event.server_name],
  ["dist", ({ event }) => event.dist],
  ["event.type", ({ event }) => event.type],
  ["error.type", ({ event }) => lastException(event)?.type],
  ["error.value", ({ event }) => lastException(event)?.value],
  ["error.handled", (told) => handledOf(told, "yes")],
  ["error.unhandled", (told) => handledOf(told, "no")],
  ["url", ({ event }) => event.request?.url],
  ["user.id", ({ event }) => event.user?.id],
  ["user.email", ({ event }) => event.user?.email],
  ["user.username", ({ event }) => event.user?.username],
  ["user.ip", ({ event }) => event.user?.ip_address],
]);

/** As the digest's tag tells it. */
function handledOf({ tags }: ToldEvent, yes: "yes" | "no"): string | undefined {
  const value = tags.find(([key]) => key === "handled")?.[1];
  return value === undefined ? undefined : String(value === yes);
}

/** The one that was raised last. */
function lastException(event: Event) {
  return event.exception?.values.at(-1);
}

type Read = (event: Event) => readonly (string | undefined)[];

const READ: { readonly [key in PayloadKey]: Read } = {
  "stack.filename": (event) => framesOf(event).map(({ filename }) => filename),
  "stack.abs_path": (event) => framesOf(event).map(({ abs_path: path }) => path),
  "stack.module": (event) => framesOf(event).map(({ module }) => module),
  "stack.function": (event) => framesOf(event).map((frame) => frame.function),
  "stack.package": (event) => framesOf(event).map((frame) => frame.package),
  "http.method": (event) => [event.request?.method],
  "sdk.name": (event) => [event.sdk?.name],
  "sdk.version": (event) => [event.sdk?.version],
  trace: (event) => [textOf(event.contexts?.["trace"]?.["trace_id"])],
  "user.geo.country_code": (event) => [textOf(event.user?.geo?.["country_code"])],
};

function framesOf(event: Event): readonly Frame[] {
  const stacks = [
    ...(event.exception?.values ?? []).map(({ stacktrace }) => stacktrace),
    ...(event.threads?.values ?? []).map(({ stacktrace }) => stacktrace),
  ];
  return stacks.flatMap((stack) => stack?.frames ?? []);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
