import { expect, test } from "vitest";
import type { RunEvent } from "../api/types";
import { attemptTimes, lineWords, marked, toneOf } from "./log-words";

const line = (more: Partial<RunEvent>): RunEvent =>
  ({ seq: 1, atMs: 0, type: "NodeStarted", nodeId: "left", iteration: 0, attempt: 1, text: "left started, attempt 1", ...more }) as RunEvent;

test("the name of the task is not said twice", () => {
  expect(lineWords(line({}))).toBe("Started, attempt 1");
  expect(lineWords(line({ nodeId: null, text: "Run started" }))).toBe("Run started");
  expect(lineWords(line({ text: "leftover bytes" }))).toBe("leftover bytes");
});

test("the end of an attempt says how long it took", () => {
  const times = attemptTimes([
    line({ seq: 1 }),
    line({ seq: 2, nodeId: "right", atMs: 50 }),
    line({ seq: 3, type: "NodeFailed", atMs: 1_200 }),
    line({ seq: 4, attempt: 2, atMs: 1_300 }),
    line({ seq: 5, type: "NodeFinished", attempt: 2, atMs: 3_300 }),
    line({ seq: 6, type: "NodeFinished", nodeId: "unseen", atMs: 9_000 }),
  ]);

  expect([...times]).toEqual([
    [3, "1.2 s"],
    [5, "2.0 s"],
  ]);
});

test("finds are marked whatever their case", () => {
  expect(marked("Left started, left ended", "left")).toEqual(["", "Left", " started, ", "left", " ended"]);
  expect(marked("nothing", "x")).toEqual(["nothing"]);
  expect(marked("nothing", "")).toEqual(["nothing"]);
});

test("a task keeps its colour", () => {
  expect(toneOf("ask-kimi")).toBe(toneOf("ask-kimi"));
  expect(new Set(Array.from({ length: 40 }, (_, i) => toneOf(`node-${i}`))).size).toBe(6);
});
