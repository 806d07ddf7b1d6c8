import { expect, test } from "vitest";
import type { RunDetail, RunNode } from "../api/types";
import { inside, sharedState, unloaded } from "./unloaded-nodes";

const node = (id: number, state: string, inTree = true): RunNode => ({ id: `n${id}`, iteration: 0, state, inTree }) as RunNode;
const nodes = (count: number, state: string): RunNode[] => Array.from({ length: count }, (_, i) => node(i, state));
const run = (held: RunNode[], counted: Partial<RunDetail["progress"]>, nodeCount = counted.total ?? 0) => ({
  nodes: held,
  nodeCount,
  tree: { kind: "workflow", id: "w", tag: "workflow", children: [] } as RunDetail["tree"],
  progress: { total: 0, finished: 0, failed: 0, running: 0, waiting: 0, skipped: 0, caught: 0, cancelled: 0, ...counted },
});
const states = (held: number, state: string, missing: number) => [
  ...Array.from({ length: held }, () => state),
  ...Array.from({ length: missing }, () => undefined),
];

test("nothing is unloaded of a run that is held whole, and what has no state there has not begun", () => {
  expect(unloaded(run(nodes(3, "finished"), { total: 3, finished: 3 }))).toBeNull();
  expect(inside(["finished", undefined], null, 1)).toMatchObject({ finished: 1, unknown: 0, state: "in-progress" });
});

test("a finished run of 1,002 nodes of which 500 are held is finished to the last one", () => {
  const rest = unloaded(run(nodes(500, "finished"), { total: 1002, finished: 1002 }))!;

  expect(rest).toMatchObject({ total: 502, finished: 502 });
  expect(sharedState(rest)).toBe("finished");
  expect(inside(states(498, "finished", 502), rest, 502)).toEqual({ total: 1000, finished: 1000, failed: 0, unknown: 0, state: "finished" });
});

test("a container that holds all that is missing takes the service's counts", () => {
  const rest = unloaded(run(nodes(500, "finished"), { total: 1002, finished: 700, running: 4, failed: 1 }))!;

  expect(sharedState(rest)).toBeNull();
  expect(inside(states(500, "finished", 502), rest, 502)).toEqual({ total: 1002, finished: 700, failed: 1, unknown: 0, state: "in-progress" });
});

test("one that holds a part of it says how many it knows nothing of, and is not drawn as unfinished", () => {
  const rest = unloaded(run(nodes(500, "finished"), { total: 1002, finished: 700 }))!;

  expect(inside(states(10, "finished", 5), rest, 502)).toEqual({ total: 15, finished: 10, failed: 0, unknown: 5, state: null });
});

test("nodes that the tree no longer has are counted when they have ended, as the service does", () => {
  const held = [...nodes(2, "finished"), node(8, "finished", false), node(9, "pending", false)];

  expect(unloaded(run(held, { total: 5, finished: 5 }, 6))).toMatchObject({ total: 2, finished: 2 });
});
