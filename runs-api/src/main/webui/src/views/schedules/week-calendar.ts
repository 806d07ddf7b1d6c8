import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get } from "../../api/client";
import type { Page, PlannedRun } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import { Resource } from "../../components/resource";
import { address } from "../../lib/address";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { type Day, PARTS, week } from "../../lib/week";
import { HERE, isZone, keyWords, zonedClock, zones } from "../../lib/zoned";
import { live } from "../../live/stream";
import { router } from "../../router";
import { scheduleUrl } from "./schedule-links";

const DAYS = 7;
const DAY_MS = 86_400_000;
/** What has begun leaves the calendar. */
const EVERY_MS = 60_000;
/** So many times of one schedule are all that the service tells of a day. */
const MOST = 100;

/** What the clock will start in the coming week, by the days of a zone (`?zone=`). A list of days to whoever does not see it. */
class WeekCalendar extends PageElement {
  static override properties: PropertyDeclarations = { query: { attribute: false } };
  declare query: URLSearchParams;

  private readonly planned = new Resource(this, (signal) => this.read(signal));

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.planned.load();
    this.whileSeen(EVERY_MS, () => this.planned.soon(0));
    this.until(live.subscribe({ change: (change) => change.kind === "schedule" && this.planned.soon(2_000), reload: () => this.planned.soon() }));
  }

  /** Each day by itself: of a week as a whole a few busy schedules would be all that is told. */
  private async read(signal: AbortSignal): Promise<PlannedRun[]> {
    const now = Date.now();
    const days = await Promise.all(
      Array.from({ length: DAYS }, (_, i) =>
        get<Page<PlannedRun>>("/api/upcoming", { since: i ? now + i * DAY_MS : null, until: now + (i + 1) * DAY_MS - 1 }, signal),
      ),
    );
    return days.flatMap(({ items }) => items);
  }

  private get zone(): string {
    const asked = this.query.get("zone") ?? "";
    return isZone(asked) ? asked : HERE;
  }

  protected override render(): unknown {
    return html`<div class="sc-filter">
        <label class="sc-zone"
          ><span class="mut small">Time zone</span>
          <select @change=${(event: Event) => router.replace(address("/schedules", { show: "week", zone: (event.target as HTMLSelectElement).value }))}>
            ${zones().map((zone) => html`<option value=${zone} ?selected=${zone === this.zone}>${zone}${zone === HERE ? " (this browser)" : ""}</option>`)}
          </select></label
        >
      </div>
      ${this.planned.face((planned) => this.days(planned), 8)}`;
  }

  private days(planned: PlannedRun[]): unknown {
    if (planned.length === 0) {
      return empty("Nothing is planned", "No schedule that is on is due in the coming week.", html`<a class="button" href="/schedules">Schedules</a>`);
    }
    const days = week(planned, Date.now(), this.zone, DAYS);
    return html`<div class="sc-week">
      <div class="sc-rows" aria-hidden="true"><span></span><span>Often</span>${PARTS.map((part) => html`<span>${part}</span>`)}</div>
      ${days.map((day, i) => this.day(day, i))}
    </div>`;
  }

  private day(day: Day, index: number): TemplateResult {
    const isFree = day.often.length === 0 && day.parts.every((part) => part.length === 0);
    const often = day.often.map(
      ({ name, kind, times }) =>
        html`<li class="sc-often">
          ${planName(name, kind)}
          <span class="mut small">${times.length >= MOST ? "at least " : ""}${count(times.length)} times, ${zonedClock(times[0]!, this.zone)} to ${zonedClock(times.at(-1)!, this.zone)}</span>
        </li>`,
    );
    return html`<section class="sc-day ${isFree ? "is-free" : ""}" aria-labelledby="day-${day.key}">
      <h2 id="day-${day.key}">${index === 0 ? "Today" : keyWords(day.key)}${index === 0 ? html` <span class="mut small">${keyWords(day.key)}</span>` : nothing}</h2>
      ${isFree ? html`<p class="mut small">Nothing is planned.</p>` : nothing}
      <ul class="sc-part" aria-label="Often">${often}</ul>
      ${day.parts.map(
        (runs, part) =>
          html`<ul class="sc-part" aria-label=${PARTS[part]!}>
            ${runs.map(
              (run) =>
                html`<li class="sc-plan"><time datetime=${new Date(run.dueAtMs).toISOString()}>${zonedClock(run.dueAtMs, this.zone)}</time> ${planName(run.name, run.kind)}</li>`,
            )}
          </ul>`,
      )}
    </section>`;
  }
}

const planName = (name: string, kind: PlannedRun["kind"]): TemplateResult =>
  kind === "schedule"
    ? html`<a href=${scheduleUrl(name)} title=${name}>${oneLine(name, 60)}</a>`
    : html`<span class="mut" title="The service's own daily work">${oneLine(name, 60)}</span>`;

customElements.define("week-calendar", WeekCalendar);
