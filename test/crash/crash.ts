import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/*
 * `npm run crash -- --kills N`: kills a real server at random moments while at least fifty requests are under way, starts it
 * again on the same directory, and asks it over HTTP alone what it kept. A tenth of the bodies is sent again under the same id.
 * Every id that was answered 200 must be found, and the counts of the issues must be the number of events found: nothing lost,
 * nothing counted twice.
 */
const IN_FLIGHT = 60;
const SENT_AGAIN = 0.1;

const Issues = z.array(z.object({ id: z.string(), count: z.string() }));

type Sent = { readonly all: Set<string>; readonly answered: Set<string> };

const { values } = parseArgs({ options: { kills: { type: "string", default: "5" } } });
const kills = Number(values.kills);
await using server = await startServer();
const sent: Sent = { all: new Set(), answered: new Set() };
for (let kill = 1; kill <= kills; kill += 1) {
  await sendUntilKilled(server, sent);
  await server.restart();
  console.log(`kill ${kill} of ${kills}: ${sent.answered.size} answered so far`);
}
const verdict = await check(server, sent);
console.log(JSON.stringify(verdict));
process.exitCode = verdict.lost === 0 && verdict.countedWrongly === 0 ? 0 : 1;

async function sendUntilKilled(target: TestServer, into: Sent): Promise<void> {
  const isOver = { now: false };
  const senders = Array.from({ length: IN_FLIGHT }, () => sendOneAfterAnother(target, into, isOver));
  await sleep(150 + Math.random() * 700);
  await target.kill9();
  isOver.now = true;
  await Promise.all(senders);
}

async function sendOneAfterAnother(target: TestServer, into: Sent, isOver: { readonly now: boolean }): Promise<void> {
  const past = [...into.answered].slice(-500);
  while (!isOver.now) {
    const again = Math.random() < SENT_AGAIN ? past[Math.floor(Math.random() * past.length)] : undefined;
    const id = again ?? randomUUID().replaceAll("-", "");
    into.all.add(id);
    const isKept = await send(target, id).catch(() => false);
    if (isKept) into.answered.add(id);
  }
}

async function send(target: TestServer, id: string): Promise<boolean> {
  const frames = [
    { filename: "shop.py", function: `place_${Number.parseInt(id.slice(0, 2), 16) % 7}`, in_app: true, lineno: 3 },
  ];
  const response = await fetch(`${target.url}/api/${target.projectId}/store/`, {
    method: "POST",
    headers: { "X-Sentry-Auth": `Sentry sentry_version=7, sentry_key=${target.publicKey}` },
    body: JSON.stringify({
      event_id: id,
      platform: "python",
      user: { id: id.slice(0, 3) },
      exception: { values: [{ type: "CrashError", value: id, stacktrace: { frames } }] },
    }),
  });
  await response.arrayBuffer();
  return response.status === 200;
}

async function check(
  target: TestServer,
  { all, answered }: Sent,
): Promise<{
  readonly sent: number;
  readonly answered: number;
  readonly kept: number;
  readonly counted: number;
  readonly lost: number;
  readonly countedWrongly: number;
}> {
  await waitFor(async () => /^culprit_log_depth_bytes 0$/m.test(await (await fetch(`${target.url}/metrics`)).text()), {
    what: "the log to be digested",
    timeoutMs: 60_000,
  });
  const lost: string[] = [];
  let kept = 0;
  for (const id of all) {
    const { status } = await target.api(`/organizations/${target.organization}/eventids/${id}/`);
    if (status === 200) kept += 1;
    else if (answered.has(id)) lost.push(id);
  }
  const issues = Issues.parse(await target.read(`/organizations/${target.organization}/issues/?query=&limit=100`));
  const counted = issues.reduce((sum, issue) => sum + Number(issue.count), 0);
  if (lost.length > 0) console.error(`lost: ${lost.slice(0, 5).join(", ")}`);
  return {
    sent: all.size,
    answered: answered.size,
    kept,
    counted,
    lost: lost.length,
    countedWrongly: Math.abs(counted - kept),
  };
}
