import { html, type TemplateResult } from "lit";
import { type Pair, pairRows } from "./pair-rows";

type Errors = ReadonlyMap<string, string>;

/** Settings for one run: those that the workflow names, and no others. */
export const settingsPart = (env: Pair[], errors: Errors, knobs: string[], change: (env: Pair[]) => void): TemplateResult =>
  html`<details ?open=${env.length > 0 || [...errors.keys()].some((key) => key.startsWith("env"))}>
    <summary>Settings <span class="mut small">knobs of the workflow, for this run only</span></summary>
    ${pairRows({ what: "setting", pairs: env, errors, prefix: "env.", names: knobs, change })}
    <p class="hint">
      ${knobs.length ? `It takes ${knobs.join(", ")}.` : "It takes none: neither it nor what it imports names one."}
    </p>
  </details>`;

/** What the run is called, and by what it is found. */
export function namePart(
  form: { runId: string; annotations: Pair[] },
  errors: Errors,
): TemplateResult {
  const text = (event: Event): string => (event.target as HTMLInputElement).value;
  return html`<details ?open=${form.annotations.length > 0 || errors.has("runId")}>
    <summary>Name and annotations <span class="mut small">to find it by</span></summary>
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
        >${errors.get("runId") ?? "small letters, digits, _ . -; at most 64"}</small
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
