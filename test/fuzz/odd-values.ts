import type { Random } from "../harness/random.ts";

/** A JSON value that may be changed. */
export type Value = null | boolean | number | string | Value[] | Tree;
export type Tree = { [key: string]: Value };

/** Names that mean something to the server, at the places where they do and at others. */
const NAMES = [
  "event_id", "exception", "values", "stacktrace", "frames", "threads", "breadcrumbs", "message", "logentry", "formatted",
  "params", "tags", "extra", "user", "ip_address", "request", "headers", "cookies", "data", "url", "query_string", "contexts",
  "trace", "os", "browser", "device", "release", "environment", "dist", "level", "logger", "platform", "timestamp", "type",
  "value", "mechanism", "module", "function", "filename", "abs_path", "lineno", "colno", "in_app", "context_line", "pre_context",
  "vars", "fingerprint", "transaction", "sdk", "packages", "integrations", "server_name", "modules", "debug_meta", "images",
  "debug_id", "sentry.interfaces.Exception", "sentry.interfaces.Http", "csp", "errors", "_meta", "culprit", "checksum", "sid",
  "did", "started", "status", "attrs", "aggregates", "exited", "comments", "feedback", "monitor_slug", "check_in_id",
  "discarded_events", "reason", "quantity", "length", "item_count", "content_type", "attachment_type",
  "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", " ", ".", "a.b", "\u0000", "\ud800", "0", "-1",
] as const; // prettier-ignore

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  255,
  256,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  5e-324,
  1732270000,
];

const TEXTS = [
  "", " ", "\n", "\r\n", "\t", "\u0000", "a\u0000b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e", "\u2028", "é".normalize("NFD"),
  "👩‍👩‍👧‍👦", "null", "true", "NaN", "Infinity", "-", "+", ".", "..", "/", "//", "\\", "%", "%00", "%s %d %(x)s", "{}", "{0}", "[]",
  "{{auto}}", "[Filtered]", "-9999999999999999999", "12345678901234567890", "1e400", "0x10", "2026-11-22T12:00:00Z",
  "2026-13-45T99:99:99", "0000-00-00", "+275760-09-13", "1970-01-01", "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6",
  "9f2c7a51-d3e8-4b60-a1c5-f7e8d2b3a4c6", "ZZ", "javascript:alert(1)", "http://[::1]:99999/", "http://u:p@h/?q=1#f", "http://%zz/",
  "file:///a/b", "app:///main.js", "webpack:///./src/a.js?1234", "192.0.2.1", "::ffff:1.2.3.4", "300.1.1.1", "4111 1111 1111 1111",
  "password=hunter2", "Bearer abc.def.ghi", "' OR 1=1 --", "<script>", "&amp;", "a@b.c", "(((((((((((((((((((((a", "*".repeat(40),
  "a.b.c.d.e.f", "at x (y:1:2)", "File \"a.py\", line 3, in f", "lambda$0", "<anonymous>", "$$Lambda$12/0x0", "fatal", "error", "ok",
] as const; // prettier-ignore

const LONG_PIECES = [
  "a",
  "ab ",
  "\u0000",
  "é",
  "👍",
  "/",
  ".",
  "(",
  "[",
  "{",
  "\\",
  '"',
  "%s",
  "0",
  "\n",
  "at f (a.js:1:1)\n",
  "key=value&",
];

export function oddName(random: Random): string {
  return random.chance(0.95) ? random.pick(NAMES) : longText(random, 2_000);
}

/** A value that nobody expects, at most about 100 KB of JSON, mostly a few bytes. */
export function oddValue(random: Random): Value {
  const kind = random.next();
  if (kind < 0.4) return random.pick(TEXTS);
  if (kind < 0.55) return random.pick(NUMBERS);
  if (kind < 0.65) return random.pick([null, true, false]);
  if (kind < 0.75) return random.pick<() => Value>([() => [], () => ({}), () => [[]], () => [null], () => ({ values: [] })])();
  if (kind < 0.85) return longText(random, random.chance(0.1) ? 100_000 : 3_000);
  if (kind < 0.92) return nested(random, random.chance(0.2) ? 600 : 40);
  if (kind < 0.96) return Array.from({ length: random.below(400) }, () => random.pick(TEXTS));
  return Object.fromEntries(Array.from({ length: random.below(200) }, (_, index) => [`${oddName(random)}${index}`, index]));
}

function longText(random: Random, most: number): string {
  const piece = random.pick(LONG_PIECES);
  return piece.repeat(Math.ceil((random.next() * most) / piece.length));
}

/** Lists in lists, objects in objects, or both in turn. */
function nested(random: Random, most: number): Value {
  const names = random.chance(0.5) ? [oddName(random)] : [oddName(random), undefined];
  let value: Value = random.pick(TEXTS);
  for (let depth = random.below(most); depth > 0; depth -= 1) {
    const name = names[depth % names.length];
    value = name === undefined ? [value] : { [name]: value };
  }
  return value;
}
