import { expect, test } from "vitest";
import type { Firing } from "../api/types";
import { causeOf, endOfNight, firingLook, localSentence, medianOf, outcomeWords, plannedGroups, successOf, withoutName } from "./schedule-words";

const firing = (more: Partial<Firing>): Firing => ({
  schedule: "nightly",
  dueAtMs: 0,
  kind: "scheduled",
  outcome: "launched",
  reason: null,
  runId: "nightly-1",
  store: "a",
  decidedAtMs: 0,
  startedAtMs: 1_000,
  runState: "finished",
  endedAtMs: 3_000,
  by: null,
  ...more,
});

test("a firing is told by its outcome, and by its run where it launched one", () => {
  expect(firingLook(firing({})).word).toBe("Finished");
  expect(firingLook(firing({ runState: "stalled", endedAtMs: null })).tone).toBe("stall");
  expect(firingLook(firing({ outcome: "missed", runState: null })).shape).toBe("clock");
  expect(firingLook(firing({ outcome: "launched", runState: null })).word).toBe("Not started");
});

/** It read "by hand launched". */
test("a firing that no due time asked for says so in English", () => {
  expect(outcomeWords(firing({}))).toBe("launched");
  expect(outcomeWords(firing({ kind: "manual" }))).toBe("launched by hand");
  expect(outcomeWords(firing({ kind: "manual", outcome: "refused" }))).toBe("refused, asked for by hand");
  expect(outcomeWords(firing({ kind: "backfill" }))).toBe("launched as a backfill");
});

test("success is of runs that ended by themselves, and unknown is not 0", () => {
  const failed = firing({ runState: "failed" });

  expect(successOf([firing({}), failed, firing({ runState: "cancelled" }), firing({ outcome: "skipped", endedAtMs: null })])).toBe(0.5);
  expect(successOf([firing({ endedAtMs: null, runState: "running" })])).toBeNull();
  expect(medianOf([firing({}), firing({ endedAtMs: 5_000 }), firing({ endedAtMs: null })])).toBe(3_000);
  expect(medianOf([])).toBeNull();
});

test("a sentence has its times by the clock on the wall and its lengths in words", () => {
  const words = localSentence(
    "nightly: the run that was due at 2026-11-28T04:45:00Z has not finished within PT1H30M. It is running.",
    (atMs) => new Date(atMs).toISOString().slice(11, 16),
  );

  expect(words).toBe("nightly: the run that was due at 04:45 has not finished within 1 h 30 m. It is running.");
});

test("planned runs of one name are one line, where its first time is", () => {
  const at = (name: string, dueAtMs: number) => ({ name, kind: "schedule" as const, workflow: "a.jsx", dueAtMs });

  expect(plannedGroups([at("probe", 1), at("nightly", 2), at("probe", 3)]).map(({ name, times }) => [name, times])).toEqual([
    ["probe", [1, 3]],
    ["nightly", [2]],
  ]);
});

test("the night ends the next morning, and after midnight it is the same one", () => {
  const evening = new Date(2026, 10, 28, 20, 0).getTime();
  const small = new Date(2026, 10, 29, 2, 0).getTime();

  expect(new Date(endOfNight(evening))).toEqual(new Date(2026, 10, 29, 9, 0));
  expect(endOfNight(small)).toBe(endOfNight(evening));
});

test("beside its name a sentence goes without it, and its cause is what stands last", () => {
  const says = "probe was due at 2026-11-28T04:45:00Z and did not start: the service was not running.";

  expect(withoutName(says, "probe")).toBe("was due at 2026-11-28T04:45:00Z and did not start: the service was not running.");
  expect(withoutName("probe is paused: 3 runs in a row failed.", "probe")).toBe("paused: 3 runs in a row failed.");
  expect(causeOf(says)).toBe("the service was not running.");
});
