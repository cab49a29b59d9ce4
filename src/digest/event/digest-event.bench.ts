import { groupingV0 } from "../../grouping/v0.ts";
import { digestEvent } from "./digest-event.ts";
import { normaliseEvent, withNotes } from "./normalise.ts";
import { newNotes } from "./notes.ts";
import { parseEventJson } from "./parse.ts";
import { scrubEvent } from "./scrub.ts";
import { EVENT_DEPS, readCapture } from "./test-captures.ts";
import { titlesOf } from "./titles.ts";

/** Prints the CPU of one event, and of its steps, for a few captured ones. `node src/digest/event/digest-event.bench.ts` */
const CAPTURES = [
  "sentry-browser-10.78.0/43-crumbs-event",
  "sentry-java-8.53.0/01-unhandled-event",
  "sentry-node-10.78.0/02-unhandled-event",
  "sentry-python-2.68.0/01-unhandled-event",
  "sentry-ruby-6.6.2/08-web-event",
  "sentry-node-10.78.0/26-web-event",
];
const ROUNDS = 2_000;

for (const name of CAPTURES) {
  const { item } = readCapture(name);
  const all = measure(() => digestEvent(item, EVENT_DEPS));
  const parsed = parseEventJson(item.payload);
  if (!parsed.ok) throw new Error(`${name} is no event`);
  const normalised = normaliseEvent(parsed.value, item, newNotes());
  const steps = {
    "JSON.parse": measure(() => JSON.parse(Buffer.from(item.payload).toString("utf8"))),
    parse: measure(() => parseEventJson(item.payload)),
    normalise: measure(() => normaliseEvent(parsed.value, item, newNotes())),
    scrub: measure(() => {
      const notes = newNotes();
      withNotes(scrubEvent(normalised, notes), notes);
    }),
    group: measure(() => groupingV0.group(normalised)),
    titles: measure(() => titlesOf(normalised)),
  };
  const shown = Object.entries(steps).map(([step, us]) => `${step} ${us.toFixed(0)}`);
  console.log(`digestEvent, ${name}, ${item.payload.length} bytes: ${all.toFixed(0)} µs (${shown.join(", ")})`);
}

function measure(work: () => void): number {
  for (let round = 0; round < ROUNDS; round += 1) work();
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / ROUNDS;
}
