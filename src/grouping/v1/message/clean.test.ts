import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanMessage } from "./clean.ts";

const ROWS: readonly (readonly [message: string, cleaned: string])[] = [
  ["User 42 not found", "User <number> not found"],
  ["order 123456 of alice@example.org failed", "order <number> of <email> failed"],
  ["Cannot read properties of undefined (reading 'total')", "Cannot read properties of undefined (reading 'total')"],
  ["User 'alice' not found", "User <quoted> not found"],
  ["Request to https://api.example.org/v1/orders/12?x=1 failed with status 503", "Request to <url> failed with status 503"],
  ["HTTP 404 Not Found", "HTTP 404 Not Found"],
  ["errno 13: Permission denied: '/home/alice/x/report_12.csv'", "errno 13: Permission denied: <quoted>"],
  ["Connection to 10.0.0.5:5432 refused", "Connection to <ip> refused"],
  ["connect ECONNREFUSED 127.0.0.1:6379", "connect ECONNREFUSED <ip>"],
  ["getaddrinfo ENOTFOUND db-3.internal", "getaddrinfo ENOTFOUND <host>"],
  ["timeout after 30000ms", "timeout after <duration>"],
  ["took 1.5 s (limit 2 s)", "took <duration> (limit <duration>)"],
  ["token k9Mtd2gDcgG expired", "token <id> expired"],
  ["customer cus_9aF3kLmQ2x missing", "customer cus_<id> missing"],
  ["ORA-00942: table or view does not exist", "ORA-00942: table or view does not exist"],
  ["decode utf-8 failed at byte 0xff position 12", "decode utf-8 failed at byte <hex> position <number>"],
  ["sha256 mismatch: expected 3f2a1b4c5d6e7f80 got 9f8e7d6c5b4a3f2e", "sha256 mismatch: expected <hex> got <hex>"],
  ['user=alice level=error msg="payment failed" order=12', "user=<value> level=error msg=payment failed order=<value>"],
  ['{"event":"paid","order":12,"user":{"id":5}}', "{event:paid,order:<value>,user:{id:<value>}}"],
  [
    "SELECT * FROM orders WHERE id = 12 AND name = 'bob' AND x IN (1,2,3)",
    "SELECT * FROM orders WHERE id = ? AND name = ? AND x IN (?)",
  ],
  ["INSERT INTO users (a, b) VALUES (1, 'x'), (2, 'y')", "INSERT INTO users (a, b) values (?)"],
  ["Duplicate entry 'bob@x.org' for key 'users.email'", "Duplicate entry <quoted> for key 'users.email'"],
  [
    'duplicate key value violates unique constraint "users_email_key"',
    'duplicate key value violates unique constraint "users_email_key"',
  ],
  ["Key (email)=(bob@example.org) already exists.", "Key (email)=(<email>) already exists."],
  ["2026-11-22T10:00:00.123Z job 5f1d failed", "<date> job <id> failed"],
  ["at Mon, 22 Nov 2026 10:00:00 GMT", "at <date>"],
  ["index 5 out of range [0, 3)", "index <number> out of range [<number>)"],
  ["Index 12 out of bounds for length 3", "Index <number> out of bounds for length <number>"],
  ["File /var/app/releases/20260101/shop/cart.py not found", "File <path>/shop/cart.py not found"],
  ["C:\\Users\\bob\\AppData\\x\\y.txt missing", "<path>/x/y.txt missing"],
  ["worker-3 died with exit code 137", "worker-<number> died with exit code 137"],
  ["ECONNRESET", "ECONNRESET"],
  ["Disk 85% full, 4,150,908 bytes left", "Disk <percent> full, <size> left"],
  ["request 550e8400-e29b-41d4-a716-446655440000 failed", "request <uuid> failed"],
  ["GET /api/orders/123/items 500", "GET <path>/<number>/items 500"],
  ["The request returned 502", "The request returned 502"],
  ["Loading chunk 12 failed. (error: https://x.org/static/js/12.8f3a2b1c.js)", "Loading chunk <number> failed. (error: <url>)"],
  ['ObjectId("507f1f77bcf86cd799439011")', "ObjectId(<quoted>)"],
  ["expected 3 arguments, got 2", "expected <number> arguments, got <number>"],
  ["version 1.2.3-rc1 is too old", "version <version> is too old"],
  ["fe80::1ff:fe23:4567:890a unreachable", "<ip> unreachable"],
  ["Type::method() failed", "Type::method() failed"],
  ["TypeError: x is not a function", "TypeError: x is not a function"],
  ["peer [2001:db8::17]:40022 left", "peer <ip> left"],
  ["visit https://react.dev/errors/418?args[]=HTML&args[]= for more", "visit <url> for more"],
  ["Montant 12\u202f345,67\u00a0€", "Montant <number> €"],
  ['cannot read "{"id":17,"day":"x"}" as a day', "cannot read <quoted> as a day"],
  ["don't know user's name", "don't know user's name"],
  ["port 8080 in use", "port <number> in use"],
  ["x86_64 ES2022 HTTP/2 is on", "x86_64 ES2022 HTTP/2 is on"],
  ["[12] worker failed", "[<number>] worker failed"],
  ["value is [1, 2, 3]", "value is <list>"],
  ["lock held by pid 3341 for 00:01:23", "lock held by pid <number> for <date>"],
  ["Invalid IBAN DE89370400440532013000", "Invalid IBAN <id>"],
  ["cache key user:1234:profile missing", "cache key user:<number>:profile missing"],
  ["pod shop-web-7d9f8b6c5-x2x4z crashed", "pod shop-web-<hex>-<id> crashed"],
  ["<number> of <email>", "<number> of <email>"],
  ["error code: 1045 (28000)", "error code: 1045 (<number>)"],
  [
    "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'a' for key 'b'",
    "SQLSTATE[23000]: Integrity constraint violation: <number> Duplicate entry <quoted> for key 'b'",
  ],
];

