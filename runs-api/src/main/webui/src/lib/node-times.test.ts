import { expect, test } from "vitest";
import type { RunNode } from "../api/types";
import { nodeTimes } from "./node-times";

const turn = (id: string, iteration: number, startedAtMs: number, finishedAtMs: number | null): RunNode =>
  ({ id, iteration, startedAtMs, finishedAtMs, updatedAtMs: startedAtMs, attempts: [{}], moreAttempts: 1, tokens: { total: 10 } }) as unknown as RunNode;

test("the turns of a node are one line with their sums, the longest first", () => {
  const nodes = [turn("plan", 0, 0, 50), ...Array.from({ length: 300 }, (_, i) => turn("draft", i, i * 10, i * 10 + 10))];

  expect(nodeTimes(nodes, 9_999).map(({ node, turns, tookMs, attempts, tokens, updatedAtMs }) => [node.id, node.iteration, turns, tookMs, attempts, tokens, updatedAtMs])).toEqual([
    ["draft", 299, 300, 3_000, 600, 3_000, 2_990],
    ["plan", 0, 1, 50, 2, 10, 0],
  ]);
});

test("what goes on is counted until now, and what was never tried is left out", () => {
  const never = { ...turn("later", 0, 0, null), attempts: [] };

  expect(nodeTimes([turn("slow", 0, 100, null), never], 700).map((one) => [one.node.id, one.tookMs])).toEqual([["slow", 600]]);
});
