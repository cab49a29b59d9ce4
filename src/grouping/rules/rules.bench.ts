import type { GroupingInput } from "../input.ts";
import { groupingV1 } from "../v1/v1.ts";
import type { GroupingRules } from "./rules.ts";
import { readGroupingRules } from "./rules.ts";

/** Prints µs of CPU an event of 30 frames and two exceptions: without rules, with 50 of each kind that are not met, and the worst of events. */
const RULES = 50;
const fingerprinting = Array.from({ length: RULES }, (_, n) =>
  n % 3 === 0
    ? `type:Other${n}* value:*never${n}* -> a`
    : n % 3 === 1
      ? `message:"*never ${n}*" -> b`
      : `path:**/never${n}/*.py app:yes -> c`,
);
const enhancements = Array.from({ length: RULES }, (_, n) =>
  n % 2 === 0 ? `module:acme.never${n}.** -app` : `path:**/never${n}/** function:never* -group`,
);
const { rules } = readGroupingRules({ fingerprinting: fingerprinting.join("\n"), enhancements: enhancements.join("\n") });

function eventOf(frames: number, exceptions: number, salt: string, text: string): GroupingInput {
  const stack = {
    frames: Array.from({ length: frames }, (_, n) => ({
      function: `step_${n}${salt}`,
      module: `shop.part${n}`,
      filename: `shop/part${n}.py`,
      abs_path: `/srv/shop/part${n}.py`,
      in_app: n % 2 === 0,
    })),
  };
  const values = Array.from({ length: exceptions }, (_, n) => ({
    type: `Error${n}`,
    value: `${text} ${n}`,
    stacktrace: stack,
  }));
  return { platform: "python", type: "error", exception: { values } };
}

function timed(what: string, events: readonly GroupingInput[], by: GroupingRules | undefined, rounds: number): void {
  for (const event of events) groupingV1.group(event, by);
  let us = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Each event comes as new objects, as from the digest; copying is not counted.
    const fresh = events.map((event) => structuredClone(event));
    const before = process.cpuUsage();
    for (const event of fresh) groupingV1.group(event, by);
    const { user, system } = process.cpuUsage(before);
    us += user + system;
  }
  us /= rounds * events.length;
  console.log(`${what}: ${us.toFixed(1)} µs an event`);
}

const usual = Array.from({ length: 20 }, (_, n) => eventOf(15, 2, `_${n}`, "no answer after 30 s from 10.0.0.7"));
for (let turn = 0; turn < 3; turn += 1) {
  timed("no rules", usual, undefined, 500);
  timed(`${RULES} + ${RULES} rules, none met`, usual, rules, 500);
}
const worst = readGroupingRules({
  fingerprinting: Array.from({ length: RULES }, (_, n) => `value:*a?${"*a".repeat(20)}b${n} -> x`).join("\n"),
  enhancements: Array.from({ length: RULES }, (_, n) => `path:**/a?*${n}*/** -app`).join("\n"),
}).rules;
timed("100 exceptions of 250 frames, no rules", [eventOf(250, 100, "", "a".repeat(8_000))], undefined, 3);
timed("100 exceptions of 250 frames, hostile rules", [eventOf(250, 100, "", "a".repeat(8_000))], worst, 3);
