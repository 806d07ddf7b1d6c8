import { expect, test } from "vitest";
import type { Gate, RunSummary, Wait } from "../../api/types";
import { rowWords } from "./run-words";

const NOW = 1_795_252_400_000;

const wait = (kind: Wait["kind"], more: Partial<Wait> = {}): Wait => ({
  kind,
  nodeId: kind,
  iteration: 0,
  name: null,
  correlationId: null,
  untilMs: null,
  command: null,
  ...more,
});

const parked = (state: RunSummary["state"], waits: Wait[]): RunSummary =>
  ({ state, waits, unusual: [], copyOf: null, progress: { finished: 0, total: 3 } }) as unknown as RunSummary;

test("a row names all that its run waits for", () => {
  const run = parked("waiting-timer", [
    wait("approval", { name: "Deploy?" }),
    wait("signal", { name: "paid", correlationId: "order-7" }),
    wait("timer", { name: "later", untilMs: NOW + 600_000 }),
  ]);

  expect(rowWords(run, undefined, NOW)).toMatch(/^Approve: Deploy\? · Signal paid \(order-7\) · Timer later in 10/);
});

test("a timer that has fired is due, and a paused run says so first", () => {
  expect(rowWords(parked("waiting-timer", [wait("timer", { name: "nap", untilMs: NOW - 1 })]), undefined, NOW)).toBe("Timer nap (due)");
  expect(rowWords(parked("paused", [wait("question", { name: "How old?" })]), undefined, NOW)).toBe("Paused · Answer: How old?");
});

test("a question is answered and a gate is approved", () => {
  const gate = (requestId: string | null) => ({ title: "Deploy?", nodeId: "ask", requestId }) as unknown as Gate;
  expect(rowWords(parked("waiting-approval", []), gate("human:1"), NOW)).toBe("Answer: Deploy?");
  expect(rowWords(parked("waiting-approval", []), gate(null), NOW)).toBe("Approve: Deploy?");
});

test("a failed run says why, and one that gets nowhere what repeats", () => {
  const says = "Failed at `panel-summary`: None of the 2 models answered.";
  const failed = { ...parked("failed", []), cause: { says } } as unknown as RunSummary;
  expect(rowWords(failed, undefined, NOW)).toBe("Failed at panel-summary: None of the 2 models answered.");
  const stuck = { ...parked("running", []), silence: null, stuck: { says: "`doomed` has failed 6 times in a row.", sinceAtMs: NOW } };
  expect(rowWords(stuck as unknown as RunSummary, undefined, NOW)).toBe("Getting nowhere: doomed has failed 6 times in a row.");
});

test("a run whose store does not say what it waits for shows its state", () => {
  expect(rowWords(parked("waiting-event", []), undefined, NOW)).toBe("Waiting for an event");
});

test("a run that waits and is far from what is usual says both", () => {
  const far = [{ says: "It was executed for 24 min, usually 4 to 5 min." }] as unknown as RunSummary["unusual"];
  const run = { ...parked("waiting-timer", [wait("timer", { name: "later", untilMs: NOW - 1 })]), unusual: far };

  expect(rowWords(run, undefined, NOW)).toBe("Timer later (due) · Unusual: It was executed for 24 min, usually 4 to 5 min.");
});
