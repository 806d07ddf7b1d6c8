import { expect, test } from "vitest";
import { duration } from "./duration";

test.each([
  [0, "0 ms"],
  [54, "54 ms"],
  [240, "0.2 s"],
  [1_300, "1.3 s"],
  [9_949, "9.9 s"],
  [58_400, "58 s"],
  [490_000, "8 m 10 s"],
  [3_600_000, "1 h"],
  [7_860_000, "2 h 11 m"],
  [273_600_000, "3 d 4 h"],
  [-5, "0 s"],
])("%i ms is %s", (ms, text) => expect(duration(ms)).toBe(text));
