import { expect, test } from "vitest";
import { modelMark, shortModel } from "./model-mark";

test("a model has a mark of two characters", () => {
  expect(["nvidia/nemotron-3-ultra-550b", "z-ai/glm-5.2", "moonshotai/kimi-k2.6", "openai/gpt-oss-120b", "x"].map(modelMark)).toEqual([
    "N3",
    "GL",
    "KI",
    "GP",
    "X",
  ]);
});

test("a model is called without its vendor", () => {
  expect(shortModel("z-ai/glm-5.2")).toBe("glm-5.2");
  expect(shortModel("local")).toBe("local");
});
