import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { storeProblems } from "./store-checker.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** By how much the clock is ahead, one after the other; every other time with a restart. */
const JUMPS = [3 * HOUR, -400 * DAY, 26 * HOUR, 6 * 365 * DAY, -2 * HOUR, 26 * HOUR];

test("a clock that jumps, by hours or years, forward or back, loses nothing, doubles nothing and lets nothing grow old", async () => {
  await using server = await startServer({
    env: { NODE_OPTIONS: `--import=${new URL("inside-server.ts", import.meta.url).href}`, MALLOC_ARENA_MAX: "2" },
  });
  await server.stop();
  const clock = path.join(server.dataDir, "clock");
  const ids: string[] = [];
  for (const [index, aheadMs] of JUMPS.entries()) {
    writeFileSync(clock, String(aheadMs));
    if (index % 2 === 0) {
      if (index > 0) await server.kill9();
      await server.restart({ CRASH_CLOCK_FILE: clock });
    } else await sleep(100);
    for (let n = 0; n < 3; n += 1) ids.push(await send(server, randomBytes(16).toString("hex")));
    // The first of each jump before once more.
    for (const id of ids.filter((_, at) => at % 3 === 0)) await send(server, id);
    await drained(server.url);
  }
  for (const id of ids) {
    const place = `/projects/${server.organization}/${server.project}/events/${id}/`;
    assert.equal((await server.api(place)).status, 200, id);
  }
  await server.stop();
  assert.deepEqual(storeProblems(server.dataDir, Number(server.projectId)), []);
});

async function send(server: TestServer, id: string): Promise<string> {
  const url = `${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`;
  const user = { id: id.slice(0, 1) };
  const answer = await fetch(url, { method: "POST", body: JSON.stringify({ event_id: id, message: "broken", user }) });
  await answer.body?.cancel();
  assert.equal(answer.status, 200);
  return id;
}
