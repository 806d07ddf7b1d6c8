import { expect, test } from "vitest";
import type { PlannedRun } from "../api/types";
import { week } from "./week";
import { dayKeys, hourOf, zonedClock } from "./zoned";

const at = (name: string, time: string): PlannedRun => ({ name, kind: "schedule", workflow: "a.jsx", dueAtMs: Date.parse(time) });

test("a time stands on the day that it has in the chosen zone", () => {
  const planned = [at("nightly", "2026-11-28T23:30:00Z")];
  const now = Date.parse("2026-11-28T10:00:00Z");

  expect(week(planned, now, "UTC")[0]!.parts[3]!.map((one) => one.name)).toEqual(["nightly"]);
  const berlin = week(planned, now, "Europe/Berlin");
  expect(berlin[0]!.parts.flat()).toEqual([]);
  expect(berlin[1]!.key).toBe("2026-11-29");
  expect(berlin[1]!.parts[0]!.map((one) => zonedClock(one.dueAtMs, "Europe/Berlin"))).toEqual(["00:30"]);
});

test("what is due every quarter of an hour is one line, and hides nothing", () => {
  const start = Date.parse("2026-11-28T00:00:00Z");
  const often = Array.from({ length: 96 }, (_, i) => ({ ...at("probe", "2026-11-28T00:00:00Z"), dueAtMs: start + i * 900_000 }));
  const [day] = week([...often, at("nightly", "2026-11-28T04:45:00Z")], start, "UTC", 1);

  expect(day!.often.map(({ name, times }) => [name, times.length])).toEqual([["probe", 96]]);
  expect(day!.parts.flat().map((one) => one.name)).toEqual(["nightly"]);
});

test("the days of a week have their names once each when the clocks change", () => {
  // 00:15 of a day that has 25 hours: 24 hours later it is the same day still.
  const now = Date.parse("2026-10-24T22:15:00Z");

  expect(dayKeys(now, "Europe/Berlin", 3)).toEqual(["2026-10-25", "2026-10-26", "2026-10-27"]);
  expect(hourOf(now, "Europe/Berlin")).toBe(0);
});
