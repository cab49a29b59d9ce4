import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { launchChromium } from "../test/harness/chromium.ts";
import type { TestServer } from "../test/harness/server.ts";
import { ADMIN_EMAIL, ADMIN_PASSWORD, startServer } from "../test/harness/server.ts";
import type { LargeStore } from "./large-store.ts";
import { buildLargeStore } from "./large-store.ts";
import { DETAIL_STEPS, LIST_CHANGES, LIST_IS_THERE, timedIn } from "./page-changes.ts";
import type { Figure, Scale } from "./scenarios.ts";

const BROWSER_TURNS = 7;
const API_TURNS = 40;

/**
 * Pages in a real Chromium, and what they ask of the API, on a store that `large-store.ts` has made and `CULPRIT_BENCH_STORE` names; without
 * one, a small store is made. Nothing is sent meanwhile.
 */
export async function pages({ events, rounds }: Scale): Promise<readonly Figure[]> {
  const given = process.env["CULPRIT_BENCH_STORE"];
  const directory = given ?? mkdtempSync(path.join(tmpdir(), "culprit-large-"));
  const made = await buildLargeStore({
    directory,
    ...(given === undefined && { events: events * rounds, issues: events / 2 }),
  });
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

/** p95, with the median beside it. */
function timeFigure(what: string, times: readonly number[]): Figure {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { what: `${what}, p95`, unit: "ms", value: at(0.95), median: at(0.5) };
}

/** Adds up the shifts of a page, those within half a second after real input left out, as the measure has it. */
const WATCH_SHIFTS = `window.shift = 0; new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
}).observe({ type: "layout-shift", buffered: true })`;
const shiftOf = async (page: Page): Promise<number> => z.number().parse(await page.evaluate("window.shift"));

type Visitor = { readonly context: BrowserContext; readonly page: Page };

/** Somebody who is signed in, with an empty cache. */
async function withVisitor<T>(server: TestServer, visit: (visitor: Visitor) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH_SHIFTS);
    const data = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };
    await page.request.post(`${server.url}/api/0/auth/`, { data, headers: { Origin: server.url } });
    return await visit({ context, page });
  } finally {
    await browser.close();
  }
}

const IS_LIST = `document.querySelector(".issue") !== null`;
/** Answers a key: the first row has the focus after j. */
const IS_USABLE = `document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true })) && performance.now()`;

/** Each with an empty cache; the first one of a server that has answered nobody yet. */
async function coldVisits(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  const visits: { readonly ms: number; readonly bytes: number; readonly shift: number }[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    visits.push(
      await withVisitor(server, async ({ context, page }) => {
        let bytes = 0;
        const session = await context.newCDPSession(page);
        await session.send("Network.enable");
        session.on("Network.loadingFinished", ({ encodedDataLength }) => void (bytes += encodedDataLength));
        await page.goto(`${server.url}/${list}`, { waitUntil: "commit" });
        await page.waitForFunction(IS_LIST, undefined, { polling: "raf" });
        const ms = z.number().parse(await page.evaluate(IS_USABLE));
        await page.waitForLoadState("networkidle");
        return { ms, bytes, shift: await shiftOf(page) };
      }),
    );
  }
  return [
    { what: "list, first visit after the start of the server", unit: "ms", value: visits[0]?.ms ?? 0 },
    timeFigure(
      "list, from address to rows, empty cache",
      visits.map(({ ms }) => ms),
    ),
    { what: "list, bytes of a first visit", unit: "KB", value: Math.max(...visits.map(({ bytes }) => bytes)) / 1_024 },
    {
      what: "list, layout shift of a first visit, the most",
      unit: "CLS",
      value: Math.max(...visits.map(({ shift }) => shift)),
    },
  ];
}

async function listChanges(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  return withVisitor(server, async ({ page }) => {
    await page.goto(`${server.url}/${list}?query=is%3Aunresolved`);
    await page.waitForFunction(IS_LIST);
    await page.waitForLoadState("networkidle");
    const before = await shiftOf(page);
    const figures: Figure[] = [];
    const all: number[] = [];
    for (const { name, act, text } of LIST_CHANGES) {
      const times: number[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        if (text !== undefined) await page.locator("#search").fill(text);
        times.push(await timed(page, { act, isThere: LIST_IS_THERE }));
        await page.evaluate("document.activeElement?.blur()");
        await timed(page, { act: "history.back()", isThere: LIST_IS_THERE });
        await page.waitForLoadState("networkidle");
      }
      figures.push(timeFigure(`list, ${name}`, times));
      all.push(...times);
    }
    const shift = (await shiftOf(page)) - before;
    return [
      ...figures,
      timeFigure("list, any of these changes", all),
      { what: "list, layout shift a change, input not counted as such", unit: "CLS", value: shift / all.length / 2 },
    ];
  });
}

async function details(server: TestServer, list: string, turns: number): Promise<readonly Figure[]> {
  return withVisitor(server, async ({ page }) => {
    const figures: Figure[] = [];
    let [shift, opened] = [0, 0];
    for (const [whose, query] of [
      ["frequent", "is%3Aunresolved&sort=freq"],
      ["rare", "is%3Aunresolved+timesSeen%3A2&sort=new"],
    ] as const) {
      const steps = DETAIL_STEPS.map((step) => ({ ...step, times: [] as number[] }));
      for (let turn = 0; turn < turns; turn += 1) {
        await page.goto(`${server.url}/${list}?query=${query}`);
        await page.waitForFunction(IS_LIST);
        await page.waitForLoadState("networkidle");
        const before = await shiftOf(page);
        for (const step of steps) {
          if (whose === "rare" && step.name === "latest event") continue;
          step.times.push(await timed(page, step));
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

async function timed(page: Page, step: Parameters<typeof timedIn>[0]): Promise<number> {
  return z.number().parse(await page.evaluate(timedIn(step)));
}

/** Searches of the list, asked of the API as the page does. */
const SEARCHES = [
  "",
  ...LIST_CHANGES.flatMap(({ text }) => (text === undefined ? [] : [text.replace("is:unresolved ", "")])),
  "stack.function:handleOrder",
];

async function apiTimes(server: TestServer, made: LargeStore, turns: number): Promise<readonly Figure[]> {
  const timesOf = async (below: string): Promise<readonly number[]> => {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const startedAt = performance.now();
      await server.read(below);
      times.push(performance.now() - startedAt);
    }
    return times;
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
