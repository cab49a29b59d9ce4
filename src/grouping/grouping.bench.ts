import { PATHOLOGICAL } from "../../test/grouping/pathological.ts";
import { allCapturedEvents, EVENT_DEPS } from "../digest/event/test-captures.ts";
import { digestEvent } from "../digest/event/digest-event.ts";
import type { GroupingFrame, GroupingInput } from "./input.ts";
import { groupingV0 } from "./v0.ts";
import { groupingV1 } from "./v1/v1.ts";

/**
 * Prints what grouping one event costs: of 30 frames, of the captured events, and of events made to be slow, against the budget
 * (50 µs for 30 frames; 5 ms for the slowest of a thousand). `node src/grouping/grouping.bench.ts [--slow]` names the slow ones.
 */
const ROUNDS = 20_000;

/** µs an event, warm. */
function measure(events: readonly GroupingInput[], group: (event: GroupingInput) => unknown): number {
  const round = (): void => {
    for (let index = 0; index < ROUNDS; index += 1) group(events[index % events.length] ?? events[0] ?? NOTHING);
  };
  round();
  const start = process.cpuUsage();
  round();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / ROUNDS;
}

const NOTHING: GroupingInput = { platform: "other", type: "error" };

const frames = Array.from({ length: 30 }, (_, index): GroupingFrame => {
  const isOwn = index % 3 === 0;
  const name = isOwn ? `shop/orders/step_${index}` : `django/core/handlers/h${index}`;
  const path = isOwn ? `/srv/app/${name}.py` : `/srv/venv/lib/python3.12/site-packages/${name}.py`;
  return {
    function: `handle_${index}`,
    filename: `${name}.py`,
    abs_path: path,
    module: name.replaceAll("/", "."),
    in_app: isOwn,
  };
});
const thirty = (value: string): GroupingInput => ({
  platform: "python",
  type: "error",
  exception: { values: [{ type: "ValueError", value, stacktrace: { frames } }] },
});
const captured = allCapturedEvents().flatMap(({ item }) => {
  const digest = digestEvent(item, EVENT_DEPS);
  return digest.kind === "event" ? [digest.event.event] : [];
});
for (const { version, group } of [groupingV0, groupingV1]) {
  const own = (event: GroupingInput): string => group(event).signature;
  console.log(`${version}, 30 frames: ${measure([thirty("order 17 is gone")], own).toFixed(1)} µs (budget 50)`);
  console.log(`${version}, captured events: ${measure(captured, own).toFixed(1)} µs`);
}

/** Another text each time, of the same nature: what was cleaned before is not cleaned again. */
function varied(event: GroupingInput, round: number): GroupingInput {
  const { logentry, exception } = event;
  const values = exception?.values.map((one) => ({
    ...one,
    ...(one.value !== undefined && { value: one.value.slice(round) }),
  }));
  return {
    ...event,
    ...(logentry?.formatted !== undefined && { logentry: { formatted: logentry.formatted.slice(round) } }),
    ...(values !== undefined && { exception: { values } }),
  };
}

for (let round = 10; round < 13; round += 1) for (const { event } of PATHOLOGICAL) groupingV1.group(varied(event, round));
const times = PATHOLOGICAL.flatMap(({ name, event }) =>
  Array.from({ length: 10 }, (_, round) => {
    const changed = varied(event, round);
    const start = process.cpuUsage();
    groupingV1.group(changed);
    const { user, system } = process.cpuUsage(start);
    return { name, ms: (user + system) / 1_000 };
  }),
).toSorted((a, b) => a.ms - b.ms);
const at = (share: number): string => (times[Math.ceil(times.length * share) - 1]?.ms ?? 0).toFixed(2);
console.log(`v1, ${PATHOLOGICAL.length} pathological: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms (budget 5)`);
if (process.argv.includes("--slow")) for (const { name, ms } of times.slice(-40)) console.log(`  ${ms.toFixed(2)} ms ${name}`);
