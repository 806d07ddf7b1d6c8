import { expect, test } from "vitest";
import type { Stats } from "../api/types";
import { axisEnd, bars } from "./buckets";

const counts = (finished: number): Stats["runs"] => ({
  total: finished,
  finished,
  finishedWithFailures: 0,
  failed: 0,
  cancelled: 0,
  running: 0,
  waiting: 0,
  stalled: 0,
  other: 0,
});

const stats = (finished: readonly number[]): Stats =>
  ({
    sinceMs: 0,
    untilMs: finished.length * 10,
    buckets: finished.map((one, at) => ({ sinceMs: at * 10, runs: counts(one) })),
  }) as unknown as Stats;

test("every bucket is in one bar, and the newest bar is whole", () => {
  const found = bars(stats([1, 2, 3, 4, 5, 6, 7]), 3);

  expect(found.map((bar) => bar.runs.total)).toEqual([1, 9, 18]);
  expect(found.map((bar) => [bar.sinceMs, bar.untilMs])).toEqual([
    [0, 10],
    [10, 40],
    [40, 70],
  ]);
});

test("one bucket is one bar when asked so", () => {
  expect(bars(stats([4, 0]), 1).map((bar) => bar.runs.total)).toEqual([4, 0]);
  expect(bars(stats([]), 6)).toEqual([]);
});

test("an axis ends at a round number above the most", () => {
  expect([0, 1, 2, 3, 7, 10, 11, 19, 21, 51, 480].map(axisEnd)).toEqual([2, 2, 2, 5, 10, 10, 20, 20, 50, 100, 500]);
});
