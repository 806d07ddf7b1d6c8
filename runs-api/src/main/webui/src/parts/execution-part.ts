import { html, nothing, type TemplateResult } from "lit";
import { sentence } from "../components/sentence";
import type { ExecutionForm } from "../lib/execution";

type Errors = ReadonlyMap<string, string>;

const FIELDS = ["maxConcurrency", "root", "logDir", "log", "allowNetwork", "maxOutputBytes", "toolTimeoutMs"];

/** How the engine executes the run: its own options, for a launch and for each resume. */
export function executionPart(form: ExecutionForm, errors: Errors, change: (form: ExecutionForm) => void): TemplateResult {
  const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const field = (name: keyof ExecutionForm, word: string, hint: string, control: TemplateResult): TemplateResult =>
    html`<div class="field">
      <label for="execution-${name}">${word}</label>
      ${control}
      <small id="execution-${name}-hint" class=${errors.has(name) ? "field-error" : ""}>${sentence(errors.get(name) ?? hint)}</small>
    </div>`;
  const text = (name: "root" | "logDir", word: string, hint: string): TemplateResult =>
    field(
      name,
      word,
      hint,
      html`<input
        id="execution-${name}"
        type="text"
        autocomplete="off"
        spellcheck="false"
        .value=${form[name]}
        aria-invalid=${errors.has(name)}
        aria-describedby="execution-${name}-hint"
        @input=${(event: Event) => change({ ...form, [name]: value(event) })}
      />`,
    );
  const number = (name: "maxConcurrency" | "maxOutputBytes" | "toolTimeoutMs", word: string, hint: string, max: number): TemplateResult =>
    field(
      name,
      word,
      hint,
      html`<input
        id="execution-${name}"
        type="number"
        min="1"
        max=${max}
        placeholder="the engine's"
        .value=${form[name]}
        aria-invalid=${errors.has(name)}
        aria-describedby="execution-${name}-hint"
        @input=${(event: Event) => change({ ...form, [name]: value(event) })}
      />`,
    );
  const choice = (name: "log" | "allowNetwork", word: string, hint: string): TemplateResult =>
    field(
      name,
      word,
      hint,
      html`<select
        id="execution-${name}"
        aria-describedby="execution-${name}-hint"
        @change=${(event: Event) => change({ ...form, [name]: value(event) as "" | "yes" | "no" })}
      >
        <option value="" ?selected=${form[name] === ""}>as it is</option>
        <option value="yes" ?selected=${form[name] === "yes"}>yes</option>
        <option value="no" ?selected=${form[name] === "no"}>no</option>
      </select>`,
    );
  const open = FIELDS.some((name) => errors.has(name));
  return html`<details ?open=${open || nothing}>
    <summary>Execution <span class="mut small">the engine's own options</span></summary>
    ${number("maxConcurrency", "Tasks at a time", "1 to 64", 64)}
    ${text("root", "Folder for tools", "below the state folder, for example sandbox/night; it must exist")}
    ${choice("allowNetwork", "Tools may use the network", "the engine's bash tool; no by default")}
    ${number("toolTimeoutMs", "Time limit of a tool call", "in milliseconds", 86_400_000)}
    ${number("maxOutputBytes", "Maximum output of a tool call", "in bytes", 100_000_000)}
    ${choice("log", "Also write events to a file", "the store has them anyway")}
    ${text("logDir", "Folder of that file", "below the state folder, for example logs/night")}
  </details>`;
}
