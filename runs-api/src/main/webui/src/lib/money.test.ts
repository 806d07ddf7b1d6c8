import { expect, test } from "vitest";
import { money, moneyNote } from "./money";

test("an amount says how far it can be believed", () => {
  expect([money(1.42, "exact"), money(0.0421, "at-least"), money(3, "estimated"), money(null, "unknown")]).toEqual([
    "$1.42", "≥ $0.042", "≈ $3.00", "unknown",
  ]);
});

test("what is missing is named", () => {
  expect(moneyNote(1, "exact", [])).toBe("");
  expect(moneyNote(1, "at-least", ["lab/x"])).toBe("At least so much. No price is known of lab/x.");
  expect(moneyNote(null, "unknown", ["lab/x"])).toBe("Cost unknown. No price is known of lab/x.");
});
