import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { sourceOf } from "../security/attacks.ts";
import type { Cost, Worst } from "./patterns/cost.ts";
import { costOf } from "./patterns/cost.ts";
import { findPatterns } from "./patterns/find-patterns.ts";
import { NAMED } from "./patterns/named.ts";

const LINEAR = [
  "^[0-9a-f]{32}$",
  "^(?:[a-z]+\\.)*[a-z]+$",
  "\\s+",
  "[?#].*$|x",
  "(?<!\\w)\\w+:",
  "\\b\\w+:",
  "^\\s*(\\d+)\\s*,\\s*(\\d+)$",
  "a{0,200}b",
  "^(?:(?:[1-9]?\\d|1\\d\\d)\\.){3}\\d+$",
  "a(?=b*c)b*d",
];
const COSTLY = [
  '"(?:[^"\\\\]|\\\\.)*"',
  "^(?:a+)+$",
  "^(a|a)*$",
  "^(a|aa)+$",
  "^\\s*\\s*$",
  "=+$",
  "\\w+:",
  "a.*b",
  "^.*x.*y$",
  "^(?:\\w+\\s?)+$",
  "(?:x{0,400}){0,400}y",
  "^[^]{0,400}[^]{0,400}z$",
];

test("the judge of patterns knows fast ones from slow ones, and shows each slow one to be slow", () => {
  assert.deepEqual(
    LINEAR.filter((pattern) => costOf(pattern, pattern.includes(".*$") ? "s" : "").kind !== "linear"),
    [],
  );
  for (const pattern of COSTLY) {
    const cost = costOf(pattern, "");
    assert.equal(cost.kind, "costly", pattern);
    if (cost.kind !== "costly") continue;
    assert.ok(pattern.includes("{") || isSlow(new RegExp(pattern), cost.worst), `${pattern}: ${JSON.stringify(cost.worst)}`);
  }
});

const isTested = (file: string): boolean => /(^|\/)test-[^/]*$|\.(test|contract|bench)\.ts$/.test(file);
const found = globSync("src/**/*.ts")
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !isTested(file))
  .flatMap((file) => findPatterns(file, sourceOf(file)));
const judged = found.map((pattern) => ({ pattern, cost: costIn(pattern.pattern, pattern.flags) }));

function costIn(pattern: string | undefined, flags: string): Cost {
  return pattern === undefined ? { kind: "unknown", why: "it is made while the program runs" } : costOf(pattern, flags);
}

const keyOf = (file: string, text: string): string => `${file} ${text}`;
const named = new Map(NAMED.flatMap((one) => one.patterns.map((text) => [keyOf(one.file, text), one] as const)));

test("every pattern of src/ is linear by its structure, or named with what it sees", () => {
  const unnamed = judged.filter(({ pattern, cost }) => cost.kind !== "linear" && !named.has(keyOf(pattern.file, pattern.text)));
  const says = unnamed.map(({ pattern: { file, line, text }, cost }) => `${file}:${line} ${text}: ${wordsOf(cost)}`);
  assert.deepEqual(says, [], "make it linear, or name it in test/house/patterns/named.ts with the longest text that it sees");
  const slow = judged.filter(({ cost }) => cost.kind !== "linear");
  const keys = new Set(slow.map(({ pattern }) => keyOf(pattern.file, pattern.text)));
  assert.deepEqual(
    [...named.keys()].filter((key) => !keys.has(key)),
    [],
    "these are linear, or not there: take them out",
  );
});

test("every named pattern is quick on the worst text that it may see, or is tried by the test that it names", () => {
  for (const { pattern, cost } of judged) {
    const one = named.get(keyOf(pattern.file, pattern.text));
    if (one?.sees !== "foreign") continue;
    if (one.test !== undefined) {
      assert.match(readFileSync(one.test, "utf8"), /test\(/);
      continue;
    }
    assert.ok(cost.kind === "costly" && pattern.pattern !== undefined, `${pattern.text}: name a test that tries it`);
    const engine = new RegExp(pattern.pattern, pattern.flags);
    const spent = Math.max(...cost.worst.ends.map((end) => cpuOf(engine, textOf(cost.worst, one.longest, end))));
    assert.ok(spent < 250, `${pattern.file}:${pattern.line} took ${spent} ms of CPU`);
  }
});

function wordsOf(cost: Cost): string {
  if (cost.kind === "linear") return "";
  return cost.kind === "unknown" ? cost.why : `${cost.why}, as in ${JSON.stringify(textOf(cost.worst, 40, ""))}`;
}

function textOf({ before, again }: Worst, length: number, end: string): string {
  return (before + again.repeat(Math.ceil(length / again.length))).slice(0, length) + end;
}

function cpuOf(pattern: RegExp, text: string): number {
  const before = process.cpuUsage();
  pattern.test(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Lengths at which an exponential pattern takes long, and one at which a squared one does. A linear one takes less than 1 ms of CPU. */
const TRIED = [20, 23, 26, 29, 32, 35, 38, 41, 44, 12_000];

function isSlow(pattern: RegExp, worst: Worst): boolean {
  return TRIED.some((length) => worst.ends.some((end) => cpuOf(pattern, textOf(worst, length, end)) > 20));
}
