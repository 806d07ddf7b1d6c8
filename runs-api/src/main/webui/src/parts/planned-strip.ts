import { html, nothing } from "lit";
import { get } from "../api/client";
import type { Page, PlannedRun } from "../api/types";
import { PageElement } from "../components/element";
import { Resource } from "../components/resource";
import { count } from "../lib/numbers";
import { endOfNight, plannedGroups } from "../lib/schedule-words";
import { dayKey, HERE, zonedClock } from "../lib/zoned";
import { live } from "../live/stream";
import { plannedLine } from "./planned-lines";
import "./planned-strip.css";

const LINES = 6;
const EVERY_MS = 60_000;

/** What the clock will start until tomorrow morning, folded to a line above the runs; nothing where nothing is planned. */
class PlannedStrip extends PageElement {
  private readonly planned = new Resource(this, (signal) => get<Page<PlannedRun>>("/api/upcoming", { until: endOfNight(Date.now()) }, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.planned.load();
    this.whileSeen(EVERY_MS, () => this.planned.soon(0));
    this.until(live.subscribe({ reload: () => this.planned.soon() }));
  }

  protected override render(): unknown {
    const items = (this.planned.value?.items ?? []).filter((one) => one.dueAtMs > Date.now());
    const groups = plannedGroups(items);
    const first = groups[0];
    if (!first) return nothing; // the list is of use without them, so an error is not told here
    const now = Date.now();
    const morning = dayKey(endOfNight(now), HERE) === dayKey(now, HERE) ? "this morning" : "tomorrow morning";
    return html`<details class="planned">
      <summary>
        <b>Planned</b>
        <span class="clip"
          >${zonedClock(first.times[0]!, HERE)} ${first.name}${groups[1] ? html`, ${zonedClock(groups[1].times[0]!, HERE)} ${groups[1].name}` : nothing}</span
        >
        <span class="mut">${count(items.length)} until ${morning}</span>
      </summary>
      <ul aria-label="Planned runs">
        ${groups.slice(0, LINES).map(plannedLine)}
      </ul>
      <a class="planned-all" href="/schedules?show=week">${groups.length > LINES ? `${groups.length - LINES} more, and the` : "The"} coming week</a>
    </details>`;
  }
}

customElements.define("planned-strip", PlannedStrip);
