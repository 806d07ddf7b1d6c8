import { expect, it } from "vitest";
import { byClass, modelRows } from "./model-groups";

const IDS = ["nvidia/b", "meta/llama-3", "nvidia/a", "lonely"];

it("groups models by vendor", () => {
  expect(modelRows(IDS, "").rows).toEqual([
    { kind: "vendor", vendor: "meta", count: 1 },
    { kind: "model", id: "meta/llama-3" },
    { kind: "vendor", vendor: "nvidia", count: 2 },
    { kind: "model", id: "nvidia/a" },
    { kind: "model", id: "nvidia/b" },
    { kind: "vendor", vendor: "other", count: 1 },
    { kind: "model", id: "lonely" },
  ]);
});

it("finds all words, whatever their case", () => {
  expect(modelRows(IDS, "LLAMA meta")).toEqual({
    found: 1,
    rows: [
      { kind: "vendor", vendor: "meta", count: 1 },
      { kind: "model", id: "meta/llama-3" },
    ],
  });
});

it("counts what was left out by class", () => {
  expect(byClass({ x: "embed", y: "guard", a: "embed" })).toEqual([
    { name: "embed", ids: ["a", "x"] },
    { name: "guard", ids: ["y"] },
  ]);
});
