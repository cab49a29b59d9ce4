import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, logged, thrown } from "../raw.ts";

const text = (formatted: string): SdkEvent => ({ platform: "python", level: "error", message: formatted });

const templates: readonly Case[] = [
  same(
    "logger: one template, other parameters",
    logged("python", "Payment 4711 failed for bob (card declined)", "Payment %s failed for %s (%s)", [
      "4711",
      "bob",
      "card declined",
    ]),
    logged("python", "Payment 12 failed for alice (insufficient funds)", "Payment %s failed for %s (%s)", [
      "12",
      "alice",
      "insufficient funds",
    ]),
  ),
  different(
    "logger: two templates of one logger",
    logged("python", "Payment 4711 failed", "Payment %s failed", ["4711"]),
    logged("python", "Payment 4711 refunded", "Payment %s refunded", ["4711"]),
  ),
  same(
    "logger: braces as places",
    logged("java", "Slow query took 812 ms", "Slow query took {} ms", ["812"]),
    logged("java", "Slow query took 9120 ms", "Slow query took {} ms", ["9120"]),
  ),
  different(
    "logger: two lines from one wrapper whose stack is attached",
    {
      ...logged("python", "cache server is down"),
      stacktrace: { frames: [{ filename: "shop/log.py", function: "warn", lineno: 9, in_app: true }] },
    },
    {
      ...logged("python", "search index is stale"),
      stacktrace: { frames: [{ filename: "shop/log.py", function: "warn", lineno: 9, in_app: true }] },
    },
  ),
];

const values: readonly Case[] = [
  same(
    "message: amounts in German",
    text("Speicher: 1.234,56 MB von 2.048,00 MB belegt"),
    text("Speicher: 987,1 MB von 2.048,00 MB belegt"),
  ),
  same(
    "message: amounts with narrow spaces",
    text("Montant 12\u202f345,67\u00a0€ refusé"),
    text("Montant 99,90\u00a0€ refusé"),
  ),
  same("message: thousands in English", text("Imported 4,150,908 rows in 12.5s"), text("Imported 12 rows in 3s")),
  same(
    "message: uuid, sortable id and object id",
    text("order 6f9619ff-8b86-d011-b42d-00cf4fc964ff in batch 01ARZ3NDEKTSV4RRFFQ69G5FAV of 507f1f77bcf86cd799439011 lost"),
    text("order 0a1b2c3d-1111-4222-8333-444455556666 in batch 01BX5ZZKBKACTAV9WEVGEMMVRZ of 507f191e810c19729de860ea lost"),
  ),
  same(
    "message: a signed token",
    text("invalid token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N"),
    text("invalid token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI5OTkifQ.Qx8aLk2mPz7vRt5sWu1yBn"),
  ),
  same(
    "message: addresses of both kinds",
    text("peer 10.1.2.3:51234 reset the connection"),
    text("peer [2001:db8::17]:40022 reset the connection"),
  ),
  same(
    "message: an upload's temporary file",
    text("could not read /tmp/upload-9f8a7b6c/photo.png"),
    text("could not read /tmp/upload-01aa22bb/photo.png"),
  ),
  same("message: dates", text("no rates for 2024-02-12T09:30:00Z"), text("no rates for 2023-12-31T23:59:59.999+01:00")),
  same(
    "message: an event as JSON",
    text('{"event":"payment.failed","order":17,"amount":12.5,"user":{"id":9}}'),
    text('{"event":"payment.failed","order":98123,"amount":0.99,"user":{"id":12}}'),
  ),
  different(
    "message: two events as JSON",
    text('{"event":"payment.failed","order":17}'),
    text('{"event":"payment.refunded","order":17}'),
  ),
  same(
    "message: keys and values of a line",
    text('level=error msg="cache miss" key=user:4711 took=12ms'),
    text('level=error msg="cache miss" key=user:98 took=112ms'),
  ),
  different(
    "message: two lines of keys and values",
    text('level=error msg="cache miss" key=user:4711'),
    text('level=error msg="cache full" key=user:4711'),
  ),
  same(
    "message: an object key in a bucket's address",
    text("GET https://bucket-7.s3.amazonaws.com/invoices/2024/02/4711.pdf?X-Amz-Signature=ab12 returned 403"),
    text("GET https://bucket-7.s3.amazonaws.com/invoices/2023/11/12.pdf?X-Amz-Signature=cd34 returned 403"),
  ),
  same(
    "message: a statement's literals",
    text("slow: SELECT * FROM orders WHERE user_id = 17 AND state IN ('new', 'paid')"),
    text("slow: SELECT * FROM orders WHERE user_id = 98123 AND state IN ('open')"),
  ),
  different(
    "message: statements on two tables",
    text("slow: SELECT * FROM orders WHERE user_id = 17"),
    text("slow: SELECT * FROM invoices WHERE user_id = 17"),
  ),
];

