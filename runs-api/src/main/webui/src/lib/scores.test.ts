import { expect, it } from "vitest";
import { align, moves, scoreWords, segments, sparkPoints, spread } from "./scores";

const score = (runId: string, atMs: number, value: number | null) => ({ runId, atMs, score: value });

it("draws scores from 0 at the bottom to 1 at the top, a single one in the middle", () => {
  expect(sparkPoints([0, 1, 0.5], 100, 20)).toEqual([
    { x: 0, y: 20 },
    { x: 50, y: 0 },
    { x: 100, y: 10 },
  ]);
  expect(sparkPoints([1.4], 100, 20)).toEqual([{ x: 50, y: 0 }]);
});

it("says them in words", () => {
  expect(scoreWords([])).toBe("no score yet");
  expect(scoreWords([score("a", 1, 0.5)])).toBe("one score, 50\u00a0%");
  expect(scoreWords([score("a", 1, 0.5), score("b", 2, null), score("c", 3, 0.875)])).toBe(
    "2 scores, lowest 50\u00a0%, best 88\u00a0%, latest 88\u00a0%",
  );
});

it("puts candidates side by side, with gaps where one did not play", () => {
  const { columns, rows } = align([
    [score("g1", 1, 0.5), score("g2", 2, 0.6)],
    [score("g2", 2, 0.9), score("g3", 3, 1)],
  ]);

  expect(columns.map(({ runId }) => runId)).toEqual(["g1", "g2", "g3"]);
  expect(rows).toEqual([
    [0.5, 0.6, null],
    [null, 0.9, 1],
  ]);
});

it("leaves a gap where a score is missing", () => {
  expect(segments([0, 1, null, 0.5], 30, 10)).toEqual([
    [
      { x: 0, y: 10 },
      { x: 10, y: 0 },
    ],
    [{ x: 30, y: 5 }],
  ]);
});

it("a candidate that overtook another has moved up since the generation before, and the other down", () => {
  const score = (runId: string, atMs: number, value: number) => ({ runId, atMs, score: value });
  const moved = moves([
    { id: "a", rank: 1, scores: [score("g1", 1, 0.2), score("g2", 2, 1)] },
    { id: "b", rank: 2, scores: [score("g1", 1, 0.5), score("g2", 2, 0.5)] },
    { id: "new", rank: 3, scores: [score("g2", 2, 0.4)] },
  ]);

  expect([...moved].sort()).toEqual([
    ["a", 1],
    ["b", -1],
  ]);
});

it("a single score has no spread", () => {
  expect(spread([{ runId: "a", atMs: 1, score: 0.5 }])).toBeNull();
  expect(spread([0.4, 0.6].map((score, i) => ({ runId: String(i), atMs: i, score })))).toBeCloseTo(0.1414, 3);
});
