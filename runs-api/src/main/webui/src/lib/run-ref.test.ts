import { expect, test } from "vitest";
import { runKey, runUrl, sameRun } from "./run-ref";

test("a run's address names its store", () => {
  expect(runUrl({ id: "fin 1", store: "a/fusion" })).toBe("/runs/fin%201?in=a%2Ffusion");
  expect(runUrl({ id: "r", store: "s" }, "logs", { node: "judge" })).toBe("/runs/r/logs?in=s&node=judge");
  expect(runUrl({ id: "r" })).toBe("/runs/r");
});

test("the same id in two stores is two runs", () => {
  expect(sameRun({ id: "r", store: "a" }, { id: "r", store: "b" })).toBe(false);
  expect(runKey({ id: "r", store: "a" })).not.toBe(runKey({ id: "r", store: "b" }));
});
