import { html, nothing, type TemplateResult } from "lit";
import { problemText } from "../../components/dialog";
import { icon } from "../../components/icon";
import { plainText } from "../../lib/plain-text";
import { mayWrite } from "../../session";
import type { OpenFile } from "./open-file";

const MAX_SHOWN = 50;

/** What the engine says of the text, each mistake a way to its place. */
export function problems(file: OpenFile, goTo: (line: number, column: number | null) => void): TemplateResult {
  if (!mayWrite()) return html``;
  if (file.checkProblem) {
    return html`<div class="ed-problems" role="status"><p class="ed-problem-note">${problemText(file.checkProblem)}</p></div>`;
  }
  const { diagnostics } = file;
  if (diagnostics === null) {
    return html`<div class="ed-problems" role="status">
      <p class="mut">${file.checking ? "Checking…" : "Not checked yet."}</p>
    </div>`;
  }
  if (diagnostics.length === 0) {
    return html`<div class="ed-problems" role="status">
      <p class="ed-fine">${icon("check")} The engine can launch it.${file.checking ? html` <span class="mut">Checking again…</span>` : nothing}</p>
    </div>`;
  }
  return html`<div class="ed-problems ed-problems-bad" role="status" aria-label="Problems">
    <ul>
      ${diagnostics.slice(0, MAX_SHOWN).map(({ line, column, message }) => {
        const words = plainText(message);
        return html`<li>
          ${line === null
            ? html`<span class="ed-problem-text">${words}</span>`
            : html`<button type="button" class="link" @click=${() => goTo(line, column)}>
                <span class="mono">${line}${column === null ? "" : `:${column}`}</span>
                <span class="ed-problem-text">${words}</span>
              </button>`}
        </li>`;
      })}
      ${diagnostics.length > MAX_SHOWN ? html`<li class="mut">… and ${diagnostics.length - MAX_SHOWN} more</li>` : nothing}
    </ul>
  </div>`;
}
