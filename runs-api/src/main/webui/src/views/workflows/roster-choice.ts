import { html, nothing, type TemplateResult } from "lit";
import { sentence } from "../../components/sentence";
import { ApiError } from "../../api/problem";
import type { Roster } from "../../api/types";
import { oneLine, plainText } from "../../lib/plain-text";
import { stageWord } from "../../lib/roster-words";
import "../../parts/model-chips";

/** Whom a fusion would ask now, and why these; or the models that the operator names in their place. */
export function rosterChoice(
  roster: Roster | ApiError | null,
  models: string[] | null,
  choose: (models: string[] | null) => void,
  retry: () => void,
): TemplateResult {
  const resolved = roster instanceof ApiError || !roster ? [] : roster.models;
  return html`<section aria-label="Models">
    <div class="launch-line"><h3>Models</h3></div>
    <label class="launch-radio">
      <input type="radio" name="launch-roster" .checked=${models === null} @change=${() => choose(null)} />
      Default roster ${roster && !(roster instanceof ApiError) ? html`<span class="mut">(${stageWord(roster.stage)})</span>` : nothing}
    </label>
    ${models === null ? preview(roster, retry) : nothing}
    <label class="launch-radio">
      <input type="radio" name="launch-roster" .checked=${models !== null} @change=${() => choose(resolved)} />
      Custom roster <span class="mut">(CHAD_FUSION_MODELS)</span>
    </label>
    ${models !== null
      ? html`<model-chips .models=${models} @models=${(event: CustomEvent<string[]>) => choose(event.detail)}></model-chips>`
      : nothing}
  </section>`;
}

function preview(roster: Roster | ApiError | null, retry: () => void): TemplateResult {
  if (roster instanceof ApiError) {
    return html`<p class="hint">
      ${sentence(plainText(roster.problem.detail))} The workflow then uses its built-in list.
      <button type="button" class="link" @click=${retry}>Try again</button>
    </p>`;
  }
  if (!roster) return html`<p class="hint">Resolving…</p>`;
  return html`<ol class="launch-roster">
      ${roster.models.map((model) => html`<li class="mono">${oneLine(model, 120)}</li>`)}
    </ol>
    <ul class="hint launch-why">
      ${roster.reasons.map(
        ({ outcome, detail }) => html`<li>${outcome === "won" ? "✓ used:" : "– skipped:"} ${plainText(detail)}</li>`,
      )}
    </ul>`;
}
