import type { Json, Problem } from "../api/types";
import { isExact, parseStored, stringifyExact } from "./exact-json";
import { type ExecutionFields, executionWords } from "./execution";
import type { InputField } from "./input-schema";

export type InputValue = { [name: string]: Json };

export interface LaunchRequest extends ExecutionFields {
  workflow: string;
  input: InputValue;
  env: Record<string, string>;
  runId?: string;
  annotations: Record<string, Json>;
  project?: string;
}

/** The fields of the form: what the schema names; without a schema, what earlier runs were given. */
export function formFields(schema: InputField[] | null, examples: readonly InputValue[]): InputField[] {
  if (schema) return schema;
  const fields = new Map<string, InputField>();
  for (const example of examples) {
    for (const [name, value] of Object.entries(example)) {
      if (!fields.has(name)) fields.set(name, { name, kind: kindOfValue(value), optional: true });
    }
  }
  return [...fields.values()];
}

function kindOfValue(value: Json): InputField["kind"] {
  if (typeof value === "string") return "text";
  if (typeof value === "number" || isExact(value)) return "number";
  if (typeof value === "boolean") return "boolean";
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? "list" : "json";
}

/** How a value stands in its field. */
export function fieldText(kind: InputField["kind"], value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (kind === "list" && Array.isArray(value)) return value.map((one) => (typeof one === "string" ? one : stringifyExact(one))).join("\n");
  if (kind === "json") return stringifyExact(value, 2);
  return typeof value === "string" ? value : stringifyExact(value);
}

export type Read = { value: Json | undefined } | { problem: string };

/** What a field's text means; `undefined` leaves it out of the input. */
export function readField(field: InputField, text: string): Read {
  if (text.trim() === "" && field.nullable && !field.optional) return { value: null };
  if (field.kind !== "text" && text.trim() === "") return { value: undefined };
  switch (field.kind) {
    case "text":
      return { value: text === "" && field.optional ? undefined : text };
    case "choice":
      return { value: text };
    case "number": {
      const number = Number(text.trim());
      if (!Number.isFinite(number)) return { problem: "This is not a number." };
      if (field.whole && !Number.isInteger(number)) return { problem: "This must be a whole number." };
      return { value: String(number) === text.trim() ? number : parseStored<Json>(text.trim()) };
    }
    case "boolean":
      return { value: text === "true" };
    case "list":
      return { value: text.split("\n").map((line) => line.trim()).filter(Boolean) };
    case "json":
      return readJson(text);
  }
}

function readJson(text: string): { value: Json } | { problem: string } {
  try {
    return { value: parseStored<Json>(text) };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : "This is not valid JSON." };
  }
}

/** The input as JSON text; an object is the only thing that a workflow takes. */
export function readInput(text: string): { value: InputValue } | { problem: string } {
  const read = readJson(text.trim() === "" ? "{}" : text);
  if ("problem" in read) return read;
  if (read.value === null || typeof read.value !== "object" || Array.isArray(read.value)) {
    return { problem: "The input must be an object: { … }." };
  }
  return { value: read.value };
}

/** "1 to 50,000", "at least 1"; for texts and lists these are lengths. */
export function limits(field: InputField): string {
  const { min, max } = field;
  const unit = field.kind === "text" ? " characters" : field.kind === "list" || field.kind === "json" ? " entries" : "";
  const number = (value: number): string => value.toLocaleString();
  if (min !== undefined && max !== undefined) return `${number(min)} to ${number(max)}${unit}`;
  if (max !== undefined) return `at most ${number(max)}${unit}`;
  return min !== undefined && !(field.kind === "text" && min <= 1) ? `at least ${number(min)}${unit}` : "";
}

/**
 * An input as it was given: the engine's table of inputs has `fail_models` for a field `failModels`, and a workflow
 * silently drops the former.
 *
 * @returns the input, and the names that were turned back
 */
export function asGiven(stored: InputValue, fields: readonly InputField[]): { input: InputValue; renamed: string[] } {
  const bySnake = new Map(fields.map((field) => [snake(field.name), field.name]));
  const names = new Set(fields.map((field) => field.name));
  const input: InputValue = {};
  const renamed: string[] = [];
  for (const [name, value] of Object.entries(stored)) {
    const given = names.has(name) ? name : (bySnake.get(name) ?? name);
    if (given !== name) renamed.push(given);
    input[given] = value;
  }
  return { input, renamed };
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What a fork is told: fields that differ from what the parent was given. One that was taken out becomes null. */
export function changedFields(given: InputValue, edited: InputValue): InputValue {
  const changed: InputValue = {};
  for (const name of new Set([...Object.keys(given), ...Object.keys(edited)])) {
    const value = edited[name] ?? null;
    if (stringifyExact(value) !== stringifyExact(given[name] ?? null)) changed[name] = value;
  }
  return changed;
}

/** The service's words by field: `input.prompt`, `env.CHAD_X`, `runId`. What is deeper belongs to the field above. */
export function errorsByField(errors: Problem["errors"]): Map<string, string> {
  const all = new Map<string, string>();
  for (const { field, allowed } of errors ?? []) {
    const [part, name] = field.split(".");
    const key = name === undefined ? part! : `${part}.${name}`;
    const inner = field.slice(key.length + 1);
    const words = inner ? `${inner}: ${allowed}` : allowed;
    all.set(key, all.has(key) ? `${all.get(key)} ${words}` : words);
  }
  return all;
}

/** The words of the `chad-runs` command that launches the same. */
export function launchWords(request: LaunchRequest): string[] {
  const words = ["launch", request.workflow];
  const names = Object.keys(request.input);
  if (names.length === 1 && typeof request.input["prompt"] === "string") words.push("--prompt", request.input["prompt"]);
  else if (names.length) words.push("--input", stringifyExact(request.input));
  for (const [name, value] of Object.entries(request.env)) words.push("--env", `${name}=${value}`);
  for (const [name, value] of Object.entries(request.annotations)) words.push("--annotation", `${name}=${value}`);
  if (request.runId) words.push("--run-id", request.runId);
  if (request.project) words.push("--project", request.project);
  words.push(...executionWords(request));
  return words;
}
