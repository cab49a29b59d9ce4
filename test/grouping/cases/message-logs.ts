import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A message as logging integrations send it: the template, what was put in, and what came out. */
function templated(message: string, params: readonly unknown[], formatted: string, logger = "shop"): SdkEvent {
  return { platform: "python", level: "error", logger, logentry: { message, params, formatted } };
}
const text = (message: string): SdkEvent => ({ platform: "python", level: "error", message });

/** captureMessage with the stack of the place that called it: JavaScript sends it as an exception without a type. */
function captured(message: string, fn: string, file: string): SdkEvent {
  const frames = [{ filename: file, function: fn, in_app: true, lineno: 7, colno: 11 }];
  const mechanism = { type: "generic", handled: true, synthetic: true };
  return {
    platform: "javascript",
    level: "info",
    message,
    exception: { values: [{ value: message, mechanism, stacktrace: { frames } }] },
  };
}

/** A message of PHP with the stack of the logger at the event itself. */
function withStack(message: string, line: number): SdkEvent {
  const logger = {
    filename: "/src/Log/Reporter.php",
    abs_path: "/srv/app/src/Log/Reporter.php",
    function: "App\\Log\\Reporter::warn",
    in_app: true,
  };
  const caller = {
    filename: "/src/Jobs/Nightly.php",
    abs_path: "/srv/app/src/Jobs/Nightly.php",
    function: "App\\Jobs\\Nightly::run",
    in_app: true,
  };
  return {
    platform: "php",
    level: "warning",
    message,
    stacktrace: {
      frames: [
        { ...caller, lineno: line },
        { ...logger, lineno: 30 },
      ],
    },
  };
}

/** Python attaches the current thread to a message. */
function fromThread(message: string, fn: string): SdkEvent {
  const frame = {
    filename: "shop/log.py",
    abs_path: "/srv/app/shop/log.py",
    module: "shop.log",
    function: fn,
    in_app: true,
    lineno: 4,
  };
  return {
    platform: "python",
    message,
    threads: { values: [{ current: true, crashed: false, stacktrace: { frames: [frame] } }] },
  };
}

