import assert from "node:assert/strict";
import { test } from "node:test";
import { createRemoteCharts } from "./remote-charts.ts";

test("an issue of which nothing is known has zeros", () => {
  assert.deepEqual(createRemoteCharts().countsOf(1, 10, 12), [0, 0, 0]);
  assert.deepEqual(createRemoteCharts().countsOf(1, 12, 10), []);
});

test("what an answer does not tell stays as it was", () => {
  const charts = createRemoteCharts();
  charts.note(1, { hourly: [[240, 1]], daily: [[240, 1]] });
  charts.note(1, { hourly: [[240, 2]], daily: undefined });
  charts.note(1, { hourly: undefined, daily: [[240, 5]] });
  assert.deepEqual(charts.countsOf(1, 240, 241), [5, 0]);
});

test("a day is the sum of its hours, wherever the hours begin to be told", () => {
  const charts = createRemoteCharts();
  const hourly = [
    [250, 2],
    [263, 1],
    [264, 4],
  ] as const;
  charts.note(1, {
    hourly,
    daily: [
      [216, 7],
      [240, 10],
      [264, 4],
    ],
  });
  const counts = charts.countsOf(1, 216, 287);
  const day = (index: number): number => counts.slice(index * 24, index * 24 + 24).reduce((sum, count) => sum + count, 0);
  assert.deepEqual([day(0), day(1), day(2)], [7, 10, 4]);
  assert.deepEqual([counts[24], counts[34], counts[47], counts[48]], [7, 2, 1, 4]);
});

test("the issues noted first are forgotten past five thousand", () => {
  const charts = createRemoteCharts();
  for (let id = 1; id <= 5_001; id += 1) charts.note(id, { hourly: [], daily: undefined });
  assert.deepEqual([charts.has(1), charts.has(2), charts.has(5_001)], [false, true, true]);
});
