import { describe, expect, it } from "vitest";
import type { InputField } from "./input-schema";
import { asGiven, changedFields, errorsByField, fieldText, formFields, launchWords, limits, readField, readInput } from "./launch-form";

const field = (name: string, kind: InputField["kind"], more: Partial<InputField> = {}): InputField => ({
  name,
  kind,
  optional: true,
  ...more,
});

describe("fields", () => {
  it("come from earlier inputs where the source does not tell", () => {
    const fields = formFields(null, [{ prompt: "x", models: ["a"], max: 3 }, { deep: { a: 1 }, prompt: "y" }]);

    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ["prompt", "text"],
      ["models", "list"],
      ["max", "number"],
      ["deep", "json"],
    ]);
  });

  it("are read as what they are", () => {
    expect(readField(field("max", "number"), " 4 ")).toEqual({ value: 4 });
    expect(readField(field("models", "list"), "a\n\n b ")).toEqual({ value: ["a", "b"] });
    expect(readField(field("rules", "json"), '{"a":1}')).toEqual({ value: { a: 1 } });
    expect(readField(field("shadow", "boolean"), "true")).toEqual({ value: true });
  });

  it("are left out when they are empty", () => {
    expect(readField(field("max", "number"), "")).toEqual({ value: undefined });
    expect(readField(field("note", "text"), "")).toEqual({ value: undefined });
    expect(readField(field("prompt", "text", { optional: false }), "")).toEqual({ value: "" });
  });

  it("say what is wrong", () => {
    expect(readField(field("max", "number"), "four")).toHaveProperty("problem");
    expect(readField(field("max", "number", { whole: true }), "1.5")).toHaveProperty("problem");
    expect(readField(field("rules", "json"), "{")).toHaveProperty("problem");
  });

  it("show a value as it is read again", () => {
    expect(fieldText("list", ["a", "b"])).toBe("a\nb");
    expect(fieldText("number", 3)).toBe("3");
    expect(fieldText("boolean", undefined)).toBe("");
  });

  it("tell their limits", () => {
    expect(limits(field("a", "number", { min: 1, max: 12 }))).toBe("1 to 12");
    expect(limits(field("a", "text", { min: 1 }))).toBe("");
    expect(limits(field("a", "list", { max: 3 }))).toBe("at most 3 entries");
  });
});

it("takes only an object for an input", () => {
  expect(readInput("[1]")).toHaveProperty("problem");
  expect(readInput("")).toEqual({ value: {} });
});

it("turns the store's names back into the workflow's", () => {
  const fields = [field("prompt", "text"), field("failModels", "list")];

  expect(asGiven({ prompt: "x", fail_models: ["a"], other_thing: 1 }, fields)).toEqual({
    input: { prompt: "x", failModels: ["a"], other_thing: 1 },
    renamed: ["failModels"],
  });
});

it("finds the field of what the service refuses", () => {
  const errors = errorsByField([
    { field: "input.prompt", value: null, allowed: "expected string" },
    { field: "input.rules.window", value: null, allowed: "too small" },
    { field: "env.CHAD_X_URL", value: null, allowed: "could redirect" },
    { field: "runId", value: "A", allowed: "letters" },
  ]);

  expect([...errors]).toEqual([
    ["input.prompt", "expected string"],
    ["input.rules", "window: too small"],
    ["env.CHAD_X_URL", "could redirect"],
    ["runId", "letters"],
  ]);
});

it("says the command that does the same", () => {
  expect(launchWords({ workflow: "fusion.jsx", input: { prompt: "Why?" }, env: { DRY_RUN: "1" }, annotations: {} })).toEqual([
    "launch", "fusion.jsx", "--prompt", "Why?", "--env", "DRY_RUN=1",
  ]);
  expect(
    launchWords({ workflow: "a.jsx", input: { a: 1 }, env: {}, annotations: { why: "x" }, runId: "r-1", project: "shop", maxConcurrency: 2 }),
  ).toEqual(["launch", "a.jsx", "--input", '{"a":1}', "--annotation", "why=x", "--run-id", "r-1", "--project", "shop", "--max-concurrency", "2"]);
});

it("tells a fork what was changed and no more", () => {
  const given = { prompt: "Why?", n: 1, list: [1, 2], gone: "x" };
  expect(changedFields(given, { ...given })).toEqual({});
  expect(changedFields(given, { prompt: "How?", n: 1, list: [1, 2, 3], more: true })).toEqual({
    prompt: "How?",
    list: [1, 2, 3],
    gone: null,
    more: true,
  });
});
