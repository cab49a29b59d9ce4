import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeLoggedRequest, encodeLoggedRequest } from "../protocol/logged-request.ts";
import { createApi } from "./api.ts";
import { testInstallation } from "./test-installation.ts";
import { NOW_MS, openPopulatedWorld } from "./test-world.ts";

const place = "/api/0/installation/quarantine/";

test("a request that was set aside is told without its content, tried again once, or deleted", async () => {
  const world = await openPopulatedWorld();
  const installation = testInstallation(world.store.installation, () => NOW_MS);
  const { handle } = await createApi({ ...world.deps, installation });
  const token = await world.makeToken(["org:admin"], { userId: world.ownerId });
  const ask = async (path: string, method = "GET") => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, body } = await handle({ method, path, headers, body: undefined, clientIp: "192.0.2.7" });
    const text = Buffer.from(body).toString();
    return { status, text, json: text === "" ? undefined : JSON.parse(text) };
  };
  const body = Buffer.from('{}\n{"type":"event","length":17}\n{"secret":"s3cr"}\n{"type":"session"}\n{}\n');
  const logged = { kind: "envelope", projectId: 1, keyId: 1, receivedAtMs: NOW_MS, coding: "identity", body } as const;
  world.store.quarantine("Error: it broke", Buffer.concat(encodeLoggedRequest(logged)));
  world.store.quarantine("the log is damaged here", new Uint8Array());

  const [damaged, whole] = (await ask(place)).json;
  assert.deepEqual([damaged.size, whole.problem], [0, "Error: it broke"]);
  const looked = await ask(`${place}${whole.id}/`);
  assert.deepEqual(looked.json.request.items, [
    { type: "event", size: 17 },
    { type: "session", size: 2 },
  ]);
  assert.doesNotMatch(looked.text, /s3cr/);

  assert.equal((await ask(`${place}${whole.id}/retry/`, "POST")).status, 202);
  assert.equal((await ask(`${place}${whole.id}/retry/`, "POST")).status, 404);
  assert.equal(installation.kept.length, 1);
  const kept = decodeLoggedRequest(installation.kept[0] ?? new Uint8Array());
  assert.ok(kept.ok && kept.value.projectId === 1);

  const refused = await ask(`${place}${damaged.id}/retry/`, "POST");
  assert.deepEqual([refused.status, /Delete it/.test(refused.json.detail)], [409, true]);
  assert.equal((await ask(`${place}${damaged.id}/`, "DELETE")).status, 204);
  assert.deepEqual((await ask(place)).json, []);
  assert.equal((await ask("/api/0/installation/")).json.quarantined, 0);
});
