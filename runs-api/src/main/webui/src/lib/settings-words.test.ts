import { expect, it } from "vitest";
import type { DagNode, TaskSettings } from "../api/types";
import { needsCare, settingLines } from "./settings-words";

const task = (settings: TaskSettings): DagNode => ({ id: "judge", kind: "task", settings });
const said = (settings: TaskSettings) => Object.fromEntries(settingLines(task(settings)).map(({ name, says }) => [name, says]));

it("says the settings in words", () => {
  expect(said({ retries: 2, backoff: "exponential", initialDelayMs: 2_000, timeoutMs: 240_000, dependsOn: ["a", "b"] })).toEqual({
    Retries: "2 times",
    "Between attempts": "first after 2.0 s, then twice as long each time",
    "Time limit": "4 m",
    Needs: "a, b",
  });
});

it("warns of what never ends", () => {
  const endless = task({ unlimitedRetries: true });

  expect(needsCare(endless)).toBe(true);
  expect(settingLines(endless).filter((line) => line.careful).map((line) => line.name)).toEqual(["Retries", "Time limit"]);
});

it("does not warn of a gate, which waits and does not fail", () => {
  const gate: DagNode = { id: "release", kind: "approval", settings: { unlimitedRetries: true, needsApproval: true } };

  expect(needsCare(gate)).toBe(false);
  expect(settingLines(gate).map((line) => line.name)).toEqual(["Approval"]);
});

it("leaves out the pause between tries that do not happen", () => {
  expect(said({ retries: 0, backoff: "exponential", timeoutMs: 1_000 })).not.toHaveProperty("Between attempts");
});
