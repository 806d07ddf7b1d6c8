import { describe, expect, it } from "vitest";
import { limitOf, limitText } from "./budget-text";

describe("a limit", () => {
  it.each([
    ["$2", { usd: 2 }],
    ["0.50", { usd: 0.5 }],
    ["3 USD", { usd: 3 }],
    ["200000 tokens", { tokens: 200_000 }],
    ["$1, 5000 tokens", { usd: 1, tokens: 5000 }],
  ])("is read from %s", (text, limit) => expect(limitOf(text)).toEqual(limit));

  it.each(["", "much", "$0", "-1", "$1, $2", "1 token", "$1,"])("is none in %j", (text) => expect(limitOf(text)).toBeNull());

  it("is written as it is read", () => {
    for (const limit of [{ usd: 2.5 }, { tokens: 7 }, { usd: 1, tokens: 2 }]) expect(limitOf(limitText(limit))).toEqual(limit);
    expect(limitText(null)).toBe("");
  });
});
