import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { z } from "zod";
import { launchChromium } from "../test/harness/chromium.ts";
import type { TestServer } from "../test/harness/server.ts";
import { ADMIN_EMAIL, ADMIN_PASSWORD, startServer } from "../test/harness/server.ts";
import type { LargeStore } from "./large-store.ts";
import { buildLargeStore, readLargeStore } from "./large-store.ts";
import { cpuSecondsOf } from "./measured.ts";
import { DETAIL_STEPS, LIST_CHANGES, LIST_IS_THERE, timedIn } from "./page-changes.ts";
import type { Figure, Scale } from "./scenarios.ts";

const BROWSER_TURNS = 5;
const API_TURNS = 20;

/**
 * Pages in a real Chromium, and what they ask of the API, on a store that `large-store.ts` has made and `CULPRIT_BENCH_STORE` names; without
 * one, a small store is made. Nothing is sent meanwhile.
 */
export async function pages({ events, rounds }: Scale): Promise<readonly Figure[]> {
  const given = process.env["CULPRIT_BENCH_STORE"];
  const directory = given ?? mkdtempSync(path.join(tmpdir(), "culprit-large-"));
  const made =
    given === undefined
      ? await buildLargeStore({ directory, events: events * rounds, issues: events / 2 })
      : readLargeStore(directory);
  await using server = await startServer({ dataFrom: directory });
  if (given === undefined) rmSync(directory, { recursive: true });
  const list = `organizations/${made.organization}/projects/${made.project}/issues`;
  const turns = rounds === 1 ? 2 : BROWSER_TURNS;
  const cold = await coldVisits(server, list, turns);
  return [
    ...cold,
    ...(await listChanges(server, list, turns)),
    ...(await details(server, list, turns)),
    ...(await apiTimes(server, made, rounds === 1 ? 5 : API_TURNS)),
  ];
}

/** ms by the clock, and of CPU: of the server and of the page's main thread together, which is what it takes on a machine that is idle. */
type Took = { readonly ms: number; readonly cpuMs?: number };

/** p95, with the median and the mean of the CPU beside it. */
function timeFigure(what: string, took: readonly Took[]): Figure {
  const sorted = took.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const cpu = took.flatMap(({ cpuMs }) => cpuMs ?? []);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    what: `${what}, p95`,
    unit: "ms",
    value: at(0.95),
    median: at(0.5),
    ...(cpu.length > 0 && { cpuMs: cpu.reduce((sum, one) => sum + one, 0) / cpu.length }),
  };
}

/** Adds up the shifts of a page, those within half a second after real input left out, as the measure has it. */
const WATCH_SHIFTS = `window.shift = 0; new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
}).observe({ type: "layout-shift", buffered: true })`;
const shiftOf = async (page: Page): Promise<number> => z.number().parse(await page.evaluate("window.shift"));

type Visitor = {
  readonly page: Page;
  readonly session: CDPSession;
  readonly timed: (step: Parameters<typeof timedIn>[0]) => Promise<Took>;
};

/** Somebody who is signed in, with an empty cache. */
async function withVisitor<T>(server: TestServer, visit: (visitor: Visitor) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH_SHIFTS);
    const data = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };
    await page.request.post(`${server.url}/api/0/auth/`, { data, headers: { Origin: server.url } });
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return await visit({ page, session, timed: (step) => timeStep(server, page, session, step) });
  } finally {
    await browser.close();
  }
}

/** Waits for the rows, in the page: its policy forbids what Playwright would wait by. Answers the ms since the address was asked for. */
const ROWS = `new Promise((resolve) => {
  const look = () => document.querySelector(".issue") === null ? requestAnimationFrame(look) : resolve(performance.now());
  look();
})`;

/** Each with an empty cache; the first one of a server that has answered nobody yet. */
async function coldVisits(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  const visits: { readonly ms: number; readonly cpuMs: number; readonly bytes: number; readonly shift: number }[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    visits.push(
      await withVisitor(server, async ({ page, session }) => {
        let bytes = 0;
        await session.send("Network.enable");
        session.on("Network.loadingFinished", ({ encodedDataLength }) => void (bytes += encodedDataLength));
        const before = await cpuMsOf(server, session);
        await page.goto(`${server.url}/${list}`, { waitUntil: "commit" });
        const ms = z.number().parse(await page.evaluate(ROWS));
        const cpuMs = (await cpuMsOf(server, session)) - before;
        await page.waitForLoadState("networkidle");
        return { ms, cpuMs, bytes, shift: await shiftOf(page) };
      }),
    );
  }
  return [
    { what: "list, first visit after the start of the server", unit: "ms", value: visits[0]?.ms ?? 0 },
    timeFigure("list, from address to rows, empty cache", visits),
    { what: "list, bytes of a first visit", unit: "KB", value: Math.max(...visits.map(({ bytes }) => bytes)) / 1_024 },
    {
      what: "list, layout shift of a first visit, the most",
      unit: "CLS",
      value: Math.max(...visits.map(({ shift }) => shift)),
    },
  ];
}

