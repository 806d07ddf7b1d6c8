import { html, nothing, type TemplateResult } from "lit";
import type { Roster } from "../../api/types";
import { oneLine, plainText } from "../../lib/plain-text";
import { stageWord } from "../../lib/roster-words";

/** Whom a fusion would ask, and stage by stage why. */
export function rosterStages(roster: Roster): TemplateResult {
  return html`<ol class="md-roster">
      ${roster.models.map((model) => html`<li class="mono">${oneLine(model, 120)}</li>`)}
    </ol>
    <h3>Why these</h3>
    <ol class="md-stages">
      ${roster.stages.map((stage) => {
        const won = stage.outcome === "won";
        return html`<li class=${won ? "md-won" : ""}>
          <span class="md-stage-sign" aria-hidden="true">${won ? "✓" : "–"}</span>
          <div>
            <b>${stageWord(stage.stage)}</b>
            <span class="mut">${won ? `won, ${stage.used} of ${stage.models.length} used` : "skipped"}</span>
            <p class="small">${plainText(stage.detail)}</p>
            ${stage.models.length && (!won || stage.models.length > roster.models.length)
              ? html`<details>
                  <summary class="small mut">its ${stage.models.length} models</summary>
                  <ul class="md-names">
                    ${stage.models.map((model) => html`<li class="mono">${oneLine(model, 120)}</li>`)}
                  </ul>
                </details>`
              : nothing}
          </div>
        </li>`;
      })}
    </ol>
    <p class="hint">At most ${roster.max} are asked (CHAD_FUSION_MAX).</p>`;
}
