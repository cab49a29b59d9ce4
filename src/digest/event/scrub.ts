import type {
  Breadcrumb,
  Csp,
  Event,
  EventError,
  Exception,
  Frame,
  LogEntry,
  Mechanism,
  Request,
  Stacktrace,
  Thread,
  User,
  Values,
} from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { at } from "./notes.ts";
import {
  FILTERED,
  isSecretCookie,
  isSecretName,
  scrubExceptionText,
  scrubMessage,
  scrubText,
  scrubUrl,
} from "./scrub-rules.ts";
import type { Scrub } from "./scrub-value.ts";
import { all, field, pairs, scrubList, scrubObject, scrubValue, text } from "./scrub-value.ts";

/**
 * Takes secrets out of an event before anything reaches the store, by Sentry's default rules. Looked at are the places of free
 * form: request, user, extra, unknown contexts, breadcrumbs, variables, parameters, mechanism data. Tags, addresses without a
 * password, source lines and names stay. Idempotent. What was touched is said in `notes`. Source: reference sentry-ingest §8.2.
 */
export function scrubEvent(event: Event, notes: Notes): Event {
  // Notes about bad values repeat them, under a path that ends in the field's name.
  const errors = notes.errors.map(scrubError);
  notes.errors.splice(0, notes.errors.length, ...errors);
  return EVENT(event, notes);
}

const STACKTRACE = field<Stacktrace, "frames">("frames", (frames, notes) => scrubList(frames, FRAME, notes));
const FRAME = all<Frame>(field("vars", scrubObject), field("lock", scrubObject));

const EXCEPTION = all<Exception>(
  field("value", text(scrubExceptionText)),
  field("stacktrace", STACKTRACE),
  field("raw_stacktrace", STACKTRACE),
  field("mechanism", all<Mechanism>(field("description", text(scrubText)), field("data", scrubObject))),
);

const THREAD = all<Thread>(field("stacktrace", STACKTRACE), field("raw_stacktrace", STACKTRACE));

const BREADCRUMB = all<Breadcrumb>(field("message", text(scrubText)), field("data", scrubObject));

const LOG_ENTRY = all<LogEntry>(
  field("formatted", text(scrubMessage)),
  field("message", text(scrubMessage)),
  field("params", scrubValue),
);

const REQUEST = all<Request>(
  field("url", text(scrubUrl)),
  field("query_string", pairs(isSecretName)),
  field("fragment", text(scrubText)),
  field("data", scrubValue),
  field("cookies", pairs(isSecretCookie)),
  field("headers", pairs(isSecretName, new Set(["User-Agent"]))),
  field("env", scrubObject),
);

const CSP = all<Csp>(
  field("blocked_uri", text(scrubUrl)),
  field("document_uri", text(scrubUrl)),
  field("referrer", text(scrubUrl)),
  field("source_file", text(scrubUrl)),
  field("script_sample", text(scrubText)),
);

const USER = all<User>(
  field("id", text(scrubText)),
  field("email", text(scrubText)),
  field("username", text(scrubText)),
  field("name", text(scrubText)),
  field("segment", text(scrubText)),
  field("geo", scrubObject),
  field("data", scrubObject),
);

const EVENT = all<Event>(
  field("server_name", text(scrubText)),
  field("logentry", LOG_ENTRY),
  field("exception", eachOf(EXCEPTION)),
  field("stacktrace", STACKTRACE),
  field("threads", eachOf(THREAD)),
  field("breadcrumbs", eachOf(BREADCRUMB)),
  field("request", REQUEST),
  field("user", USER),
  field("contexts", scrubContexts),
  field("extra", scrubObject),
  field("csp", CSP),
);

function eachOf<T>(scrub: Scrub<T>): Scrub<Values<T>> {
  return field<Values<T>, "values">("values", (values, notes) => scrubList(values, scrub, notes));
}

/** Types whose fields are known to hold no secrets; but what a span says about its work is of free form. */
const KNOWN_CONTEXTS: ReadonlySet<string> = new Set(
  "app browser cloud_resource culture device flags gpu monitor os otel profile replay runtime trace".split(" "),
);

function scrubContexts(contexts: NonNullable<Event["contexts"]>, notes: Notes): NonNullable<Event["contexts"]> {
  let result: { readonly [alias: string]: JsonObject } = contexts;
  for (const [alias, context] of Object.entries(contexts)) {
    const { type } = context;
    const isKnown = typeof type === "string" && KNOWN_CONTEXTS.has(type);
    const scrubbed = at(notes, alias, () => (isKnown ? SPAN_DATA(context, notes) : scrubObject(context, notes)));
    if (scrubbed !== context) result = { ...result, [alias]: scrubbed };
  }
  return result;
}
const SPAN_DATA = field<JsonObject, "data">("data", scrubValue);

function scrubError(error: EventError): EventError {
  const { name = "", value } = error;
  if (value === undefined || value === null) return error;
  const isSecret = isSecretName(name.slice(name.lastIndexOf(".") + 1));
  if (typeof value === "string" && !isSecret) return { ...error, value: scrubText(value)?.text ?? value };
  return isSecret || typeof value === "object" ? { ...error, value: FILTERED } : error;
}
