import { html, type TemplateResult } from "lit";
import type { RunTick } from "../lib/buckets";
import { runUrl } from "../lib/run-ref";
import { runLook } from "../lib/run-state";
import { exactTime } from "../lib/time";
import "./ticks.css";

const SHOWN = 20;

/** The last runs as one sign each, newest right; to a screen reader, how many ended how. */
export function ticks(latest: readonly RunTick[]): TemplateResult {
  const shown = latest.slice(0, SHOWN).reverse();
  return html`<span class="ticks" role="group" aria-label=${words(shown)}>
    ${Array.from({ length: SHOWN - shown.length }, () => html`<i class="tick tick-none"></i>`)}${shown.map((run) => {
      const look = runLook(run.state);
      return html`<a
        class="tick tick-${look.tone}"
        href=${runUrl(run)}
        tabindex="-1"
        aria-hidden="true"
        title="${look.word}, ${exactTime(run.createdAtMs)}"
      ></a>`;
    })}
  </span>`;
}

function words(runs: readonly RunTick[]): string {
  const byWord = new Map<string, number>();
  for (const run of runs) {
    const word = runLook(run.state).word.toLowerCase();
    byWord.set(word, (byWord.get(word) ?? 0) + 1);
  }
  const parts = [...byWord].map(([word, many]) => `${many} ${word}`);
  return parts.length ? `The last ${runs.length} runs: ${parts.join(", ")}` : "No runs";
}
