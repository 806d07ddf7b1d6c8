/** The engine's own options for executing a run, as they stand in a form. */
export interface ExecutionForm {
  maxConcurrency: string;
  root: string;
  logDir: string;
  /** Empty leaves it as it is. */
  log: "" | "yes" | "no";
  allowNetwork: "" | "yes" | "no";
  maxOutputBytes: string;
  toolTimeoutMs: string;
}

export const NO_EXECUTION: ExecutionForm = {
  maxConcurrency: "",
  root: "",
  logDir: "",
  log: "",
  allowNetwork: "",
  maxOutputBytes: "",
  toolTimeoutMs: "",
};

/** Those fields of a launch or a resume. */
export interface ExecutionFields {
  maxConcurrency?: number;
  root?: string;
  logDir?: string;
  log?: boolean;
  allowNetwork?: boolean;
  maxOutputBytes?: number;
  toolTimeoutMs?: number;
}

/** How the options of an earlier run stand in a form. */
export function executionForm(fields: ExecutionFields): ExecutionForm {
  const number = (value: number | undefined): string => (value === undefined ? "" : String(value));
  const choice = (value: boolean | undefined): "" | "yes" | "no" => (value === undefined ? "" : value ? "yes" : "no");
  return {
    maxConcurrency: number(fields.maxConcurrency),
    root: fields.root ?? "",
    logDir: fields.logDir ?? "",
    log: choice(fields.log),
    allowNetwork: choice(fields.allowNetwork),
    maxOutputBytes: number(fields.maxOutputBytes),
    toolTimeoutMs: number(fields.toolTimeoutMs),
  };
}

/** What was filled in; the service says which values it does not take. */
export function executionFields(form: ExecutionForm): ExecutionFields {
  const fields: ExecutionFields = {};
  for (const name of ["maxConcurrency", "maxOutputBytes", "toolTimeoutMs"] as const) {
    const number = Number(form[name].trim());
    if (form[name].trim() !== "" && Number.isFinite(number)) fields[name] = number;
  }
  for (const name of ["root", "logDir"] as const) if (form[name].trim()) fields[name] = form[name].trim();
  for (const name of ["log", "allowNetwork"] as const) if (form[name]) fields[name] = form[name] === "yes";
  return fields;
}

/** The same as options of `chad-runs`. */
export function executionWords(fields: ExecutionFields): string[] {
  const words: string[] = [];
  if (fields.maxConcurrency !== undefined) words.push("--max-concurrency", String(fields.maxConcurrency));
  if (fields.root !== undefined) words.push("--root", fields.root);
  if (fields.logDir !== undefined) words.push("--log-dir", fields.logDir);
  if (fields.log !== undefined) words.push(fields.log ? "--log" : "--no-log");
  if (fields.allowNetwork !== undefined) words.push(fields.allowNetwork ? "--allow-network" : "--no-allow-network");
  if (fields.maxOutputBytes !== undefined) words.push("--max-output-bytes", String(fields.maxOutputBytes));
  if (fields.toolTimeoutMs !== undefined) words.push("--tool-timeout-ms", String(fields.toolTimeoutMs));
  return words;
}