export const messageLogCases: readonly Case[] = [
  same(
    "one template with other parameters",
    templated("order %s shipped to %s", ["A-1009", "Århus"], "order A-1009 shipped to Århus"),
    templated("order %s shipped to %s", ["B-7", "Bonn"], "order B-7 shipped to Bonn"),
  ),
  same(
    "one template with parameters of which one is a sentence",
    templated("could not import %s: %s", ["a.csv", "bad header"], "could not import a.csv: bad header"),
    templated("could not import %s: %s", ["b.csv", "line 17 has 3 columns"], "could not import b.csv: line 17 has 3 columns"),
  ),
  same(
    "a template with braces",
    { platform: "csharp", logentry: { message: "Order {OrderId} is late", formatted: "Order 17 is late" } },
    { platform: "csharp", logentry: { message: "Order {OrderId} is late", formatted: "Order 99 is late" } },
  ),
  same(
    "a template logged at two levels",
    { ...templated("stock of %s is low", ["mug"], "stock of mug is low"), level: "warning" },
    { ...templated("stock of %s is low", ["pan"], "stock of pan is low"), level: "error" },
  ),
  same("a text sent at the top and as a log entry", text("cache is cold"), {
    platform: "python",
    logentry: { formatted: "cache is cold" },
  }),
  same(
    "one message on two servers and in two releases",
    { ...text("cache is cold"), server_name: "web-1", release: "shop@1.0.0", environment: "production" },
    { ...text("cache is cold"), server_name: "web-2", release: "shop@1.1.0", environment: "staging" },
  ),
  same(
    "one message with other tags, users and breadcrumbs",
    { ...text("cache is cold"), tags: { shard: "4" }, user: { id: "17" } },
    { ...text("cache is cold"), tags: { shard: "9" }, user: { id: "99" }, breadcrumbs: { values: [{ message: "start" }] } },
  ),
  same(
    "one message of a browser after its bundle was built again",
    captured("basket was empty at checkout", "Checkout.place", "https://shop.example/assets/index-4f3c2a1b.js"),
    captured("basket was empty at checkout", "Checkout.place", "https://shop.example/assets/index-9d8e7f6a.js"),
  ),
  same(
    "a message with a stack, from another line",
    withStack("feed is 2 hours late", 20),
    withStack("feed is 5 hours late", 44),
  ),
  same(
    "a message with the stack of its thread, from two threads",
    { ...fromThread("mail queue is full", "warn"), tags: { thread: "7" } },
    { ...fromThread("mail queue is full", "warn"), tags: { thread: "12" } },
  ),
  same(
    "a syslog line of another host and process",
    text("Nov 24 03:12:09 web-17 postfix/smtpd[4711]: lost connection after EHLO"),
    text("Dec  1 23:59:59 web-03 postfix/smtpd[90121]: lost connection after EHLO"),
  ),
  same(
    "an nginx line of another connection",
    text(
      "2026/11/24 03:12:09 [error] 31#31: *4213 upstream timed out while reading response header from upstream, client: 198.51.100.7",
    ),
    text(
      "2026/11/25 13:00:01 [error] 28#28: *91 upstream timed out while reading response header from upstream, client: 203.0.113.20",
    ),
  ),
  same(
    "a line with escape codes of colours and another time",
    text("\u001b[31m[03:12:09] ERROR\u001b[0m printer is out of paper"),
    text("\u001b[31m[17:40:55] ERROR\u001b[0m printer is out of paper"),
  ),
  same(
    "an object printed with its address",
    text("cannot pickle <depot.Session object at 0x7f3a5c0b1d90>"),
    text("cannot pickle <depot.Session object at 0x7fe21c44aa10>"),
  ),
  same(
    "an object of Java printed with its hash",
    { ...text("unclosed com.shop.Cursor@1b6d3586"), platform: "java" },
    { ...text("unclosed com.shop.Cursor@4554617c"), platform: "java" },
  ),
  same(
    "a structured line with time, level and ids in other places",
    text('time=2026-11-24T03:12:09Z level=error msg="sync stopped" tenant=17 trace_id=4bf92f3577b34da6a3ce929d0e0e4736'),
    text('time=2026-11-25T19:00:41Z level=error msg="sync stopped" tenant=3 trace_id=00f067aa0ba902b7c6f1d5e8a9b0c1d2'),
  ),
  same(
    "a long SQL statement over several lines",
    text("statement timeout: SELECT o.id, o.total\n  FROM orders o\n WHERE o.created > '2026-03-01' LIMIT 50"),
    text("statement timeout: SELECT o.id, o.total\n  FROM orders o\n WHERE o.created > '2026-11-24' LIMIT 500"),
  ),
  same(
    "numbered placeholders of PostgreSQL in a list of another length",
    text("too slow: SELECT name FROM items WHERE id IN ($1, $2, $3)"),
    text("too slow: SELECT name FROM items WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8)"),
  ),
  same(
    "a message with a pretty-printed JSON body",
    text('webhook refused: {\n  "id": 17,\n  "amount": 1999\n}'),
    text('webhook refused: {\n  "id": 90210,\n  "amount": 5\n}'),
  ),
  same(
    "a message whose customer has quotes in the name",
    text("invoice for customer 'Anna Berg' has no lines"),
    text("invoice for customer 'Müller & Söhne GmbH' has no lines"),
  ),
  same(
    "an ARN of another account",
    text("cannot assume arn:aws:iam::123456789012:role/reader"),
    text("cannot assume arn:aws:iam::998877665544:role/reader"),
  ),
  same(
    "a shard that has a number in its name",
    text("replica shop-db-3 lags 17 s behind"),
    text("replica shop-db-12 lags 240 s behind"),
  ),

  different(
    "two templates",
    templated("order %s shipped to %s", ["17", "Bonn"], "order 17 shipped to Bonn"),
    templated("order %s lost in %s", ["17", "Bonn"], "order 17 lost in Bonn"),
  ),
  different(
    "two messages captured in one function of a browser",
    captured("basket was empty at checkout", "report", "https://shop.example/assets/index-4f3c2a1b.js"),
    captured("voucher was refused", "report", "https://shop.example/assets/index-4f3c2a1b.js"),
  ),
  different("two messages through one wrapper of PHP", withStack("feed is late", 20), withStack("mail server is down", 20)),
  different(
    "two messages through one wrapper of Python",
    fromThread("feed is late", "warn"),
    fromThread("mail server is down", "warn"),
  ),
  different(
    "two texts that start alike in their first line",
    text("nightly run failed\nstep: invoices are not balanced"),
    text("nightly run failed\nstep: archive is not readable"),
  ),
  different(
    "two events of one structured line",
    text('level=error msg="import failed" reason="header missing" rows=17'),
    text('level=error msg="import stopped" reason="header missing" rows=17'),
  ),
  different(
    "two tables in one log line",
    text("vacuum of table orders was cancelled"),
    text("vacuum of table customers was cancelled"),
  ),
  different(
    "two status codes in a JSON line",
    text('{"msg":"gateway refused","status":402}'),
    text('{"msg":"gateway refused","status":503}'),
  ),
  different(
    "two error codes in a JSON line",
    text('{"message":"upload failed","code":"EACCES","file":"a.png"}'),
    text('{"message":"upload failed","code":"ENOSPC","file":"a.png"}'),
  ),
  different(
    "two fields that are missing",
    text("validation failed: field 'weight' is required"),
    text("validation failed: field 'country' is required"),
  ),
  different(
    "two joins of one table",
    text("slow: SELECT * FROM orders JOIN customers ON customers.id = orders.customer_id"),
    text("slow: SELECT * FROM orders JOIN vouchers ON vouchers.id = orders.voucher_id"),
  ),
  different(
    "two columns that are set",
    text("lock wait timeout: UPDATE customers SET vat_id = 'DE1' WHERE id = 17"),
    text("lock wait timeout: UPDATE customers SET phone = 'DE1' WHERE id = 17"),
  ),
  different(
    "two exit codes of one program in words",
    text("ffmpeg ended with exit status 1 for video 17"),
    text("ffmpeg ended with exit status 139 for video 17"),
  ),
  different(
    "two Windows error codes",
    text("CreateFile failed, error 0x80070005"),
    text("CreateFile failed, error 0x80070020"),
  ),
  different("two codes of MySQL", text("ERROR 1045 (28000): refused"), text("ERROR 1213 (40001): refused")),
  different("two error numbers of a socket", text("socket closed: errno 104"), text("socket closed: errno 110")),
  different("two services that one text with a symbol names", text("stock ✗ unreachable"), text("search ✗ unreachable")),
  different("a method that is missing on two types", text("no method ship for Order"), text("no method ship for Refund")),
  different("two headers that are missing", text("missing header X-Signature"), text("missing header X-Request-Start")),
  different(
    "two scripts in one deprecation warning",
    text("DEPRECATED: Cart#total= is gone in 8.0"),
    text("DEPRECATED: Cart#lines= is gone in 8.0"),
  ),
];
