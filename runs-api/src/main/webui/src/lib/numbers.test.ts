import { expect, test } from "vitest";
import { compact, share } from "./numbers";

test("large numbers keep three digits", () => {
  expect([0, 950, 999, 1_000, 9_949, 12_345, 812_000, 999_499, 999_501, 3_480_000, 2e9].map(compact)).toEqual([
    "0",
    "950",
    "999",
    "1.00 k",
    "9.95 k",
    "12.3 k",
    "812 k",
    "999 k",
    "1.00 M",
    "3.48 M",
    "2.00 G",
  ]);
});

test("only all is all, and only nothing is nothing", () => {
  expect([0, 0.0001, 0.969, 0.9999, 1].map(share)).toEqual(["0 %", "0.1 %", "96.9 %", "99.9 %", "100 %"]);
});
