export interface Score {
  runId: string | null;
  atMs: number | null;
  score: number | null;
}

export interface Point {
  x: number;
  y: number;
}

/** A share as people read it, never broken over two lines. */
export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

/** Known scores, oldest first. */
export const known = (scores: readonly Score[]): number[] =>
  scores.flatMap(({ score }) => (score !== null && Number.isFinite(score) ? [score] : []));

/** Where the scores stand in a picture of that size; 0 at the bottom, 1 at the top. A single one stands in the middle. */
export function sparkPoints(values: readonly number[], width: number, height: number): Point[] {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, i) => ({
    x: values.length > 1 ? i * step : width / 2,
    y: height - Math.min(1, Math.max(0, value)) * height,
  }));
}

/** "8 scores, from 50 % to 88 %, best 88 %, latest 75 %". */
export function scoreWords(scores: readonly Score[]): string {
  const values = known(scores);
  if (values.length === 0) return "no score yet";
  const latest = values.at(-1)!;
  if (values.length === 1) return `one score, ${percent(latest)}`;
  return `${values.length} scores, lowest ${percent(Math.min(...values))}, best ${percent(Math.max(...values))}, latest ${percent(latest)}`;
}

/** How far scores lie from their mean, usually; null of fewer than two. */
export function spread(scores: readonly Score[]): number | null {
  const values = known(scores);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1));
}

interface Ranked {
  readonly id: string;
  /** Null of one that is out. */
  readonly rank: number | null;
  readonly scores: readonly Score[];
}

/** By how many places each has moved since the run before the newest one, by the means of that time; up is positive. */
export function moves(candidates: readonly Ranked[]): ReadonlyMap<string, number> {
  const newest = candidates.flatMap((one) => one.scores).reduce<Score | null>((best, one) => (best && (best.atMs ?? 0) >= (one.atMs ?? 0) ? best : one), null);
  if (!newest) return new Map();
  const before = candidates.flatMap(({ id, rank, scores }) => {
    const values = known(scores.filter((one) => one.runId !== newest.runId));
    return values.length && rank !== null ? [{ id, rank, mean: values.reduce((sum, one) => sum + one, 0) / values.length }] : [];
  });
  // Only among those that were scored before: a newcomer pushes nobody down.
  const now = before.toSorted((a, b) => a.rank - b.rank).map((one) => one.id);
  return new Map(before.toSorted((a, b) => b.mean - a.mean || a.rank - b.rank).map((one, place) => [one.id, place - now.indexOf(one.id)]));
}

export interface Aligned {
  /** One column for each run that scored any of them, oldest first. */
  columns: { key: string; runId: string | null; atMs: number | null }[];
  /** By candidate, by column; null where it was not scored. */
  rows: (number | null)[][];
}

/** The scores of several candidates over the same generations. */
export function align(candidates: readonly (readonly Score[])[]): Aligned {
  const columns = new Map<string, { key: string; runId: string | null; atMs: number | null }>();
  const keyOf = (score: Score): string => score.runId ?? String(score.atMs);
  for (const scores of candidates) {
    for (const score of scores) {
      const key = keyOf(score);
      if (!columns.has(key)) columns.set(key, { key, runId: score.runId, atMs: score.atMs });
    }
  }
  const sorted = [...columns.values()].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  return {
    columns: sorted,
    rows: candidates.map((scores) => {
      const own = new Map(scores.map((score) => [keyOf(score), score.score]));
      return sorted.map(({ key }) => own.get(key) ?? null);
    }),
  };
}

/** Lines through neighbours that are both known; a gap stays a gap. */
export function segments(values: readonly (number | null)[], width: number, height: number): Point[][] {
  const all: Point[][] = [];
  let line: Point[] = [];
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  values.forEach((value, i) => {
    if (value === null) {
      if (line.length) all.push(line);
      line = [];
    } else line.push({ x: values.length > 1 ? i * step : width / 2, y: height - Math.min(1, Math.max(0, value)) * height });
  });
  if (line.length) all.push(line);
  return all;
}
