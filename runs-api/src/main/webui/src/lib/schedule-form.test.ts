import { expect, test } from "vitest";
import { NO_EXECUTION } from "./execution";
import { definitionOf, NEW_SCHEDULE, optionsOf, textProblems, textsOf, whenOf } from "./schedule-form";

const texts = { ...NEW_SCHEDULE, name: "nightly", workflow: "fusion.jsx" };

test("a plain schedule is sent without what is the default anyway", () => {
  expect(definitionOf({ ...texts, zone: "Europe/Berlin" }, {}, {}, {}, NO_EXECUTION)).toEqual({
    workflow: "fusion.jsx",
    cron: ["45 4 * * *"],
    zone: "Europe/Berlin",
  });
});

test("what was read stands in the form, and is sent as it was", () => {
  const definition = {
    workflow: "fusion.jsx",
    every: "PT15M",
    start: "2026-12-01T00:00:00.000Z",
    jitter: "PT1M",
    overlap: "queue-one",
    catchUp: "none",
    catchUpWindow: "PT6H",
    pauseAfterFailures: 3,
    mustFinishWithin: "PT1H30M",
    mustSucceed: false,
    pingUrl: "https://watch.example/1",
    maxConcurrency: 2,
  } as const;

  expect(definitionOf(textsOf("nightly", definition), {}, {}, {}, optionsOf(definition))).toEqual(definition);
});

test("only one of the two ways to say when is sent", () => {
  expect(whenOf({ ...texts, by: "every", every: "90 min" })).toEqual({ every: "PT1H30M" });
  expect(whenOf({ ...texts, cron: "45 4 * * 1-5\n\n 0 12 * * 6 " })).toEqual({ cron: ["45 4 * * 1-5", "0 12 * * 6"] });
});

test("what can't be sent is told at its field", () => {
  expect([...textProblems({ ...NEW_SCHEDULE, by: "every", every: "often", mustFinishWithin: "1h" }, true).keys()]).toEqual([
    "name",
    "workflow",
    "every",
  ]);
  expect(textProblems({ ...texts, name: "" }, false).size).toBe(0);
});
