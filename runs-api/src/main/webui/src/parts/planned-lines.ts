import { html, type TemplateResult } from "lit";
import { stateSign } from "../components/state";
import { count } from "../lib/numbers";
import { oneLine } from "../lib/plain-text";
import type { StateLook } from "../lib/run-state";
import type { PlannedGroup } from "../lib/schedule-words";
import { dayKey, HERE, zonedClock, zonedDay } from "../lib/zoned";
import "./planned-lines.css";

const PLANNED: StateLook = { word: "Planned", tone: "off", shape: "dashed" };

/** Planned runs of one schedule, or of the service's own work: when, what, and how often until when. */
export function plannedLine({ name, kind, workflow, times }: PlannedGroup): TemplateResult {
  const first = times[0]!;
  return html`<li class="planned-line">
    <time class="num" datetime=${new Date(first).toISOString()} title="${zonedDay(first, HERE)}, ${zonedClock(first, HERE)}">${zonedClock(first, HERE)}</time>
    ${stateSign(PLANNED)}
    <span class="planned-words"
      >${kind === "schedule"
        ? html`<a href="/schedules/${encodeURIComponent(name)}">${oneLine(name, 60)}</a>`
        : html`<span class="planned-own" title="The service's own daily work">${oneLine(name, 60)}</span>`}
      <span class="mut">${more(times) || (workflow ?? "by the service itself")}</span></span
    >
  </li>`;
}

/** "and 47 more until 09:00"; of a few, all of them. */
function more(times: readonly number[]): string {
  const [, ...rest] = times;
  const last = rest.at(-1);
  if (last === undefined) return "";
  const day = dayKey(last, HERE) === dayKey(times[0]!, HERE) ? "" : `${zonedDay(last, HERE)} `;
  if (rest.length <= 2) return `and ${rest.map((atMs) => zonedClock(atMs, HERE)).join(", ")}`;
  return `and ${count(rest.length)} more until ${day}${zonedClock(last, HERE)}`;
}
