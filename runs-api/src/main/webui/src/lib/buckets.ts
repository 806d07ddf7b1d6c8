import type { RunTick, StateCounts, Stats } from "../api/types";
import { axisEnd as amountEnd } from "./axis";

export type { RunTick, StateCounts };

/** Several buckets of the service in one: 168 bars for a week can't be told apart. */
export interface Bar {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly runs: StateCounts;
}

const COUNTS = ["total", "finished", "finishedWithFailures", "failed", "cancelled", "running", "waiting", "stalled", "other"] as const;

const NONE: StateCounts = { total: 0, finished: 0, finishedWithFailures: 0, failed: 0, cancelled: 0, running: 0, waiting: 0, stalled: 0, other: 0 };

const plus = (a: StateCounts, b: StateCounts): StateCounts => {
  const sum = { ...NONE };
  for (const name of COUNTS) sum[name] = a[name] + b[name];
  return sum;
};

/** @param atOnce how many buckets make a bar; the newest bar is whole, the oldest may hold fewer */
export function bars(stats: Stats, atOnce: number): Bar[] {
  const { buckets } = stats;
  const first = buckets.length % atOnce || atOnce;
  const found: Bar[] = [];
  for (let from = 0, to = Math.min(first, buckets.length); from < buckets.length; from = to, to += atOnce) {
    const some = buckets.slice(from, to);
    found.push({
      sinceMs: some[0]?.sinceMs ?? stats.sinceMs,
      untilMs: buckets[to]?.sinceMs ?? stats.untilMs,
      runs: some.reduce((sum, bucket) => plus(sum, bucket.runs), NONE),
    });
  }
  return found;
}

/** The end of an axis of whole numbers. */
export const axisEnd = (most: number): number => Math.max(2, amountEnd(most));
