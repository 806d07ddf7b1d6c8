import type { Json } from "./json";
import { isExact, stringifyExact } from "./exact-json";
import type { InputField } from "./input-schema";

type Schema = { [name: string]: Json };

const MAX_FIELDS = 200;
const MAX_HOPS = 20;

/** The fields of an object that a JSON Schema describes; null where it describes something else. */
export function schemaFields(schema: Json): InputField[] | null {
  const root = isSchema(schema) ? resolved(schema, schema) : null;
  const properties = root?.["properties"];
  if (!root || !isSchema(properties)) return null;
  const required = new Set(Array.isArray(root["required"]) ? root["required"] : []);
  return Object.entries(properties)
    .slice(0, MAX_FIELDS)
    .map(([name, property]) => field(name, isSchema(property) ? property : {}, schema as Schema, required.has(name)));
}

function field(name: string, given: Schema, root: Schema, isRequired: boolean): InputField {
  const { schema, nullable } = withoutNull(resolved(given, root), root);
  const standard = given["default"] ?? schema["default"];
  const says = given["description"] ?? schema["description"];
  return {
    name,
    ...kindOf(schema, root),
    optional: !isRequired || standard !== undefined,
    ...(nullable && { nullable }),
    ...(typeof says === "string" && { says }),
    ...(standard !== undefined && standard !== null && { standard: stringifyExact(standard) }),
  };
}

/** What a `$ref` within the schema leads to. */
function resolved(schema: Schema, root: Schema): Schema {
  let at = schema;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const ref = at["$ref"];
    if (typeof ref !== "string" || !ref.startsWith("#/")) return at;
    let target: Json = root;
    for (const part of ref.slice(2).split("/")) target = isSchema(target) ? (target[part] ?? null) : null;
    if (!isSchema(target)) return {};
    at = target;
  }
  return {}; // a circle
}

/** `string | null` as `string`. */
function withoutNull(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  const types = schema["type"];
  if (Array.isArray(types) && types.includes("null")) {
    const others = types.filter((type) => type !== "null");
    return { schema: { ...schema, type: others.length === 1 ? others[0]! : others }, nullable: true };
  }
  const any = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(any)) return { schema, nullable: false };
  const members = any.filter(isSchema).map((member) => resolved(member, root));
  const others = members.filter((member) => member["type"] !== "null");
  return others.length === 1 ? { schema: others[0]!, nullable: members.length > 1 } : { schema, nullable: others.length < members.length };
}

function kindOf(schema: Schema, root: Schema): Pick<InputField, "kind" | "choices" | "whole" | "min" | "max"> {
  const choices = Array.isArray(schema["enum"]) ? schema["enum"] : schema["const"] === undefined ? null : [schema["const"]];
  if (choices) {
    return choices.length > 0 && choices.every((choice) => typeof choice === "string") ? { kind: "choice", choices } : { kind: "json" };
  }
  switch (schema["type"]) {
    case "string":
      return { kind: "text", ...bounds(schema, "minLength", "maxLength") };
    case "integer":
      return { kind: "number", whole: true, ...bounds(schema, "minimum", "maximum") };
    case "number":
      return { kind: "number", ...bounds(schema, "minimum", "maximum") };
    case "boolean":
      return { kind: "boolean" };
    case "array": {
      const items = isSchema(schema["items"]) ? resolved(schema["items"], root) : {};
      return { kind: items["type"] === "string" && !items["enum"] ? "list" : "json", ...bounds(schema, "minItems", "maxItems") };
    }
    default:
      return { kind: "json" };
  }
}

/** Bounds that say something: zod writes the largest safe integer for every whole number. */
function bounds(schema: Schema, least: string, most: string): Pick<InputField, "min" | "max"> {
  const limit = (value: Json | undefined): number | null =>
    typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
  const [min, max] = [limit(schema[least]), limit(schema[most])];
  return { ...(min !== null && { min }), ...(max !== null && { max }) };
}

const isSchema = (value: Json | undefined): value is Schema =>
  value !== undefined && value !== null && typeof value === "object" && !Array.isArray(value) && !isExact(value);
