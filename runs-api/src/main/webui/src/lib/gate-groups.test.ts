import { expect, test } from "vitest";
import type { Gate } from "../api/types";
import { gateGroups, isYesOrNo } from "./gate-groups";

const DAY = 86_400_000;
const NOW = 1_795_000_000_000;
const gate = (workflow: string, nodeId: string, ageMs: number | null, kind = "gate"): Gate =>
  ({ workflow, nodeId, kind, store: "s", runId: `${workflow}-${ageMs}`, requestId: null, requestedAtMs: ageMs === null ? null : NOW - ageMs }) as Gate;

test("gates of one node of one workflow are a group, in the order of their oldest", () => {
  const { recent, old } = gateGroups([gate("a.jsx", "send", 3 * DAY), gate("b.jsx", "ship", 2 * DAY), gate("a.jsx", "send", 1 * DAY), gate("a.jsx", "undo", 5)], NOW);

  expect(recent.map(({ workflow, nodeId, gates }) => `${workflow} ${nodeId} ${gates.length}`)).toEqual(["a.jsx send 2", "b.jsx ship 1", "a.jsx undo 1"]);
  expect(old).toEqual([]);
});

test("what waits for more than seven days is apart, and a time that is not known is not old", () => {
  const { recent, old } = gateGroups([gate("a.jsx", "send", 89 * DAY), gate("a.jsx", "send", 7 * DAY), gate("a.jsx", "send", null)], NOW);

  expect(old.map((group) => group.gates.length)).toEqual([1]);
  expect(recent.map((group) => group.gates.length)).toEqual([2]);
});

test("a choice, an order and a question are no plain yes", () => {
  expect(isYesOrNo(gate("a", "n", 1, "decision"))).toBe(true);
  expect(isYesOrNo(gate("a", "n", 1, "select"))).toBe(false);
  expect(isYesOrNo({ ...gate("a", "n", 1), requestId: "q" })).toBe(false);
});