test("what differs from event to event is replaced by its kind, and what means something stays", async (context) => {
  for (const [message, cleaned] of ROWS) await context.test(message, () => assert.equal(cleanMessage(message), cleaned));
});

test("what was cleaned is clean: once more changes nothing", async (context) => {
  for (const [message, cleaned] of ROWS) await context.test(message, () => assert.equal(cleanMessage(cleaned), cleaned));
});

const pieces = fc.constantFrom(
  "user",
  "42",
  "3.5s",
  "'bob'",
  "a@b.org",
  "10.0.0.1",
  "/srv/a/b.txt",
  "=",
  " ",
  ":",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  "<",
  "0xff",
);
test("any text is cleaned without an error, and grows by no more than its placeholders", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.array(pieces).map((all) => all.join("")),
      ),
      (text) => {
        const cleaned = cleanMessage(text);
        assert.ok(cleaned.length <= text.length * 10 + 16);
      },
    ),
  );
});

const LONG = 100_000;
const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["digits", "1".repeat(LONG)],
  ["dots", "1.".repeat(LONG)],
  ["dashes", "a-".repeat(LONG)],
  ["colons", "1:".repeat(LONG)],
  ["brackets", "[".repeat(LONG)],
  ["braces", "{".repeat(LONG)],
  ["quotes", "'a".repeat(LONG)],
  ["escapes", '"\\'.repeat(LONG)],
  ["equals", "a=".repeat(LONG)],
  ["slashes", "/a".repeat(LONG)],
  ["hex", "a0".repeat(LONG)],
  ["at signs", "a@".repeat(LONG)],
  ["blanks", " ".repeat(LONG)],
  ["lines", "\n".repeat(LONG)],
  ["statements", "SELECT ".repeat(LONG)],
  ["months", "Mon Jan ".repeat(LONG)],
];
test("a hostile text is cut, and cleaned like any other", async (context) => {
  for (const [name, text] of HOSTILE) await context.test(name, () => assert.ok(cleanMessage(text).length <= 20_000));
});
