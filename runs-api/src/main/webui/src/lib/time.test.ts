import { expect, test } from "vitest";
import { ago, clockTimeMillis, clockTimeSeconds, dayHeading, exactTime, isoTime, listTime } from "./time";

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
