import { expect, test } from "vitest";
import type { Gate, RunSummary } from "../api/types";
import { needsGroups } from "./needs-groups";

const gate = (runId: string, workflow: string, requestedAtMs: number): Gate =>
  ({ runId, store: "s", workflow, nodeId: "release", title: `Release ${runId}?`, requestedAtMs }) as unknown as Gate;

const run = (id: string, state: RunSummary["state"], reason?: string, more: Partial<RunSummary> = {}): RunSummary =>
  ({
    id,
    store: "s",
    workflow: "fusion.jsx",
    state,
    parentId: null,
    createdAtMs: 5,
    stall: reason ? { reason, sinceAtMs: 7, signals: [] } : null,
    ...more,
  }) as unknown as RunSummary;

test("gates are grouped by workflow, and one alone says what is asked", () => {
  const groups = needsGroups([gate("a", "ladder.jsx", 30), gate("b", "ladder.jsx", 20), gate("c", "deploy.jsx", 40)], []);

  expect(groups.map(({ workflow, count, sinceMs, reason }) => [workflow, count, sinceMs, reason])).toEqual([
    ["ladder.jsx", 2, 20, ""],
    ["deploy.jsx", 1, 40, "Release c?"],
  ]);
});

test("stalls of one cause are one group, whatever their processes, times and tasks", () => {
  const killed = (pid: number, task: string): string =>
    `Engine process ${pid} has been gone since 07:06:5${pid % 10}Z (exit code 137); task \`${task}\` was running.`;
  const groups = needsGroups(
    [],
    [
      run("a", "stalled", killed(4711, "judge")),
      run("b", "stalled", killed(4712, "ask-1")),
      run("c", "stalled", "No heartbeat since 07:00:00Z."),
      run("d", "needs-resume"),
      run("a:child:part:0", "stalled", killed(4711, "judge"), { parentId: "a" }),
      run("e", "waiting-approval"),
    ],
  );

  expect(groups.map(({ kind, count }) => [kind, count])).toEqual([
    ["stalled", 2],
    ["stalled", 1],
    ["needs-resume", 1],
  ]);
  expect(groups[0]?.runs.map((one) => one.id)).toEqual(["a", "b"]);
});
