import { describe, expect, test } from "vitest";
import type { Gate, RunSummary, ScheduleAlarm } from "../api/types";
import { needsGroups, silenceGroups } from "./needs-groups";

const gate = (runId: string, requestedAtMs: number): Gate =>
  ({ runId, store: "s", nodeId: "release", title: `Release ${runId}?`, requestedAtMs }) as unknown as Gate;

const run = (id: string, state: RunSummary["state"], more: Partial<RunSummary> = {}): RunSummary =>
  ({ id, store: "s", workflow: "fusion.jsx", state, waits: [], stall: null, stuck: null, cause: null, caveats: [], unusual: [], ...more }) as unknown as RunSummary;

const killed = (pid: number, task: string): Partial<RunSummary> => ({
  stall: {
    reason: `Engine process ${pid} has been gone since 07:06:5${pid % 10}Z (exit code 137); task \`${task}\` was running.`,
    sinceAtMs: pid,
    signals: [],
  },
});

test("decisions are grouped by workflow, and one alone says what is asked", () => {
  const ladder = { workflow: "ladder.jsx" };
  const groups = needsGroups(
    [run("a", "waiting-approval", ladder), run("b", "waiting-approval", ladder), run("c", "waiting-approval")],
    [gate("a", 30), gate("b", 20), gate("c", 40)],
  );

  expect(groups.map(({ workflow, runs, sinceMs, reason }) => [workflow, runs.length, sinceMs, reason])).toEqual([
    ["ladder.jsx", 2, 20, ""],
    ["fusion.jsx", 1, 40, "Release c?"],
  ]);
});

test("stalls of one cause are one group, whatever their workflows, processes, times and tasks", () => {
  const groups = needsGroups(
    [
      run("d", "needs-resume"),
      run("a", "stalled", killed(4711, "judge")),
      run("b", "stalled", { ...killed(4712, "ask-1"), workflow: "probe.jsx" }),
      run("c", "stalled", { stall: { reason: "No heartbeat since 07:00:00Z.", sinceAtMs: 3, signals: [] } }),
    ],
    [],
  );

  expect(groups.map(({ kind, workflow, runs }) => [kind, workflow, runs.map((one) => one.id)])).toEqual([
    ["stalled", null, ["a", "b"]],
    ["stalled", "fusion.jsx", ["c"]],
    ["needs-resume", "fusion.jsx", ["d"]],
  ]);
});

test("failures of two workflows are two causes, and what gets nowhere comes before them", () => {
  const failed = (id: string, workflow: string): RunSummary =>
    run(id, "failed", { workflow, cause: { says: "Failed at `judge`: all 6 models failed." } as unknown as NonNullable<RunSummary["cause"]> });
  const stuck = { stuck: { says: "`doomed` has failed 6 times in a row.", sinceAtMs: 1 } as unknown as NonNullable<RunSummary["stuck"]> };
  const groups = needsGroups([failed("a", "x.jsx"), failed("b", "y.jsx"), failed("c", "y.jsx"), run("d", "running", stuck)], []);

  expect(groups.map(({ kind, runs }) => [kind, runs.length])).toEqual([
    ["stuck", 1],
    ["failed", 2],
    ["failed", 1],
  ]);
});

test("a run that takes far more than usual is told of while it goes on, and not once it has ended", () => {
  const far = { unusual: [{ says: "It has been executed for 24 min, usually 3 to 5 min." }] as unknown as RunSummary["unusual"] };
  const groups = needsGroups([run("a", "running", far), run("b", "failed", far)], []);

  expect(groups.map(({ kind, reason, runs }) => [kind, reason, runs.map((one) => one.id)])).toEqual([
    ["unusual", "It has been executed for 24 min, usually 3 to 5 min.", ["a"]],
    ["failed", "", ["b"]],
  ]);
});

describe("alarms of schedules", () => {
  const alarm = (schedule: string, more: Partial<ScheduleAlarm> = {}): ScheduleAlarm => ({
    schedule,
    kind: "not-started",
    says: `${schedule} was due at 2026-11-28T04:45:00Z and did not start: the service was not running.`,
    dueAtMs: 0,
    sinceAtMs: 0,
    runId: null,
    store: null,
    ...more,
  });

  test("that have one cause are one line", () => {
    const groups = silenceGroups([alarm("probe"), alarm("nightly"), alarm("report", { kind: "paused-by-failures", says: "report is paused: 3 runs in a row failed." })], []);

    expect(groups.map(({ kind, alarms }) => [kind, alarms.map((one) => one.schedule)])).toEqual([
      ["not-started", ["probe", "nightly"]],
      ["paused-by-failures", ["report"]],
    ]);
  });

  test("about a run that needs somebody anyway are not told of twice", () => {
    const failed = alarm("nightly", { kind: "not-succeeded", runId: "nightly-1" });

    expect(silenceGroups([failed], [run("nightly-1", "failed")])).toEqual([]);
    expect(silenceGroups([failed], [])).toHaveLength(1);
  });
});

test("stand-ins are one cause, whatever their workflows and tasks; a run that lost something else has another", () => {
  const lossy = (id: string, workflow: string, ...caveats: [kind: string, says: string][]): RunSummary =>
    run(id, "finished", { workflow, caveats: caveats.map(([kind, says]) => ({ kind, says })) as unknown as RunSummary["caveats"] });
  const standIn = (node: string, more = ""): [string, string] => [
    "stand-in",
    `\`${node}\` was answered by the offline stand-in: no model was asked.${more}`,
  ];
  const fallback: [string, string] = ["fallback", "`ask` was answered by b/model, a fallback."];
  const groups = needsGroups(
    [
      lossy("a", "fusion.jsx", standIn("judge", " The same is true of 5 more.")),
      lossy("b", "probe.jsx", standIn("ask")),
      lossy("c", "ladder.jsx", standIn("try")),
      lossy("d", "fusion.jsx", fallback, standIn("judge")),
    ],
    [],
  );

  expect(groups.map(({ kind, workflow, reason, runs }) => [kind, workflow, reason, runs.map((one) => one.id)])).toEqual([
    ["lossy", null, "No model was asked: the offline stand-in answered.", ["a", "b", "c"]],
    ["lossy", "fusion.jsx", `${fallback[1]} ${standIn("judge")[1]}`, ["d"]],
  ]);
});

test("runs that one budget paused are one line, and none of those that lost something", () => {
  const held = { cause: { kind: "budget", says: "The budget is spent: $2.00 of $2.00 today for all runs" } as unknown as NonNullable<RunSummary["cause"]> };
  const groups = needsGroups([run("a", "paused", held), run("b", "paused", held)], []);

  expect(groups.map(({ kind, runs, reason }) => [kind, runs.length, reason])).toEqual([["budget", 2, held.cause.says]]);
});
