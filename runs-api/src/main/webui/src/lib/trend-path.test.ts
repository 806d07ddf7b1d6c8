import { expect, test } from "vitest";
import { areas } from "./trend-path";

test("the least is at the foot, the most at the top", () => {
  expect(areas([1, 3, 2], 100, 34)).toEqual([{ line: "M0,32L50,2L100,17", area: "M0,34L0,32L50,2L100,17L100,34Z" }]);
});

test("a gap parts the line", () => {
  expect(areas([1, null, 3, 3], 90, 34).map(({ line }) => line)).toEqual(["M0,32", "M60,2L90,2"]);
});

test("what never changes is a line in the middle, and one value is no line", () => {
  expect(areas([5, 5], 10, 34).map(({ line }) => line)).toEqual(["M0,17L10,17"]);
  expect(areas([null, 5, null], 10, 34)).toEqual([]);
});
