import { expect, test } from "vitest";
import { compact } from "./numbers";

test("a long number is as short as it can be compared", () => {
  expect([0, 812, 4_100, 9_940, 9_960, 148_400, 999_600, 3_480_000].map(compact)).toEqual([
    "0",
    "812",
    "4.1 k",
    "9.9 k",
    "10 k",
    "148 k",
    "1.0 M",
    "3.5 M",
  ]);
});
