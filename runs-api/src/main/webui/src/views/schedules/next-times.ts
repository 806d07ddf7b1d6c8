import { html, type TemplateResult } from "lit";
import "../../components/rel-time";
import { zonedClock, zonedDay } from "../../lib/zoned";

/** Due times in a zone, with how far away they are. */
export function nextTimes(times: readonly number[], zone: string): TemplateResult {
  if (times.length === 0) return html`<p class="mut">It is never due again.</p>`;
  return html`<ol class="sc-next">
    ${times.map(
      (atMs) =>
        html`<li><span>${zonedDay(atMs, zone)}</span> <b>${zonedClock(atMs, zone)}</b> <rel-time .at=${atMs}></rel-time></li>`,
    )}
  </ol>`;
}
