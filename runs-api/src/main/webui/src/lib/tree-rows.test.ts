import { expect, test } from "vitest";
import type { RunNode, TreeNode } from "../api/types";
import { executedIn, isInWorktree, newest, rowTitle, treeRows } from "./tree-rows";

const task = (id: string): TreeNode => ({ kind: "task", id, tag: "task", nodeId: id, name: id, taskKind: "agent", children: [] });
const tree: TreeNode = {
  kind: "workflow",
  id: "root",
  tag: "workflow",
  children: [
    {
      kind: "sequence",
      id: "sequence:0",
      tag: "sequence",
      children: [task("first"), { kind: "parallel", id: "parallel:0.1", tag: "parallel", children: [task("a"), task("b")] }],
    },
  ],
};

test("the workflow and nameless sequences add no level", () => {
  expect(treeRows(tree, new Set()).map((row) => [row.node.id, row.depth, row.isOpen])).toEqual([
    ["first", 0, null],
    ["parallel:0.1", 0, true],
    ["a", 1, null],
    ["b", 1, null],
  ]);
});

test("what is inside a closed container is left out", () => {
  const rows = treeRows(tree, new Set(["parallel:0.1"]));

  expect(rows.map((row) => row.node.id)).toEqual(["first", "parallel:0.1"]);
  expect(rows[1]?.isOpen).toBe(false);
});

test("a container knows what it executes, and is named by what it does", () => {
  expect(executedIn(tree).map((node) => node.id)).toEqual(["first", "a", "b"]);
  expect(rowTitle(tree.children[0]!.children[1]!)).toEqual({ title: "in parallel", kind: "in parallel" });
  expect(rowTitle(task("judge"))).toEqual({ title: "judge", kind: "agent" });
});

test("no tree, no rows", () => expect(treeRows(null, new Set())).toEqual([]));

test("a gate is called a gate, though the engine executes its rest as a computation", () => {
  expect(rowTitle({ ...task("release"), kind: "approval", taskKind: "compute" }).kind).toBe("approval");
  expect(rowTitle(task("first")).kind).toBe("agent");
});

test("the newest task is the one that began last, and once none is executed the one that ended last", () => {
  const node = (id: string, state: string, startedAtMs: number | null, finishedAtMs: number | null = null): RunNode =>
    ({ id, state, startedAtMs, finishedAtMs, inTree: true }) as RunNode;
  const done = [node("first", "finished", 1, 9), node("second", "failed", 2, 5)];

  expect(newest([...done, node("a", "in-progress", 4), node("b", "in-progress", 6), node("c", "pending", null)])?.id).toBe("b");
  expect(newest([...done, node("c", "pending", null)])?.id).toBe("first");
  expect(newest([node("c", "pending", null)])).toBeUndefined();
});

/** Each task had a link to a diff that could not be there. */
test("a task is in a worktree when that is anywhere above it", () => {
  const lane: TreeNode = { kind: "worktree", id: "worktree:0", tag: "worktree", children: [{ kind: "parallel", id: "p", tag: "parallel", children: [task("edit")] }] };
  const both: TreeNode = { ...tree, children: [...tree.children, lane] };

  expect(isInWorktree(both, "edit")).toBe(true);
  expect(isInWorktree(both, "first")).toBe(false);
  expect(isInWorktree(null, "edit")).toBe(false);
});
