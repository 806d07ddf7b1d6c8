import { expect, it } from "vitest";
import { ACTIVE, hasEnded, NEEDS_YOU } from "./run-state";

it("does not call a fork active that nobody started: nothing goes on with it by itself", () => {
  expect(ACTIVE).not.toContain("not-started");
  expect(ACTIVE.filter((state) => hasEnded(state) || NEEDS_YOU.includes(state))).toEqual([]);
});
