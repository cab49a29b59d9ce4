import type { PayloadKey } from "../../../issue/query/condition.ts";
import { PAYLOAD_KEYS } from "../../../issue/query/condition.ts";
import type { Event, Frame } from "../../../protocol/event.ts";
import type { StoredPayload } from "../payload.ts";

/** What an event says under a key of a search: any of these. */
export function valuesAt({ event, tags }: StoredPayload, key: string): readonly string[] {
  const payloadKey = PAYLOAD_KEYS.find((known) => known === key);
  if (payloadKey !== undefined) return READ[payloadKey](event).filter((value) => value !== undefined);
  if (key === "environment") return event.environment === undefined ? [] : [event.environment];
  if (key === "release") return event.release === undefined ? [] : [event.release];
  return tags.filter(([name]) => name === key).map(([, value]) => value);
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
