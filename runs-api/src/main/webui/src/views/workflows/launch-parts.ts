import { html, nothing, type TemplateResult } from "lit";
import { sentence } from "../../components/sentence";
import type { Project } from "../../api/types";
import { LIMIT_WANTED, limitOf } from "../../lib/budget-text";
import { plainText } from "../../lib/plain-text";
import { type Pair, pairRows } from "./pair-rows";

type Errors = ReadonlyMap<string, string>;

/** Settings for one run: those that the workflow names, and no others. */
export const settingsPart = (env: Pair[], errors: Errors, knobs: string[], change: (env: Pair[]) => void): TemplateResult =>
  html`<details ?open=${env.length > 0 || [...errors.keys()].some((key) => key.startsWith("env"))}>
    <summary>Settings <span class="mut small">settings of the workflow, for this run only</span></summary>
    ${pairRows({ what: "setting", pairs: env, errors, prefix: "env.", names: knobs, change })}
    <p class="hint">
      ${knobs.length ? `It takes ${knobs.join(", ")}.` : "It has none: neither it nor its imports name one."}
    </p>
  </details>`;

/** Where its agents work. One project alone is no choice. */
export function projectPart(projects: readonly Project[], chosen: string, errors: Errors, choose: (name: string) => void): TemplateResult | typeof nothing {
  if (projects.length < 2) return nothing;
  const note = projects.find((project) => project.name === chosen)?.note;
  const words = errors.get("project") ?? note;
  return html`<div class="field">
    <label for="launch-project">Project</label>
    <select
      id="launch-project"
      aria-invalid=${errors.has("project")}
      aria-describedby="launch-project-hint"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      <option value="" ?selected=${chosen === ""}>the workflow's own, or work</option>
      ${projects.map(
        (project) =>
          html`<option value=${project.name} ?selected=${project.name === chosen} ?disabled=${!project.usable}>
            ${project.name}${project.repository ? ` (${project.repository})` : ""}
          </option>`,
      )}
    </select>
    <small id="launch-project-hint" class=${errors.has("project") ? "field-error" : ""}
      >${words ? sentence(plainText(words)) : "the project in which its agents work"}</small
    >
  </div>`;
}

/** What its models may cost, as a text; empty leaves it to the workflow. */
export const budgetPart = (text: string, errors: Errors, change: (text: string) => void): TemplateResult => {
  const problem = errors.get("budget") ?? errors.get("budget.usd") ?? errors.get("budget.tokens") ?? (text.trim() && !limitOf(text) ? LIMIT_WANTED : "");
  return html`<div class="field">
    <label for="launch-budget">Budget</label>
    <input
      id="launch-budget"
      type="text"
      maxlength="60"
      placeholder="none of its own"
      autocomplete="off"
      .value=${text}
      aria-invalid=${problem !== ""}
      aria-describedby="launch-budget-hint"
      @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
    />
    <small id="launch-budget-hint" class=${problem ? "field-error" : ""}
      >${problem || "such as $2, or 200000 tokens: at the limit the run is paused, and a person is asked"}</small
    >
  </div>`;
};

/** What the run is called, and by what it is found. */
export function namePart(
  form: { runId: string; annotations: Pair[] },
  errors: Errors,
): TemplateResult {
  const text = (event: Event): string => (event.target as HTMLInputElement).value;
  return html`<details ?open=${form.annotations.length > 0 || errors.has("runId")}>
    <summary>Name and annotations <span class="mut small">to find it again</span></summary>
    <div class="field">
      <label for="launch-id">Run id</label>
      <input
        id="launch-id"
        type="text"
        placeholder="one is made"
        autocomplete="off"
        spellcheck="false"
        .value=${form.runId}
        aria-invalid=${errors.has("runId")}
        aria-describedby="launch-id-hint"
        @input=${(event: Event) => (form.runId = text(event))}
      />
      <small id="launch-id-hint" class=${errors.has("runId") ? "field-error" : ""}
        >${errors.has("runId") ? sentence(errors.get("runId")!) : "lower-case letters, digits, _ . -; at most 64"}</small
      >
    </div>
    ${pairRows({
      what: "annotation",
      pairs: form.annotations,
      errors,
      prefix: "annotations.",
      names: [],
      change: (pairs) => (form.annotations = pairs),
    })}
  </details>`;
}
