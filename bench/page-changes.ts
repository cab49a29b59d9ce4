/** One thing that a person does on a page. Scripts are texts: here, the types of a browser are not known. */
export type PageStep = {
  readonly name: string;
  /** An expression that does it. */
  readonly act: string;
  /** An expression that says whether the page shows what was asked for; `from` is when it was done, `was` what `note` said before. */
  readonly isThere: string;
  readonly note?: string;
  /** Of issues with many events in several environments. */
  readonly needsMany?: boolean;
};

const choose = (label: string, value: string): string => `(() => {
  const box = document.querySelector('select[aria-label="${label}"]');
  if (![...box.options].some(({ value }) => value === ${JSON.stringify(value)})) box.add(new Option(${JSON.stringify(value)}));
  box.value = ${JSON.stringify(value)};
  box.dispatchEvent(new Event("change", { bubbles: true }));
})()`;

/** The text stands in the box already; this is the key that searches for it. */
const SEARCH = `document.querySelector("#search").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))`;
const click = (selector: string): string => `document.querySelector(${JSON.stringify(selector)}).click()`;

const IS_STILL = `document.querySelector('[role=status][aria-label="Loading"]') === null`;
/** An answer of the list that was asked for since, and shown. */
export const LIST_IS_THERE = `${IS_STILL} && document.querySelector(".issue, .state") !== null && performance.getEntriesByType("resource")
  .some(({ name, startTime }) => startTime >= from && /\\/issues\\/\\?.*groupStatsPeriod/.test(name))`;

/** Changes of the list of one project, each from the plain list; `text` is written into the search box first. */
export const LIST_CHANGES: readonly (Pick<PageStep, "name" | "act"> & { readonly text?: string })[] = [
  { name: "tab Resolved", act: click('.tabs a[href*="resolved"]:not([href*="unresolved"])') },
  { name: "tab Ignored", act: click('.tabs a[href*="ignored"]') },
  { name: "environment production", act: choose("Environment", "production") },
  { name: "environment development", act: choose("Environment", "development") },
  { name: "release, the newest", act: choose("Release", "shop@2.39.0") },
  { name: "level warning", act: choose("Level", "warning") },
  { name: "assigned to me", act: choose("Assignee", "me") },
  { name: "last 24 hours", act: choose("Time", "24h") },
  { name: "sort by events", act: choose("Sort by", "freq") },
  { name: "sort by first seen", act: choose("Sort by", "new") },
  { name: "sort by trend", act: choose("Sort by", "trend") },
  ...[
    "timed out",
    "nothing like this",
    "is:regressed",
    "has:user",
    "!has:customer",
    "age:-7d",
    "timesSeen:>100",
    "customer:customer-7",
    "user.id:77",
    "server_name:web-3 customer:customer-7",
    "server_name:web-3 environment:production",
    "browser.name:Chrome* !environment:production",
  ].map((text) => ({ name: text, act: SEARCH, text: `is:unresolved ${text}` })),
  {
    name: "next page",
    act: `[...document.querySelectorAll("a")].find(({ textContent }) => textContent.includes("Next")).click()`,
  },
];

/** Of the detail, one after the other, from a list whose first row is opened. */
export const DETAIL_STEPS: readonly PageStep[] = [
  { name: "open", act: click(".issue a.title"), isThere: `${IS_STILL} && document.querySelector(".event-bar") !== null` },
  ...["Previous event", "Oldest event", "Latest event"].map((name, index) => ({
    name: name.toLowerCase(),
    needsMany: index > 0,
    act: click(`a[aria-label="${name}"]`),
    note: `document.querySelector(".event-bar code").title`,
    isThere: `${IS_STILL} && (document.querySelector(".event-bar code")?.title ?? was) !== was`,
  })),
  {
    name: "chart of 90 days",
    act: `[...document.querySelectorAll(".segments button")].find(({ textContent }) => textContent === "90 d").click()`,
    isThere: `document.querySelector('[aria-label="Stretch of time"] [aria-pressed="true"]').textContent === "90 d" && performance
      .getEntriesByType("resource").some(({ name, startTime }) => startTime >= from && name.includes("/stats/"))`,
  },
  {
    name: "all events",
    act: click('.walk a[href$="/events"]'),
    isThere: `${IS_STILL} && document.querySelector("table.events") !== null`,
  },
  {
    name: "events of an environment",
    needsMany: true,
    act: `(() => {
      const box = [...document.querySelectorAll(".event-filters select")].find(({ options }) => [...options].some(({ value }) => value === "staging"));
      box.value = "staging";
      box.dispatchEvent(new Event("change", { bubbles: true }));
    })()`,
    isThere: `${IS_STILL} && performance.getEntriesByType("resource")
      .some(({ name, startTime }) => startTime >= from && /\\/events\\/\\?.*environment=staging/.test(name))`,
  },
];

/** Does a step in the page; the promise has the ms until the next frame after it was there, or fails after a while. */
export function timedIn({ act, isThere, note = "undefined" }: Omit<PageStep, "name">): string {
  return `new Promise((resolve, reject) => {
    performance.clearResourceTimings();
    const was = ${note};
    const from = performance.now();
    ${act};
    const look = () => {
      if (${isThere}) requestAnimationFrame(() => resolve(performance.now() - from));
      else if (performance.now() - from > 20_000) reject(new Error("it did not come"));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`;
}