async function listChanges(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  return withVisitor(server, async ({ page, timed }) => {
    await page.goto(`${server.url}/${list}?query=is%3Aunresolved`);
    await page.evaluate(ROWS);
    await page.waitForLoadState("networkidle");
    const figures: Figure[] = [];
    const all: Took[] = [];
    let worst = { name: "none", shift: 0 };
    for (const { name, act, text } of LIST_CHANGES) {
      const times: Took[] = [];
      const before = await shiftOf(page);
      for (let turn = 0; turn < turns; turn += 1) {
        if (text !== undefined) await page.locator("#search").fill(text);
        times.push(await timed({ act, isThere: LIST_IS_THERE }));
        await page.evaluate("document.activeElement?.blur()");
        await timed({ act: "history.back()", isThere: LIST_IS_THERE });
        await page.waitForLoadState("networkidle");
      }
      figures.push(timeFigure(`list, ${name}`, times));
      all.push(...times);
      const shift = ((await shiftOf(page)) - before) / turns;
      if (shift > worst.shift) worst = { name, shift };
    }
    return [
      ...figures,
      timeFigure("list, any of these changes", all),
      { what: `list, layout shift there and back, the most (${worst.name})`, unit: "CLS", value: worst.shift },
    ];
  });
}

async function details(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  return withVisitor(server, async ({ page, timed }) => {
    const figures: Figure[] = [];
    let [shift, opened] = [0, 0];
    for (const [whose, query] of [
      ["frequent", "is%3Aunresolved&sort=freq"],
      ["rare", "is%3Aunresolved+timesSeen%3A2&sort=new"],
    ] as const) {
      const steps = DETAIL_STEPS.map((step) => ({ ...step, times: [] as Took[] }));
      for (let turn = 0; turn < turns; turn += 1) {
        await page.goto(`${server.url}/${list}?query=${query}`);
        await page.evaluate(ROWS);
        await page.waitForLoadState("networkidle");
        const before = await shiftOf(page);
        for (const step of steps) {
          if (whose === "rare" && step.needsMany === true) continue;
          step.times.push(await timed(step));
          await page.waitForLoadState("networkidle");
        }
        shift += (await shiftOf(page)) - before;
        opened += 1;
      }
      const done = steps.filter(({ times }) => times.length > 0);
      figures.push(...done.map(({ name, times }) => timeFigure(`detail of a ${whose} issue, ${name}`, times)));
    }
    return [...figures, { what: "detail, layout shift from opening to its events", unit: "CLS", value: shift / opened }];
  });
}

async function timeStep(
  server: TestServer,
  page: Page,
  session: CDPSession,
  step: Parameters<typeof timedIn>[0],
): Promise<Took> {
  const before = await cpuMsOf(server, session);
  const took = await page.evaluate(timedIn(step)).catch((error: unknown) => {
    throw new Error(`${step.act} at ${page.url()} led to nothing`, { cause: error });
  });
  return { ms: z.number().parse(took), cpuMs: (await cpuMsOf(server, session)) - before };
}

/** Of the server since its start, and of the page's main thread since it was opened. */
async function cpuMsOf(server: TestServer, session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (cpuSecondsOf(server.pid()) + (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0)) * 1_000;
}

/** Searches of the list, asked of the API as the page does. */
const SEARCHES = [
  "",
  ...LIST_CHANGES.flatMap(({ text }) => (text === undefined ? [] : [text.replace("is:unresolved ", "")])),
  "stack.function:handleOrder",
];

async function apiTimes(server: TestServer, made: LargeStore, turns: number): Promise<readonly Figure[]> {
  const timesOf = async (below: string): Promise<readonly Took[]> => {
    const times: number[] = [];
    const before = cpuSecondsOf(server.pid());
    for (let turn = 0; turn < turns; turn += 1) {
      const startedAt = performance.now();
      await server.read(below);
      times.push(performance.now() - startedAt);
    }
    const cpuMs = ((cpuSecondsOf(server.pid()) - before) * 1_000) / turns;
    return times.map((ms) => ({ ms, cpuMs }));
  };
  const organization = `/organizations/${made.organization}`;
  const listOf = (more: Record<string, string>): string =>
    `${organization}/issues/?${String(new URLSearchParams({ project: String(made.projectId), limit: "25", groupStatsPeriod: "24h", ...more }))}`;
  const figures: Figure[] = [];
  const add = async (what: string, below: string): Promise<void> => {
    figures.push(timeFigure(`API, ${what}`, await timesOf(below)));
  };
  for (const text of SEARCHES) await add(`list ${text}`.trim(), listOf({ query: `is:unresolved ${text}`.trim() }));
  for (const sort of ["freq", "user", "new", "trend"]) await add(`list by ${sort}`, listOf({ query: "is:unresolved", sort }));
  await add("list by trend of 14 days", listOf({ query: "is:unresolved", sort: "trend", statsPeriod: "14d" }));
  await add("list of 24 hours in production", listOf({ query: "", statsPeriod: "24h", environment: "production" }));
  for (const [whose, query, sort] of [
    ["frequent", "", "freq"],
    ["rare", "timesSeen:2", "new"],
  ] as const) {
    const [issue] = z.array(z.object({ id: z.string() })).parse(await server.read(listOf({ query, sort })));
    const detail = `${organization}/issues/${issue?.id ?? ""}/`;
    for (const part of ["", "events/latest/", "tags/", "events/", "similar/"]) {
      await add(`detail of a ${whose} issue ${part}`.trim(), `${detail}${part}`);
    }
  }
  await add("values of a key, as they are offered", `${organization}/search/values/?key=user&project=${made.projectId}&query=`);
  return figures;
}
