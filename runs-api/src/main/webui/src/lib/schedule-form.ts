import type { Json, ScheduleDefinition } from "../api/types";
import { LIMIT_WANTED, limitOf, limitText } from "./budget-text";
import { type ExecutionFields, type ExecutionForm, executionFields, executionForm } from "./execution";
import { fromIso, toIso } from "./iso-duration";
import type { InputValue } from "./launch-form";

/** The texts of the form, by the names that the service has for them. */
export interface ScheduleTexts {
  name: string;
  workflow: string;
  /** Which of the two counts. */
  by: "cron" | "every";
  /** One expression on each line. */
  cron: string;
  every: string;
  zone: string;
  start: string;
  end: string;
  jitter: string;
  overlap: string;
  catchUp: string;
  catchUpWindow: string;
  pauseAfterFailures: string;
  mustStartWithin: string;
  mustFinishWithin: string;
  mustSucceed: boolean;
  pingUrl: string;
  description: string;
  project: string;
  /** As `limitOf` reads it. */
  budget: string;
}

export const NEW_SCHEDULE: ScheduleTexts = {
  name: "",
  workflow: "",
  by: "cron",
  cron: "45 4 * * *",
  every: "15 m",
  zone: "",
  start: "",
  end: "",
  jitter: "",
  overlap: "skip",
  catchUp: "latest",
  catchUpWindow: "",
  pauseAfterFailures: "",
  mustStartWithin: "",
  mustFinishWithin: "",
  mustSucceed: true,
  pingUrl: "",
  description: "",
  project: "",
  budget: "",
};

const LENGTHS = ["jitter", "catchUpWindow", "mustStartWithin", "mustFinishWithin"] as const;

/** How a schedule stands in its form. */
export function textsOf(name: string, definition: ScheduleDefinition): ScheduleTexts {
  const length = (iso: string | null | undefined): string => (iso ? fromIso(iso) : "");
  return {
    name,
    workflow: definition.workflow,
    by: definition.every ? "every" : "cron",
    cron: definition.cron?.join("\n") ?? NEW_SCHEDULE.cron,
    every: definition.every ? fromIso(definition.every) : NEW_SCHEDULE.every,
    zone: definition.zone ?? "",
    start: localInput(definition.start),
    end: localInput(definition.end),
    jitter: length(definition.jitter),
    overlap: definition.overlap ?? "skip",
    catchUp: definition.catchUp ?? "latest",
    catchUpWindow: length(definition.catchUpWindow),
    pauseAfterFailures: definition.pauseAfterFailures ? String(definition.pauseAfterFailures) : "",
    mustStartWithin: length(definition.mustStartWithin),
    mustFinishWithin: length(definition.mustFinishWithin),
    mustSucceed: definition.mustSucceed !== false,
    pingUrl: definition.pingUrl ?? "",
    description: definition.description ?? "",
    project: definition.project ?? "",
    budget: limitText(definition.budget),
  };
}

export const optionsOf = (definition: ScheduleDefinition): ExecutionForm =>
  executionForm(Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== null)) as ExecutionFields);

/** Why a text can't be sent, by field; what only the service can judge is left to it. */
export function textProblems(texts: ScheduleTexts, isNew: boolean): Map<string, string> {
  const problems = new Map<string, string>();
  if (isNew && !texts.name.trim()) problems.set("name", "Give it a name.");
  if (!texts.workflow) problems.set("workflow", "Choose the workflow that it launches.");
  if (texts.by === "cron" && !cronLines(texts.cron).length) problems.set("cron", "Give it a cron expression, such as 45 4 * * 1-5.");
  if (texts.by === "every" && toIso(texts.every) === null) problems.set("every", LENGTH_WANTED);
  for (const field of LENGTHS) if (texts[field].trim() && toIso(texts[field]) === null) problems.set(field, LENGTH_WANTED);
  if (texts.budget.trim() && !limitOf(texts.budget)) problems.set("budget", LIMIT_WANTED);
  return problems;
}

const LENGTH_WANTED = "Give it a length of time, such as 15 min or 1 h 30 m.";

export const cronLines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** When it is due: what a preview is asked for, and a part of the definition. */
export interface When {
  cron?: string[];
  every?: string;
  zone?: string;
  start?: string;
  end?: string;
}

export function whenOf(texts: ScheduleTexts): When {
  const when: When = {};
  if (texts.by === "cron") when.cron = cronLines(texts.cron);
  else when.every = toIso(texts.every) ?? texts.every;
  if (texts.zone.trim()) when.zone = texts.zone.trim();
  if (texts.start) when.start = instant(texts.start);
  if (texts.end) when.end = instant(texts.end);
  return when;
}

/** What is sent. Defaults are left out, so that a schedule follows them. */
export function definitionOf(
  texts: ScheduleTexts,
  input: InputValue,
  env: Record<string, string>,
  annotations: Record<string, Json>,
  execution: ExecutionForm,
): ScheduleDefinition {
  const definition: Record<string, unknown> = { workflow: texts.workflow, ...whenOf(texts), ...executionFields(execution) };
  if (Object.keys(input).length) definition["input"] = input;
  if (Object.keys(env).length) definition["env"] = env;
  if (Object.keys(annotations).length) definition["annotations"] = annotations;
  for (const field of LENGTHS) if (texts[field].trim()) definition[field] = toIso(texts[field]) ?? texts[field];
  for (const field of ["pingUrl", "description", "project"] as const) if (texts[field].trim()) definition[field] = texts[field].trim();
  if (texts.budget.trim()) definition["budget"] = limitOf(texts.budget);
  if (texts.overlap !== "skip") definition["overlap"] = texts.overlap;
  if (texts.catchUp !== "latest") definition["catchUp"] = texts.catchUp;
  if (texts.pauseAfterFailures.trim()) definition["pauseAfterFailures"] = Number(texts.pauseAfterFailures);
  if (!texts.mustSucceed) definition["mustSucceed"] = false;
  return definition as ScheduleDefinition;
}

/** A field of date and time has the clock of this browser, and the service an instant. */
const instant = (local: string): string => {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
};

function localInput(iso: string | null | undefined): string {
  const date = new Date(iso ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
