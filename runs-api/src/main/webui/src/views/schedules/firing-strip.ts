import { html, type TemplateResult } from "lit";
import type { Firing } from "../../api/types";
import { runUrl } from "../../lib/run-ref";
import { firingLook } from "../../lib/schedule-words";
import { exactTime } from "../../lib/time";

const SHOWN = 30;

/** The last firings as one sign each, newest right; to a screen reader, how many came to what. */
export function firingStrip(newestFirst: readonly Firing[]): TemplateResult {
  const shown = newestFirst.slice(0, SHOWN).reverse();
  return html`<span class="sc-strip" role="group" aria-label=${words(shown)}>
    ${Array.from({ length: SHOWN - shown.length }, () => html`<i class="sc-tick sc-none"></i>`)}${shown.map((firing) => {
      const title = `${firingLook(firing).word}, due ${exactTime(firing.dueAtMs)}`;
      return firing.outcome === "launched"
        ? html`<a class="sc-tick ${tone(firing)}" href=${runUrl({ id: firing.runId, store: firing.store })} tabindex="-1" aria-hidden="true" title=${title}></a>`
        : html`<i class="sc-tick ${tone(firing)}" title=${title}></i>`;
    })}
  </span>`;
}

function tone(firing: Firing): string {
  if (firing.outcome === "skipped") return "sc-skipped";
  return firing.outcome === "missed" ? "sc-missed" : `sc-${firingLook(firing).tone}`;
}

function words(firings: readonly Firing[]): string {
  const byWord = new Map<string, number>();
  for (const firing of firings) {
    const word = firingLook(firing).word.toLowerCase();
    byWord.set(word, (byWord.get(word) ?? 0) + 1);
  }
  const parts = [...byWord].map(([word, many]) => `${many} ${word}`);
  return parts.length ? `The last ${firings.length} firings: ${parts.join(", ")}` : "No firings";
}
