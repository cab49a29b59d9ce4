import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { parseEnvelope } from "../protocol/envelope.ts";
import type { JsonObject } from "../protocol/json.ts";
import { NO_LIMITS } from "./limits.ts";
import { makeEnvelope } from "./make-envelope.ts";
import { boundaryOf, parseMultipart } from "../protocol/multipart.ts";
import type { TestDoor } from "./test-door.ts";
import { K, openDoor } from "./test-door.ts";

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const DUMP = Buffer.from("MDMP\u0093\u00a7\r\n--not a boundary\r\n\0rest", "latin1");
const BOUNDARY = "----formBoundary7";
const FORM = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
const MINIDUMP = `/api/42/minidump/?sentry_key=${K}`;

type Field = { readonly name: string; readonly file?: string; readonly type?: string; readonly value: string | Buffer };

function formOf(fields: readonly Field[], boundary = BOUNDARY): Buffer {
  const parts = fields.flatMap(({ name, file, type, value }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file}"`}\r\n`,
    ),
    Buffer.from(`${type === undefined ? "" : `Content-Type: ${type}\r\n`}\r\n`),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

const dumpField: Field = { name: "upload_file_minidump", file: "crash.dmp", value: DUMP };

function itemsIn(envelope: Uint8Array) {
  const parsed = parseEnvelope(envelope);
  assert.ok(parsed.ok);
  return parsed.value.items.map(({ type, header, payload }) => {
    const { filename, attachment_type: kind } = header;
    return { type, filename, kind, payload: Buffer.from(payload) };
  });
}

function eventIn(door: TestDoor): JsonObject {
  const [event] = itemsIn(door.logged.at(-1)?.body ?? new Uint8Array());
  assert.equal(event?.type, "event");
  return JSON.parse(event.payload.toString()) as JsonObject;
}

test("a dump in a form becomes a fatal event, and every file its attachment, byte by byte", async () => {
  await using door = await openDoor();
  const log = Buffer.from("line\r\nline\n\0");
  const body = formOf([
    { name: "sentry", value: '{"release":"game@1.0","tags":{"a":"b"}}' },
    { name: "sentry[user][id]", value: "7" },
    { name: "sentry[environment]", value: "staging" },
    { name: "guid", value: "abc" },
    dumpField,
    { name: "log", file: "../logs/game.log", type: "text/plain", value: log },
    { name: "__sentry-breadcrumb1", file: "__sentry-breadcrumb1", value: "" },
  ]);
  const answer = await door.send({ path: MINIDUMP, headers: FORM, body });
  assert.equal(answer.status, 200);
  const { eventId = "" } = door.logged[0] ?? {};
  assert.match(answer.body.toString(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(answer.body.toString().replaceAll("-", ""), eventId);
  assert.deepEqual(eventIn(door), {
    platform: "native",
    level: "fatal",
    exception: { values: [{ type: "Minidump", mechanism: { type: "minidump", handled: false } }] },
    release: "game@1.0",
    tags: { a: "b" },
    user: { id: "7" },
    environment: "staging",
    extra: { guid: "abc" },
  });
  assert.deepEqual(itemsIn(door.logged[0]?.body ?? new Uint8Array()).slice(1), [
    { type: "attachment", filename: "crash.dmp", kind: "event.minidump", payload: DUMP },
    { type: "attachment", filename: "../logs/game.log", kind: undefined, payload: log },
    { type: "attachment", filename: "__sentry-breadcrumb1", kind: "event.breadcrumbs", payload: Buffer.alloc(0) },
  ]);
});

test("an event cut into pieces is put together in order", async () => {
  await using door = await openDoor();
  const pieces = [
    { name: "sentry__2", value: '"game@2.0"}' },
    { name: "sentry__10", value: "" },
    { name: "sentry__1", value: '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","release":' },
  ];
  const answer = await door.send({ path: MINIDUMP, headers: FORM, body: formOf([...pieces, dumpField]) });
  assert.equal(eventIn(door)["release"], "game@2.0");
  assert.equal(answer.body.toString(), "9ec79c33-ec99-42ab-8353-589fcb2e04dc");
});

const accepted = [
  { name: "a dump alone", headers: { "content-type": "application/x-dmp" }, body: DUMP, filename: "minidump.dmp" },
  { name: "a dump without a type", headers: {}, body: DUMP, filename: "minidump.dmp" },
  {
    name: "a packed dump in a form",
    headers: FORM,
    body: formOf([{ ...dumpField, file: "a.dmp.gz", value: zlib.gzipSync(DUMP) }]),
    filename: "a.dmp",
  },
  { name: "a dump packed with zstd", headers: {}, body: zlib.zstdCompressSync(DUMP), filename: "minidump.dmp" },
  {
    name: "a form in the field of a form",
    headers: FORM,
    body: formOf([{ ...dumpField, value: formOf([dumpField], "inner") }]),
    filename: "crash.dmp",
  },
  {
    name: "a form that is packed as a whole",
    headers: { ...FORM, "content-encoding": "gzip" },
    body: zlib.gzipSync(formOf([dumpField])),
    filename: "crash.dmp",
  },
];
for (const { name, headers, body, filename } of accepted) {
  test(`${name} is taken`, async () => {
    await using door = await openDoor();
    const answer = await door.send({ path: MINIDUMP, headers, body });
    assert.equal(answer.status, 200, answer.body.toString());
    const [, dump] = itemsIn(door.logged[0]?.body ?? new Uint8Array());
    assert.deepEqual([dump?.filename, dump?.payload], [filename, DUMP]);
  });
}

const refused = [
  {
    name: "a form without a dump",
    headers: FORM,
    body: formOf([{ name: "sentry", value: "{}" }]),
    status: 400,
    reason: "missing_minidump_upload",
  },
  {
    name: "what is no dump",
    headers: FORM,
    body: formOf([{ ...dumpField, value: "ELF" }]),
    status: 400,
    reason: "invalid_minidump",
  },
  {
    name: "what is packed and no dump",
    headers: FORM,
    body: formOf([{ ...dumpField, value: zlib.gzipSync("ELF") }]),
    status: 400,
    reason: "invalid_minidump",
  },
  {
    name: "a broken pack",
    headers: FORM,
    body: formOf([{ ...dumpField, value: zlib.gzipSync(DUMP).subarray(0, 15) }]),
    status: 400,
    reason: "invalid_minidump",
  },
  {
    name: "a form cut off",
    headers: FORM,
    body: formOf([dumpField]).subarray(0, -12),
    status: 400,
    reason: "invalid_multipart",
  },
  {
    name: "a form of too many parts",
    headers: FORM,
    body: formOf(Array.from({ length: 201 }, () => ({ name: "a", value: "" }))),
    status: 400,
    reason: "invalid_multipart",
  },
  { name: "nothing", headers: {}, body: "", status: 400, reason: "no_data" },
  {
    name: "a bomb in a form",
    headers: FORM,
    body: formOf([{ ...dumpField, value: zlib.gzipSync(Buffer.alloc(200 << 20)) }]),
    status: 413,
    reason: "too_large",
  },
];
for (const { name, headers, body, status, reason } of refused) {
  test(`${name} is refused with ${status}, and counted`, async () => {
    await using door = await openDoor();
    const answer = await door.send({ path: MINIDUMP, headers, body });
    assert.equal(answer.status, status, answer.body.toString());
    assert.deepEqual(
      door.outcomes.map((outcome) => [outcome.category, outcome.kind, outcome.reason]),
      [["error", "invalid", reason]],
    );
    assert.deepEqual([door.logged, door.failures], [[], []]);
  });
}

test("a crash over a limit is answered with an id, and counted", async () => {
  await using door = await openDoor({
    limits: {
      ...NO_LIMITS,
      take: (_, category) =>
        category === "error" ? { retryAfterSeconds: 9, categories: [category], scope: "key", reason: "key-limit" } : undefined,
    },
  });
  const answer = await door.send({ path: MINIDUMP, body: DUMP });
  assert.equal(answer.status, 200);
  assert.match(answer.body.toString(), /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    door.outcomes.map(({ category, kind, reason }) => [category, kind, reason]),
    [["error", "rate-limited", "key-limit"]],
  );
});

test("files sent after their event are kept as that event's", async () => {
  await using door = await openDoor();
  const path = `/api/42/events/${ID}/attachments/?sentry_key=${K}`;
  const body = formOf([
    { name: "a", file: "a.txt", value: "x" },
    { name: "b", value: "no file" },
  ]);
  const answer = await door.send({ path, headers: FORM, body });
  assert.deepEqual([answer.status, answer.body.length], [201, 0]);
  assert.equal(door.logged[0]?.eventId, ID);
  assert.deepEqual(
    itemsIn(door.logged[0].body).map(({ type, filename }) => [type, filename]),
    [["attachment", "a.txt"]],
  );
  assert.equal((await door.send({ path: path.replace(ID, "x"), headers: FORM, body })).status, 400);
  assert.equal((await door.send({ path, body: "x" })).status, 400);
});

test("a crash of Unreal Engine is kept under the id that is answered", async () => {
  await using door = await openDoor();
  const answer = await door.send({ path: `/api/42/unreal/${K}/?UserID=7`, body: "CR1 archive" });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.toString().replaceAll("-", ""), door.logged[0]?.eventId);
  assert.deepEqual(eventIn(door)["user"], { id: "7" });
});

test("of the archive of Unreal Engine an event and an attachment are made, and of a form its files alone", () => {
  const unreal = makeEnvelope(Buffer.from("CR1"), { kind: "unreal", userId: "7" }, 100);
  assert.ok(unreal.ok);
  const [event, archive] = itemsIn(unreal.value);
  assert.match(event?.payload.toString() ?? "", /"level":"fatal".*"Unreal Engine crash".*"user":\{"id":"7"\}/);
  assert.deepEqual([archive?.filename, archive?.payload.toString()], ["crash.ue4crash", "CR1"]);

  const body = formOf([
    { name: "view-hierarchy.json", file: "v.json", value: "{}" },
    { name: "b", value: "no file" },
  ]);
  const files = makeEnvelope(body, { kind: "files", eventId: ID, contentType: FORM["content-type"] }, 100);
  assert.ok(files.ok);
  assert.deepEqual(
    itemsIn(files.value).map(({ filename, kind }) => [filename, kind]),
    [["v.json", "event.view_hierarchy"]],
  );
});

test("a form's boundary may be quoted, and stand behind a preamble", () => {
  assert.equal(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"'), "a b");
  assert.equal(boundaryOf("multipart/mixed; boundary=a"), undefined);
  const parts = parseMultipart(
    Buffer.from('preamble\r\n--b\r\nContent-Disposition: form-data; filename="a \\"b\\".txt"; name=f\r\n\r\nx\r\n--b--'),
    "b",
  );
  assert.deepEqual(
    parts?.map(({ name, fileName, bytes }) => [name, fileName, Buffer.from(bytes).toString()]),
    [["f", 'a "b".txt', "x"]],
  );
});

test("a form of any shape is read in time that grows with its size alone", () => {
  const pieces = ["--b", "\r\n", "--", "Content-Disposition: form-data; name=", '"', "\\", "x", "\r\n\r\n", "\0"];
  const startedAt = performance.now();
  for (let seed = 1; seed < 2_000; seed += 1) {
    let state = seed;
    const next = (): string => pieces[(state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % pieces.length] ?? "";
    const parts = parseMultipart(Buffer.from(`--b\r\n${Array.from({ length: 60 }, next).join("")}`), "b");
    assert.ok(parts === undefined || parts.length <= 200);
  }
  parseMultipart(Buffer.from("\r\n--b".repeat(500_000)), "b");
  parseMultipart(Buffer.from(`--b\r\nContent-Disposition: form-data; name="${"\\".repeat(7_000)}\r\n\r\n`), "b");
  assert.ok(performance.now() - startedAt < 5_000);
});

test("a part that is empty to the last newline is a part", () => {
  const parts = parseMultipart(Buffer.from("--b\r\nContent-Disposition: form-data; name=f\r\n\r\n--b--"), "b");
  assert.deepEqual(
    parts?.map(({ name, bytes }) => [name, bytes.length]),
    [["f", 0]],
  );
});
