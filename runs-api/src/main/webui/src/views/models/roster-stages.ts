import { html, nothing, type TemplateResult } from "lit";
import type { Roster } from "../../api/types";
import { sentence } from "../../components/sentence";
import { modelMark, shortModel } from "../../lib/model-mark";
import { oneLine, plainText } from "../../lib/plain-text";
import { stageWord } from "../../lib/roster-words";
import { localSentence } from "../../lib/schedule-words";
import { dueTime } from "../../lib/time";

/** A sentence of the roster's service, whose times are UTC. */
const detail = (says: string): TemplateResult => sentence(localSentence(plainText(says), (atMs) => dueTime(atMs, Date.now())));

/** Whom the next fusion asks, in order, and in a sentence why. */
export function rosterChips(roster: Roster): TemplateResult {
  const won = roster.stages.find((stage) => stage.stage === roster.stage) ?? roster.reasons.find((stage) => stage.stage === roster.stage);
  return html`<ol class="md-roster" aria-label="Models the next fusion will use">
      ${roster.models.map(
        (model, at) =>
          html`<li title=${model}><span class="md-number">${at + 1}</span><i class="md-mark" aria-hidden="true">${modelMark(model)}</i>${oneLine(shortModel(model), 80)}</li>`,
      )}
    </ol>
    <p class="mut small">
      Models the next fusion will use${won ? html`: ${detail(won.detail)}` : ` (${stageWord(roster.stage)})`}.
    </p>`;
}

/** Stage by stage, why these. */
export function rosterStages(roster: Roster): TemplateResult {
  return html`<ol class="md-stages">
      ${roster.stages.map((stage) => {
        const won = stage.outcome === "won";
        return html`<li class=${won ? "md-won" : ""}>
          <span class="md-stage-sign" aria-hidden="true">${won ? "✓" : "–"}</span>
          <div>
            <b>${stageWord(stage.stage)}</b>
            <span class="mut">${won ? `won, ${stage.used} of ${stage.models.length} used` : "skipped"}</span>
            <p class="small">${detail(stage.detail)}</p>
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
