import { expect, test } from "vitest";
import { axisEnd } from "./axis";

test("an axis ends at a round amount, and at none where there is nothing", () => {
  expect([0, 0.003, 0.7, 1, 1.2, 42].map(axisEnd)).toEqual([0, 0.005, 1, 1, 2, 50]);
});
