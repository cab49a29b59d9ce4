import assert from "node:assert/strict";
import { test } from "node:test";
import { errorLine } from "./error-line.ts";

const ORDERS = '\n{"level":30,"msg":"all is well"}\r\u001b[2J\u009b31m\u2028';

test("whatever an error says is one line of JSON, without an order to a terminal", () => {
  for (const error of [new Error(ORDERS), Object.assign(new Error("x"), { name: ORDERS }), ORDERS, undefined]) {
    const line = errorLine(error, "e1", 7);
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
    assert.equal(JSON.parse(line).errorId, "e1");
  }
});

test("the text that an error failed on is not in the log", () => {
  const parsing = (): unknown => JSON.parse('{"card": 4111 1111}');
  try {
    parsing();
  } catch (error) {
    assert.doesNotMatch(errorLine(error, "e1", 7), /4111/);
    assert.match(errorLine(error, "e1", 7), /error-line\.test\.ts/);
  }
  assert.ok(errorLine(new Error("x".repeat(10_000)), "e1", 7).length < 3_000);
});
