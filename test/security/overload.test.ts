import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { z } from "zod";
import { makeBombs } from "../harness/bombs.ts";
import type { Connection } from "../harness/connection.ts";
import { connect } from "../harness/connection.ts";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/*
 * Small runs of what `npm run bench -- --only bombs` and `--only neighbour` measure: here what is answered and kept is asked, and
 * no time.
 */
type Project = { readonly id: string; readonly slug: string; readonly publicKey: string };
const Made = z.object({ id: z.string(), slug: z.string(), publicKey: z.string() });
const LOUD_CONNECTIONS = 40;
const QUIET_EVENTS = 60;

const pathOf = ({ id, publicKey }: Project): string => `/api/${id}/envelope/?sentry_key=${publicKey}`;
const eventOf = (id: string, pad = ""): string =>
  `{"event_id":"${id}"}\n{"type":"event"}\n{"message":"m","extra":{"pad":"${pad}"}}\n`;
const newId = (): string => randomUUID().replaceAll("-", "");

function requestOf(project: Project, body: string): string {
  return `POST ${pathOf(project)} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function allStored(server: TestServer, { slug }: Project, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const path = `/projects/${server.organization}/${slug}/events/${id}/`;
    await waitFor(async () => (await server.api(path)).status === 200, { what: `event ${id}`, timeoutMs: 60_000 });
  }
}

for (const { coding, body } of makeBombs(64 * 2 ** 20)) {
  test(`ten bombs of ${coding} at once are 413 each, and events beside them are kept`, async () => {
    await using server = await startServer();
    const project = { id: server.projectId, slug: server.project, publicKey: server.publicKey };
    const headers = { "Content-Encoding": coding };
    const bombs = Array.from({ length: 10 }, () =>
      fetch(server.url + pathOf(project), { method: "POST", headers, body: Uint8Array.from(body) }),
    );
    const ids = Array.from({ length: 20 }, newId);
    const events = ids.map((id) => fetch(server.url + pathOf(project), { method: "POST", body: eventOf(id) }));
    const statuses = async (answers: readonly Promise<Response>[]): Promise<ReadonlySet<number>> =>
      new Set((await Promise.all(answers)).map(({ status }) => status));
    assert.deepEqual([await statuses(bombs), await statuses(events)], [new Set([413]), new Set([200])]);
    await allStored(server, project, ids);
    assert.doesNotMatch(server.output(), /"level":(50|60)/);
  });
}

test("a project that sends as much as it can is limited, and the one beside it loses nothing", async () => {
  await using server = await startServer();
  const loud = { id: server.projectId, slug: server.project, publicKey: server.publicKey };
  const quiet = Made.parse(JSON.parse(await server.culprit("project", "create", "Quiet", "--json")));
  const state = { isOver: false };
  const loudStatuses = new Map<number, number>();
  const pad = "x".repeat(20_000);
  const lane = async (connection: Connection): Promise<void> => {
    while (!state.isOver) {
      const sending = await connection.send(requestOf(loud, eventOf(newId(), pad)));
      const status = sending.kind === "answered" ? sending.status : 0;
      loudStatuses.set(status, (loudStatuses.get(status) ?? 0) + 1);
    }
    connection.close();
  };
  const connections = await Promise.all(Array.from({ length: LOUD_CONNECTIONS }, () => connect(server.url)));
  const lanes = connections.map(lane);

  const ids = Array.from({ length: QUIET_EVENTS }, newId);
  const one = await connect(server.url);
  const statuses: number[] = [];
  for (const id of ids) {
    const sending = await one.send(requestOf(quiet, eventOf(id)));
    statuses.push(sending.kind === "answered" ? sending.status : 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  state.isOver = true;
  await Promise.all(lanes);
  one.close();

  assert.deepEqual([...new Set(statuses)], [200], "the quiet project is never refused");
  assert.deepEqual(
    [...loudStatuses.keys()].filter((status) => status !== 200 && status !== 429),
    [],
    "the loud one is let in, or told to wait",
  );
  await allStored(server, quiet, ids);
  await drained(server.url, 120_000);
});
