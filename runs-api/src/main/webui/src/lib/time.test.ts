import { expect, test } from "vitest";
import { ago, clockTimeMillis, clockTimeSeconds, dayHeading, exactTime, isoTime, listTime, localTimes } from "./time";

const NOW = 1_795_252_400_000;
const NANOSECONDS = 1_795_000_000_000_000_000;

test("a number that is not a time is shown as it is", () => {
  for (const words of [listTime, ago]) expect(words(NANOSECONDS, NOW)).toBe(String(NANOSECONDS));
  for (const words of [clockTimeSeconds, clockTimeMillis, exactTime]) expect(words(NANOSECONDS)).toBe(String(NANOSECONDS));
  expect(dayHeading(NANOSECONDS, NOW)).toBe("At a time that is not a date");
});

test("what machines read is left out where there is no time", () => {
  expect(isoTime(NANOSECONDS)).toBe("");
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
});

test("times before 1970 and ahead of now are dates", () => {
  expect(clockTimeMillis(-5)).toMatch(/\.995$/);
  expect(listTime(NOW + 3 * 86_400_000, NOW)).not.toBe("just now");
});

test("times of day in a sentence of the service become local, with their date when that is not today", () => {
  const atMs = Date.UTC(2026, 10, 27, 23, 59, 58);
  const said = "Engine process 4711 has been gone since 23:59:58Z.";

  expect(localTimes(said, atMs + 5_000, atMs + 1_000)).toBe(`Engine process 4711 has been gone since ${clockTimeSeconds(atMs)}.`);
  expect(localTimes(said, atMs + 5_000, atMs + 3 * 86_400_000)).toMatch(/since .*27.* \d\d:59:58\.$/);
  expect(localTimes("at 25:00:00Z", atMs, atMs)).toBe("at 25:00:00Z");
  expect(localTimes(said, NANOSECONDS, atMs)).toBe(said);
});

test("a time of yesterday says so", () => {
  expect(listTime(NOW - 86_400_000, NOW)).toMatch(/^Yesterday \d\d:\d\d$/);
});
