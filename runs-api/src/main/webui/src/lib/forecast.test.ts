import { expect, test } from "vitest";
import { launchTraits, usualTime } from "./forecast";

const usual = (p50: number, p90: number): Parameters<typeof usualTime>[0] => ({ p50, p90, runs: 20, accuracy: "exact" });

test("what is usual is a span, and one figure where both are the same", () => {
  expect([usualTime(usual(184_000, 291_000)), usualTime(usual(4_000, 4_010))]).toEqual(["3 m 4 s to 4 m 51 s", "4.0 s"]);
});

test("of a launch that counts which says how much is to be done, and no text", () => {
  expect(
    launchTraits({ input: { prompt: "Why?", rounds: 3, dry: true, models: ["a", "b"], note: null }, env: { CHAD_FUSION_MAX: "3" } }),
  ).toEqual(["CHAD_FUSION_MAX=3", "input.rounds=3", "input.dry=true", "input.models=2"]);
});
