import { expect, test } from "vitest";
import type { RunSummary } from "../../api/types";
import { foldCauses, foldNeighbours } from "./alike";

const run = (id: string, more: Partial<RunSummary> = {}): RunSummary =>
  ({ id, store: "s", workflow: "probe.jsx", state: "finished", title: null, copyOf: null, parentKind: null, progress: { total: 7 }, ...more }) as RunSummary;
const shape = (folds: ReturnType<typeof foldNeighbours>): string[] => folds.map((fold) => fold.alike.map((one) => one.id).join(""));

test("alike neighbours become one line", () => {
  const runs = [run("a"), run("b"), run("c", { title: "Other" }), run("d"), run("e", { workflow: "fusion.jsx" })];

  expect(shape(foldNeighbours(runs))).toEqual(["ab", "c", "d", "e"]);
});

test("the run that is open has a line of its own", () => {
  expect(shape(foldNeighbours([run("a"), run("b"), run("c"), run("d")], "s/c"))).toEqual(["ab", "c", "d"]);
});

test("a run that goes on is shown by itself", () => {
  expect(shape(foldNeighbours([run("a", { state: "running" }), run("b", { state: "running" })]))).toEqual(["a", "b"]);
});

test("one cause is one line wherever it has hit, and a gate is its own", () => {
  const stalled = (id: string, reason: string): RunSummary => run(id, { state: "stalled", stall: { reason, sinceAtMs: 0, signals: [] } });
  const runs = [
    stalled("a", "Process 4711 is gone since 07:06:51Z"),
    run("b", { state: "waiting-approval" }),
    stalled("c", "Process 4712 is gone since 07:07:51Z"),
    run("d", { state: "waiting-approval" }),
    stalled("e", "No process owns it"),
  ];

  expect(shape(foldCauses(runs))).toEqual(["ac", "b", "d", "e"]);
});

test("failures of two causes are two lines, and runs that get nowhere of one cause are one", () => {
  const failed = (id: string, says: string): RunSummary => run(id, { state: "failed", cause: { says } as NonNullable<RunSummary["cause"]> });
  const stuck = (id: string, times: number): RunSummary =>
    run(id, { state: "running", stuck: { says: `\`doomed\` has failed ${times} times in a row.` } as NonNullable<RunSummary["stuck"]> });
  const runs = [
    failed("a", "Failed at `judge`: timed out after 30 s."),
    failed("b", "Failed at `ask`: no such binary: kimi."),
    failed("c", "Failed at `judge`: timed out after 60 s."),
    stuck("d", 6),
    stuck("e", 9),
  ];

  expect(shape(foldCauses(runs))).toEqual(["ac", "b", "de"]);
});

test("what differs in a status, or behind a semicolon, is not one cause", () => {
  const failed = (id: string, says: string): RunSummary => run(id, { state: "failed", cause: { says } as NonNullable<RunSummary["cause"]> });
  const stalled = (id: string, reason: string): RunSummary => run(id, { state: "stalled", stall: { reason, sinceAtMs: 0, signals: [] } });

  const runs = [
    failed("a", "Failed at `ask`: HTTP 401 after 2 s"),
    failed("b", "Failed at `ask`: HTTP 503 after 2 s"),
    failed("c", "Failed at `ask-2`: HTTP 401 after 30 s"),
    failed("d", "Failed at `ask`: refused; the key has expired"),
    failed("e", "Failed at `ask`: refused; the account is empty"),
    stalled("f", "Engine process 4711 has been gone since 07:06:51Z; node `ask` was in flight; last heartbeat 07:06:50Z."),
    stalled("g", "Engine process 4712 has been gone since 07:06:52Z; no node was in flight; last heartbeat 07:06:51Z."),
  ];

  expect(shape(foldCauses(runs))).toEqual(["ac", "b", "d", "e", "fg"]);
});
