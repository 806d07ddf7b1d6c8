import { expect, test } from "vitest";
import { compact, share } from "./numbers";

test("a long number is as short as it can be compared", () => {
  expect([0, 812, 4_100, 9_940, 9_960, 148_400, 999_600, 3_480_000, 999_600_000, 2e9].map(compact)).toEqual([
    "0",
    "812",
    "4.1 k",
    "9.9 k",
    "10 k",
    "148 k",
    "1.0 M",
    "3.5 M",
    "1.0 G",
    "2.0 G",
  ]);
});

test("only all is all, and only nothing is nothing", () => {
  expect([0, 0.0001, 0.969, 0.9999, 1].map(share)).toEqual(["0 %", "0.1 %", "96.9 %", "99.9 %", "100 %"]);
});
