import { expect, test } from "vitest";
import { marks, place, timeAxis } from "./time-axis";

test("an axis has marks at round distances", () => {
  expect(timeAxis(0, 7 * 60_000, 4).stepMs).toBe(120_000);
  expect(marks(timeAxis(0, 7 * 60_000, 4)).map((mark) => mark.afterMs)).toEqual([0, 120_000, 240_000, 360_000]);
  expect(timeAxis(5, 5, 4).toMs).toBe(6);
  expect(marks(timeAxis(0, 400 * 365 * 86_400_000, 4)).length).toBeLessThanOrEqual(5);
});

test("what lies beyond an axis is drawn at its edge", () => {
  const axis = timeAxis(1_000, 2_000, 4);

  expect(place(axis, 1_250, 1_500)).toEqual({ left: 0.25, width: 0.25 });
  expect(place(axis, 500, 9_000)).toEqual({ left: 0, width: 1 });
  expect(place(axis, 3_000, 2_000)).toEqual({ left: 1, width: 0 });
});
