import { describe, expect, test } from "vitest";
import { fromIso, readSeconds, toIso } from "./iso-duration";

describe("lengths of time", () => {
  test.each([
    ["15 min", "PT15M"],
    ["1h 30m", "PT1H30M"],
    ["90 s", "PT1M30S"],
    ["2 days", "P2D"],
    ["1 d 6 h", "P1DT6H"],
    ["PT36H", "P1DT12H"],
    ["0 s", "PT0S"],
  ])("%s is %s", (typed, iso) => {
    expect(toIso(typed)).toBe(iso);
  });

  test.each(["", "soon", "15", "m", "P", "PT", "1.5 h", "-5 m"])("%j is none", (typed) => {
    expect(toIso(typed)).toBeNull();
  });

  test.each([
    ["PT15M", "15 m"],
    ["PT90M", "1 h 30 m"],
    ["P1D", "1 d"],
    ["PT0S", "0 s"],
    ["PT0.5S", "PT0.5S"],
  ])("%s is shown as %s, which is read again", (iso, words) => {
    expect(fromIso(iso)).toBe(words);
    expect(readSeconds(words)).toBe(readSeconds(iso));
  });
});
