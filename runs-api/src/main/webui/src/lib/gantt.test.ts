import { expect, test } from "vitest";
import type { TimelineSpan } from "../api/types";
import { ganttRows } from "./gantt";

const span = (nodeId: string, attempt: number, startedAtMs: number, finishedAtMs: number | null): TimelineSpan => ({
  nodeId,
  iteration: 0,
  attempt,
  label: null,
  state: "finished",
  kind: "task",
  startedAtMs,
  finishedAtMs,
  model: null,
  errorMessage: null,
});

test("attempts of a node share a line, lines come in the order in which they began", () => {
  const rows = ganttRows([span("b", 2, 30, 40), span("a", 1, 5, 9), span("b", 1, 10, 20)]);

  expect(rows.map((row) => row.nodeId)).toEqual(["a", "b"]);
  expect(rows[1]!.spans.map((one) => one.attempt)).toEqual([1, 2]);
  expect(rows[1]!.workMs(100)).toBe(20);
});

test("an attempt that is open counts until now", () => {
  expect(ganttRows([span("a", 1, 10, null)])[0]!.workMs(35)).toBe(25);
});
