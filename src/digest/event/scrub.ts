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
import { at } from "./notes.ts";
import {
  FILTERED,
  isSecretCookie,
  isSecretName,
  PASSWORD_RULE,
  scrubExceptionText,
  scrubMessage,
  scrubText,
  scrubUrl,
} from "./scrub-rules.ts";
import type { FreeForm, Scrub, ScrubRules } from "./scrub-value.ts";
import { all, field, freeForm, scrubList, text } from "./scrub-value.ts";

/** Sentry's own rules. Source: reference sentry-ingest §8.2. */
export const DEFAULT_SCRUB_RULES: ScrubRules = {
  isSecretName,
  isSecretCookie,
  scrubText,
  scrubMessage,
  scrubExceptionText,
  scrubUrl,
  nameRule: () => PASSWORD_RULE,
};

/**
 * Makes what takes secrets out of an event before anything reaches the store. Looked at are the places of free form: request,
 * user, extra, unknown contexts, breadcrumbs, variables, parameters, mechanism data. Tags, addresses without a password, source
 * lines and names stay. Idempotent. What was touched is said in the notes. Source: reference sentry-ingest §8.2.
 */
export function scrubberOf(rules: ScrubRules): Scrub<Event> {
  const scrub = eventScrubber(rules, freeForm(rules));
  return (event, notes) => {
    // Notes about bad values repeat them, under a path that ends in the field's name.
    const errors = notes.errors.map((error) => scrubError(error, rules));
    notes.errors.splice(0, notes.errors.length, ...errors);
    return scrub(event, notes);
  };
}

/** By the default rules. */
export const scrubEvent: Scrub<Event> = scrubberOf(DEFAULT_SCRUB_RULES);

function eventScrubber(rules: ScrubRules, form: FreeForm): Scrub<Event> {
  const one = fieldsUnder(rules);
  const { stacktrace, exception } = stackScrubbers(rules, form);
  const thread = all<Thread>(field("stacktrace", stacktrace), field("raw_stacktrace", stacktrace));
  const breadcrumb = all<Breadcrumb>(one("message", form.text), one("data", form.object));
  const logEntry = all<LogEntry>(
    one("formatted", text(rules.scrubMessage)),
    one("message", text(rules.scrubMessage)),
    one("params", form.value),
  );
  return all<Event>(
    one("server_name", form.text),
    one("logentry", logEntry),
    one("exception", eachOf(exception)),
    one("stacktrace", stacktrace),
    one("threads", eachOf(thread)),
    one("breadcrumbs", eachOf(breadcrumb)),
    one("request", requestScrubber(rules, form)),
    one("user", userScrubber(rules, form)),
    one("contexts", contextsScrubber(rules, form)),
    one("extra", form.object),
    one("csp", cspScrubber(rules, form)),
  );
}

/** `field`, where a path that is safe is passed over. */
function fieldsUnder({ isSafe }: ScrubRules): typeof field {
  return (key, scrub) => field(key, scrub, isSafe);
}

function stackScrubbers(
  rules: ScrubRules,
  form: FreeForm,
): { readonly stacktrace: Scrub<Stacktrace>; readonly exception: Scrub<Exception> } {
  const one = fieldsUnder(rules);
  const frame = all<Frame>(one("vars", form.object), one("lock", form.object));
  const stacktrace = field<Stacktrace, "frames">("frames", (frames, notes) => scrubList(frames, frame, notes));
  const exception = all<Exception>(
    one("value", text(rules.scrubExceptionText)),
    field("stacktrace", stacktrace),
    field("raw_stacktrace", stacktrace),
    one("mechanism", all<Mechanism>(one("description", form.text), one("data", form.object))),
  );
  return { stacktrace, exception };
}

function requestScrubber(rules: ScrubRules, form: FreeForm): Scrub<Request> {
  const one = fieldsUnder(rules);
  return all<Request>(
    one("url", text(rules.scrubUrl)),
    one("query_string", form.pairs(rules.isSecretName)),
    one("fragment", form.text),
    one("data", form.value),
    one("cookies", form.pairs(rules.isSecretCookie)),
    one("headers", form.pairs(rules.isSecretName, new Set(["User-Agent"]))),
    one("env", form.object),
  );
}

function userScrubber(rules: ScrubRules, form: FreeForm): Scrub<User> {
  const one = fieldsUnder(rules);
  return all<User>(
    one("id", form.text),
    one("email", form.text),
    one("username", form.text),
    one("name", form.text),
    one("segment", form.text),
    one("geo", form.object),
    one("data", form.object),
  );
}

function cspScrubber(rules: ScrubRules, form: FreeForm): Scrub<Csp> {
  const one = fieldsUnder(rules);
  const address = text(rules.scrubUrl);
  return all<Csp>(
    one("blocked_uri", address),
    one("document_uri", address),
    one("referrer", address),
    one("source_file", address),
    one("script_sample", form.text),
  );
}

function eachOf<T>(scrub: Scrub<T>): Scrub<Values<T>> {
  return field<Values<T>, "values">("values", (values, notes) => scrubList(values, scrub, notes));
}

/** Types whose fields are known to hold no secrets; but what a span says about its work is of free form. */
const KNOWN_CONTEXTS: ReadonlySet<string> = new Set(
  "app browser cloud_resource culture device flags gpu monitor os otel profile replay runtime trace".split(" "),
);

function contextsScrubber(rules: ScrubRules, form: FreeForm): Scrub<NonNullable<Event["contexts"]>> {
  const spanData = fieldsUnder(rules)<JsonObject, "data">("data", form.value);
  return (contexts, notes) => {
    let result: { readonly [alias: string]: JsonObject } = contexts;
    for (const [alias, context] of Object.entries(contexts)) {
      const { type } = context;
      const isKnown = typeof type === "string" && KNOWN_CONTEXTS.has(type);
      const scrubbed = at(notes, alias, () => {
        if (rules.isSafe?.(notes.path, notes.depth) === true) return context;
        return isKnown ? spanData(context, notes) : form.object(context, notes);
      });
      if (scrubbed !== context) result = { ...result, [alias]: scrubbed };
    }
    return result;
  };
}

function scrubError(error: EventError, rules: ScrubRules): EventError {
  const { name = "", value } = error;
  if (value === undefined || value === null) return error;
  const isSecret = rules.isSecretName(name.slice(name.lastIndexOf(".") + 1));
  if (typeof value === "string" && !isSecret) return { ...error, value: rules.scrubText(value)?.text ?? value };
  return isSecret || typeof value === "object" ? { ...error, value: FILTERED } : error;
}
