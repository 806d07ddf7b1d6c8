import { expect, test } from "vitest";
import { tokensInOut, tokensShort, tokensWords, type Used } from "./tokens";

const used = (more: Partial<Used>): Used => ({
  input: 10_000, output: 2_000, reasoning: 0, cacheRead: 0, total: 12_000, accuracy: "exact", standIn: false, ...more,
});
const unknown = used({ input: null, output: null, reasoning: null, cacheRead: null, total: null, accuracy: "unknown" });

test("a figure says how far it can be believed", () => {
  expect((["exact", "at-least", "estimated"] as const).map((accuracy) => tokensShort(used({ accuracy })))).toEqual(["12 k", "≥ 12 k", "≈ 12 k"]);
  expect(tokensInOut(used({ accuracy: "at-least" }))).toBe("≥ 10 k / 2.0 k");
  expect(tokensWords(used({ reasoning: 7, accuracy: "at-least" }))).toBe(
    "10,000 in, 2,000 out, 7 of it reasoning; at least so much: some calls were not reported.",
  );
});

test("what nobody reported is unknown and not nothing", () => {
  expect([tokensShort(unknown), tokensInOut(unknown), tokensWords(unknown)]).toEqual([
    "unknown", "unknown", "Tokens unknown: nobody reported what was used.",
  ]);
  expect(tokensShort(used({ input: 0, output: 0, total: 0 }))).toBe("");
});

test("the stand-in is named", () => {
  const standIn = used({ input: 0, output: 0, total: 0, standIn: true });
  expect(tokensShort(standIn)).toBe("stand-in");
  expect(tokensWords(standIn)).toContain("stand-in answered");
});
