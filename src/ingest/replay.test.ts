import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseEnvelope } from "../protocol/envelope.ts";
import { readEventId } from "../protocol/event-id.ts";
import { inflate } from "../protocol/inflate.ts";
import { isJsonObject } from "../protocol/json.ts";
import { treatmentOf } from "../protocol/items.ts";
import { parseLenientJson } from "../protocol/lenient-json.ts";
import { decodeStoreBody } from "../protocol/store-body.ts";
import { openDoor } from "./test-door.ts";

/** Requests as real SDKs sent them: see the README beside them. */
const CAPTURES = new URL("../../test/fixtures/sdk-captures/", import.meta.url);

type Capture = {
  readonly name: string;
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
};

function capturesOf(folder: string): readonly Capture[] {
  return readdirSync(new URL(`${folder}/`, CAPTURES))
    .sort()
    .map((file) => {
      const parsed = parseLenientJson(readFileSync(new URL(`${folder}/${file}`, CAPTURES), "utf8"));
      assert.ok(parsed.ok && isJsonObject(parsed.value));
      const { what, method, path, headers, bodyBase64 } = parsed.value;
      assert.ok(isJsonObject(headers));
      const sent = Object.entries(headers).filter(
        ([name]) => name !== "host" && name !== "connection" && name !== "content-length",
      );
      return {
        name: `${folder}/${file}`,
        what: String(what),
        method: String(method),
        path: String(path),
        headers: Object.fromEntries(sent.map(([name, value]) => [name, String(value)])),
        body: Buffer.from(String(bodyBase64), "base64"),
      };
    });
}

/** The id that the SDK gave its event, read by other means than the door's. */
function idOf({ headers, path, body }: Capture): string | undefined {
  const plain = inflate(body, headers["content-encoding"] === "gzip" ? "gzip" : "identity", 10_000_000);
  assert.ok(plain.ok);
  const text = Buffer.from(plain.value).toString();
  const json = path.includes("/store/") ? decodeStoreBody(plain.value) : undefined;
  const header: unknown = JSON.parse(json?.ok === true ? Buffer.from(json.value).toString() : (text.split("\n", 1)[0] ?? ""));
  const field =
    typeof header === "object" && header !== null && "event_id" in header ? readEventId(header.event_id) : undefined;
  return field?.kind === "id" ? field.id : undefined;
}

const folders = readdirSync(CAPTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name: folder } of folders) {
  test(`what ${folder} sends is taken, and answered with its id`, async () => {
    await using door = await openDoor();
    for (const capture of capturesOf(folder)) {
      const before = door.logged.length;
      const answer = await door.send({ ...capture, isChunked: capture.headers["transfer-encoding"] !== undefined });
      const id = idOf(capture);
      assert.equal(answer.status, 200, `${capture.name}: ${answer.body.toString()}`);
      const isReport = capture.path.includes("/security/");
      if (isReport) assert.equal(answer.body.length, 0);
      else assert.deepEqual(answer.json, id === undefined ? {} : { id }, capture.name);

      const types = /\[(.*)\]/.exec(capture.what)?.[1]?.split(/,\s*/) ?? [];
      const isKept = types.some((type) => treatmentOf(type).isKept);
      const hasEvent = types.includes("event") || types.includes("store") || capture.path.includes("/store/");
      assert.equal(door.logged.length - before, hasEvent || isKept || isReport ? 1 : 0, `${capture.name}: ${capture.what}`);
      const logged = door.logged.at(-1);
      if (!hasEvent || logged === undefined) continue;
      assert.equal(logged.projectId, 42);
      assert.equal(logged.eventId, id);
      const inflated = inflate(logged.body, logged.coding, 10_000_000);
      assert.ok(inflated.ok);
      assert.ok(logged.kind === "event" ? inflated.value[0] === 0x7b : parseEnvelope(inflated.value).ok);
    }
    assert.deepEqual(door.failures, []);
    const isDropped = door.outcomes.every(({ kind, reason }) => kind === "filtered" && reason === "unsupported-item");
    assert.ok(isDropped, JSON.stringify(door.outcomes));
  });
}
