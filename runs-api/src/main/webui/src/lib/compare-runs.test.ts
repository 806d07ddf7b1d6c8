import { expect, test } from "vitest";
import type { RunNode } from "../api/types";
import { compareMembers, compareNodes } from "./compare-runs";

const node = (id: string, more: Partial<RunNode> = {}): RunNode =>
  ({ id, iteration: 0, state: "finished", attempts: [], moreAttempts: 0, output: null, outputCut: null, startedAtMs: 0, finishedAtMs: 1_000, ...more }) as RunNode;

test("a node that took much longer differs, one that took a little longer does not", () => {
  const [slow, little, quick] = compareNodes(
    [node("slow", { finishedAtMs: 82 }), node("little"), node("quick", { finishedAtMs: 10 })],
    [node("slow", { finishedAtMs: 1_100 }), node("little", { finishedAtMs: 1_090 }), node("quick", { finishedAtMs: 60 })],
  );

  expect(slow!.differs).toEqual(["time"]);
  expect(little!.differs).toEqual([]);
  expect(quick!.differs).toEqual([]);
});

test("what only one run has says of which", () => {
  expect(compareNodes([node("a")], [node("b")]).map((pair) => pair.differs)).toEqual([["only in the base"], ["only in the other"]]);
});

test("of two objects the members that differ", () => {
  expect(compareMembers({ a: 1, b: "x", c: [1] }, { a: 1, b: "y", d: null })).toEqual([
    { name: "b", a: "x", b: "y" },
    { name: "c", a: [1], b: undefined },
  ]);
  expect(compareMembers("text", { a: 1 })).toBeNull();
});
