import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { connect } from "../harness/connection.ts";
import type { Ledger } from "./traffic.ts";
import { functionOf, userOf } from "./traffic.ts";

const LOOK_UPS = 24;
/** Every id must stand in the list of its issue; so many, spread over all, are looked up one by one as well. */
const MAX_LOOKED_UP = 2_000;
const DRAIN_MS = 120_000;
const OUTCOME_HOURS = 90 * 24;

/** What a server has made of what it was sent. All of it is read over its HTTP API. */
export type Verdict = {
  /** Different events that it has. */
  readonly kept: number;
  /** Answered with 200 and not there. */
  readonly lost: number;
  /** Counted beyond the events that are there, or there more than once. */
  readonly countedTwice: number;
  /** Everything that does not agree, in words. Empty when all is well. */
  readonly problems: readonly string[];
};

/** Waits until all is digested, and compares what was answered with what is stored and counted. */
export async function check(target: TestServer, ledger: Ledger): Promise<Verdict> {
  await drained(target.url, DRAIN_MS);
  const issues = await readIssues(target);
  const listed = new Map<string, number>();
  for (const id of issues.flatMap((issue) => issue.eventIds)) listed.set(id, (listed.get(id) ?? 0) + 1);

  const lost = await listLost(target, ledger, listed);
  const accepted = await countAccepted(target);
  const repeated = [...listed].filter(([, times]) => times > 1);
  const overcounted = issues.reduce((sum, { count, eventIds }) => sum + Math.max(0, count - new Set(eventIds).size), 0);
  const strangers = [...listed.keys()].filter((id) => !ledger.events.has(id));
  return {
    kept: listed.size,
    lost: lost.length,
    countedTwice: Math.max(repeated.length, overcounted, accepted - listed.size),
    problems: [
      ...lost.map((id) => `${id} was answered before kill ${ledger.events.get(id)?.answeredBeforeKill} and is not there`),
      ...repeated.map(([id, times]) => `${id} is there ${times} times`),
      ...strangers.map((id) => `${id} is there and was never sent`),
      ...(accepted === listed.size ? [] : [`${accepted} events have the outcome "accepted", and ${listed.size} are there`]),
      ...issues.flatMap(issueProblems),
      ...sharedFunctions(issues),
    ],
  };
}

type IssueOfServer = {
  readonly id: string;
  readonly count: number;
  readonly userCount: number;
  /** Of the days of the last thirty. */
  readonly seriesCount: number;
  readonly eventIds: readonly string[];
};

function issueProblems({ id, count, userCount, seriesCount, eventIds }: IssueOfServer): string[] {
  const events = new Set(eventIds).size;
  const users = new Set(eventIds.map(userOf)).size;
  return [
    ...(count === events ? [] : [`issue ${id} counts ${count} events and has ${events}`]),
    ...(seriesCount === events ? [] : [`the chart of issue ${id} comes to ${seriesCount} events, and it has ${events}`]),
    ...(userCount === users ? [] : [`issue ${id} counts ${userCount} users, and its events name ${users}`]),
  ];
}

/** The function of an event decides its issue: each has one, and shares it with no other. */
function sharedFunctions(issues: readonly IssueOfServer[]): string[] {
  const issuesOf = new Map<string, Set<string>>();
  for (const { id, eventIds } of issues) {
    for (const name of new Set(eventIds.map(functionOf))) issuesOf.set(name, (issuesOf.get(name) ?? new Set()).add(id));
  }
  return [
    ...[...issuesOf].flatMap(([name, ids]) => (ids.size === 1 ? [] : [`${name} is in the issues ${[...ids].join(", ")}`])),
    ...(issuesOf.size === issues.length ? [] : [`${issuesOf.size} functions failed, and there are ${issues.length} issues`]),
  ];
}

const ListedIssues = z.array(z.object({ id: z.string() }));
const IssueDetail = z.object({
  count: z.string(),
  userCount: z.number(),
  stats: z.object({ "30d": z.array(z.tuple([z.number(), z.number()])) }),
});
const ListedEvents = z.array(z.object({ eventID: z.string() }));

async function readIssues(target: TestServer): Promise<IssueOfServer[]> {
  const list = await target.read(`/projects/${target.organization}/${target.project}/issues/?query=&limit=100`);
  return Promise.all(
    ListedIssues.parse(list).map(async ({ id }) => {
      const { count, userCount, stats } = IssueDetail.parse(await target.read(`/issues/${id}/`));
      const seriesCount = stats["30d"].reduce((sum, [, events]) => sum + events, 0);
      return { id, count: Number(count), userCount, seriesCount, eventIds: await listEventIds(target, id) };
    }),
  );
}

/** Page by page, each as the one before it says. */
async function listEventIds(target: TestServer, issueId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const response = await target.api(`/issues/${issueId}/events/?cursor=${cursor}`);
    if (response.status !== 200) throw new Error(`the events of issue ${issueId} answered ${response.status}`);
    ids.push(...ListedEvents.parse(await response.json()).map(({ eventID }) => eventID));
    cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return ids;
}

/** Ids that were answered 200 and that the look-up by event id, or the list of their issue, does not find. */
async function listLost(target: TestServer, { events }: Ledger, listed: ReadonlyMap<string, number>): Promise<string[]> {
  const answered = [...events].flatMap(([id, { answeredBeforeKill }]) => (answeredBeforeKill === undefined ? [] : [id]));
  const lost = answered.filter((id) => !listed.has(id));
  const step = Math.max(1, Math.floor(answered.length / MAX_LOOKED_UP));
  const lookedUp = answered.filter((id, index) => index % step === 0 && listed.has(id));
  let next = 0;
  const { host } = new URL(target.url);
  const lookUpOneAfterAnother = async (): Promise<void> => {
    const connection = await connect(target.url);
    for (let id = lookedUp[next++]; id !== undefined; id = lookedUp[next++]) {
      const path = `/api/0/organizations/${target.organization}/eventids/${id}/`;
      const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${target.token}\r\n\r\n`;
      const looked = await connection.send(request);
      const status = looked.kind === "answered" ? looked.status : undefined;
      if (status !== 200 && status !== 404) throw new Error(`looking up ${id} answered ${status}`);
      if (status === 404) lost.push(id);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: LOOK_UPS }, lookUpOneAfterAnother));
  return lost;
}

const Outcomes = z.object({ groups: z.array(z.object({ kind: z.string(), category: z.string(), quantity: z.number() })) });

async function countAccepted(target: TestServer): Promise<number> {
  const path = `/projects/${target.organization}/${target.project}/outcomes/?hours=${OUTCOME_HOURS}`;
  const { groups } = Outcomes.parse(await target.read(path));
  return groups
    .filter(({ kind, category }) => kind === "accepted" && category === "error")
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
