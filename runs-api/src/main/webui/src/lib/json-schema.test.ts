import { describe, expect, it } from "vitest";
import type { Json } from "./json";
import { schemaFields } from "./json-schema";

describe("the fields of a JSON Schema", () => {
  it("are what zod writes of an object", () => {
    const schema: Json = {
      type: "object",
      properties: {
        prompt: { type: "string", minLength: 1, description: "What to ask." },
        max: { type: "integer", minimum: 1, maximum: 9007199254740991, default: 6 },
        rate: { type: "number" },
        shadow: { type: "boolean", default: true },
        tone: { type: "string", enum: ["plain", "warm"] },
        models: { type: "array", items: { type: "string" }, maxItems: 8 },
        rules: { type: "array", items: { type: "object" } },
      },
      required: ["prompt", "max", "rate", "shadow", "tone"],
    };

    expect(schemaFields(schema)).toEqual([
      { name: "prompt", kind: "text", optional: false, min: 1, says: "What to ask." },
      { name: "max", kind: "number", whole: true, optional: true, min: 1, standard: "6" },
      { name: "rate", kind: "number", optional: false },
      { name: "shadow", kind: "boolean", optional: true, standard: "true" },
      { name: "tone", kind: "choice", choices: ["plain", "warm"], optional: false },
      { name: "models", kind: "list", optional: true, max: 8 },
      { name: "rules", kind: "json", optional: true },
    ]);
  });

  it("are found behind references, and may be null", () => {
    const schema: Json = {
      $ref: "#/$defs/all",
      $defs: {
        all: {
          type: "object",
          required: ["name", "age", "self"],
          properties: {
            name: { anyOf: [{ type: "string" }, { type: "null" }] },
            age: { type: ["number", "null"], default: null },
            self: { $ref: "#/$defs/loop" },
          },
        },
        loop: { $ref: "#/$defs/loop" },
      },
    };

    expect(schemaFields(schema)).toEqual([
      { name: "name", kind: "text", optional: false, nullable: true },
      { name: "age", kind: "number", optional: true, nullable: true },
      { name: "self", kind: "json", optional: false },
    ]);
  });

  it("are not made up for what is no object", () => {
    for (const schema of [null, "text", { type: "string" }, { type: "object" }, [1]]) expect(schemaFields(schema)).toBeNull();
  });
});