const meanings: readonly Case[] = [
  different("message: two things about one disk", text("Disk quota exceeded"), text("Disk quota nearly reached")),
  different(
    "message: protocols of two versions",
    text("HTTP/1.1 not supported by upstream"),
    text("HTTP/2 not supported by upstream"),
  ),
  different("message: two statuses", text("webhook answered with status 404"), text("webhook answered with status 503")),
  different("message: short words", text("Timeout"), text("Refused")),
  different(
    "message: time-outs of connecting and of reading",
    text("connect timeout after 3000ms"),
    text("read timeout after 3000ms"),
  ),
  different(
    "message: yes and no",
    text("feature flag checkout_v2 is enabled but has no owner"),
    text("feature flag checkout_v2 is disabled but has no owner"),
  ),
  different("message: two settings that lack", text("missing setting STRIPE_KEY"), text("missing setting MAIL_HOST")),
  different(
    "error without a stack: one text, two kinds",
    error("python", thrown("ValueError", "bad input")),
    error("python", thrown("TypeError", "bad input")),
  ),
  different(
    "error without a stack: two numbers of the system",
    error("rust", thrown("Error", "failed to read settings: No such file or directory (os error 2)")),
    error("rust", thrown("Error", "failed to read settings: Permission denied (os error 13)")),
  ),
];

const frame = (fn: string): SdkFrame => ({
  filename: "shop/pay.py",
  module: "shop.pay",
  function: fn,
  lineno: 3,
  in_app: true,
});

const fingerprints: readonly Case[] = [
  same(
    "fingerprint: the default said aloud",
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["{{ default }}"] }),
    error("python", thrown("E", "y", [frame("pay")])),
  ),
  different(
    "fingerprint: default with two tenants",
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["{{ default }}", "tenant-a"] }),
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["{{ default }}", "tenant-b"] }),
  ),
  same(
    "fingerprint: one of its own over two stacks",
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["payment-provider-down"] }),
    error("python", thrown("F", "y", [frame("refund")]), { fingerprint: ["payment-provider-down"] }),
  ),
  different(
    "fingerprint: two of its own over one stack",
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["provider", "a"] }),
    error("python", thrown("E", "x", [frame("pay")]), { fingerprint: ["provider", "b"] }),
  ),
];

const csp = (fields: SdkFrame): SdkEvent => ({
  platform: "other",
  type: "csp",
  logger: "csp",
  csp: { document_uri: "https://shop.example.com/cart", ...fields },
});

const reports: readonly Case[] = [
  same(
    "policy: one script host on two pages",
    csp({ effective_directive: "script-src-elem", blocked_uri: "https://cdn.tracker.example/a.js?x=1" }),
    {
      ...csp({ effective_directive: "script-src-elem", blocked_uri: "https://cdn.tracker.example/v2/b.js" }),
      request: { url: "https://shop.example.com/help" },
    },
  ),
  different(
    "policy: two directives",
    csp({ effective_directive: "img-src", blocked_uri: "https://cdn.tracker.example/a" }),
    csp({ effective_directive: "connect-src", blocked_uri: "https://cdn.tracker.example/a" }),
  ),
  different(
    "policy: two hosts",
    csp({ effective_directive: "img-src", blocked_uri: "https://cdn.tracker.example/a" }),
    csp({ effective_directive: "img-src", blocked_uri: "https://pixel.other.example/a" }),
  ),
  different(
    "policy: inline code and evaluated code",
    csp({ effective_directive: "script-src", blocked_uri: "inline" }),
    csp({ effective_directive: "script-src", blocked_uri: "eval" }),
  ),
];

const thread = (id: number, crashed: boolean, fn: string): SdkFrame => ({
  id,
  crashed,
  current: crashed,
  name: `worker-${id}`,
  stacktrace: {
    frames: [
      { function: "start_thread", package: "/usr/lib/libc.so.6", in_app: false },
      { function: fn, package: "/opt/shop/bin/shopd", in_app: true },
    ],
  },
});

const threads: readonly Case[] = [
  same(
    "threads: one crashed, the others at other work",
    {
      platform: "native",
      level: "fatal",
      threads: { values: [thread(1, false, "accept_loop"), thread(7, true, "encode_frame")] },
    },
    {
      platform: "native",
      level: "fatal",
      threads: { values: [thread(3, true, "encode_frame"), thread(4, false, "write_log"), thread(5, false, "accept_loop")] },
    },
  ),
  different(
    "threads: two that crashed beside one that did not",
    {
      platform: "native",
      level: "fatal",
      threads: { values: [thread(1, false, "accept_loop"), thread(7, true, "encode_frame")] },
    },
    {
      platform: "native",
      level: "fatal",
      threads: { values: [thread(1, false, "accept_loop"), thread(7, true, "decode_frame")] },
    },
  ),
];

export const sixthMessageCases: readonly Case[] = [
  ...templates,
  ...values,
  ...meanings,
  ...fingerprints,
  ...reports,
  ...threads,
];
