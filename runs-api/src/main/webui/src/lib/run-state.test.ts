import { expect, it } from "vitest";
import { ACTIVE, hasEnded, NEEDS_YOU, nextAttemptWords } from "./run-state";

it("does not call a fork active that nobody started: nothing goes on with it by itself", () => {
  expect(ACTIVE).not.toContain("not-started");
  expect(ACTIVE.filter((state) => hasEnded(state) || NEEDS_YOU.includes(state))).toEqual([]);
});

it("says which attempt comes next, of how many and when", () => {
  expect(nextAttemptWords({ attempt: 6, limit: null, atMs: 20_000 }, 0)).toBe("attempt 6 of ∞, again in 20 s");
  expect(nextAttemptWords({ attempt: 2, limit: 3, atMs: null }, 0)).toBe("attempt 2 of 3");
  expect(nextAttemptWords({ attempt: 2, limit: 3, atMs: 1 }, 1)).toBe("attempt 2 of 3, due");
});
