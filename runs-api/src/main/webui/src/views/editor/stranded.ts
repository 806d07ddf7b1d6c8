import { html, nothing, type TemplateResult } from "lit";
import { get } from "../../api/client";
import type { WorkflowImpact } from "../../api/types";
import { stateSign } from "../../components/state";
import { oneLine } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { ago } from "../../lib/time";
import { runLook } from "../../lib/run-state";

export const readImpact = (name: string): Promise<WorkflowImpact> => get<WorkflowImpact>("/api/workflow-file/impact", { name });

/** The runs that a change would strand, for a dialog. */
export function strandedList({ runs, more, files }: WorkflowImpact, name: string): TemplateResult {
  const others = files.filter((file) => file !== name);
  return html`<p>
      The engine refuses to resume a run whose workflow was edited. ${runs.length === 1 ? "This one has" : "These have"} not
      ended yet, and could be resumed only by accepting the change:
    </p>
    <ul class="ed-stranded">
      ${runs.map((run) => {
        const look = runLook(run.state);
        return html`<li>
          ${stateSign(look)} <a href=${runUrl({ id: run.runId, store: run.store })} target="_blank">${oneLine(run.runId, 100)}</a>
          <span class="mut small">${run.workflow} · ${look.word.toLowerCase()} · begun ${ago(run.createdAtMs, Date.now())}</span>
        </li>`;
      })}
    </ul>
    ${more ? html`<p class="mut">… and more.</p>` : nothing}
    ${others.length ? html`<p class="small">${others.join(", ")} ${others.length === 1 ? "imports" : "import"} it.</p>` : nothing}`;
}
