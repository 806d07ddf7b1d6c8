import { html, nothing, type PropertyDeclarations } from "lit";
import { address, get } from "../../api/client";
import type { Stats } from "../../api/types";
import "../../components/bar-chart";
import { PageElement } from "../../components/element";
import { Resource } from "../../components/resource";
import { type Bar, bars } from "../../lib/buckets";
import { barTime, hourBefore } from "../../lib/time";
import { live } from "../../live/stream";
import { router } from "../../router";
import { filterQuery, NO_FILTER, type RunFilter, SPANS } from "./run-filter";

const HOUR_MS = 3_600_000;
const USUAL_MS = 7 * 24 * HOUR_MS;
/** So many bars can be told apart and pointed at; a longer time has a bar for each day. */
const MOST_HOURS = 7 * 24;
const SETTLE_MS = 3_000;

/** The runs of the last days as a strip of time: a drag over it narrows the list, and what it is narrowed to is marked. */
class TimeBrush extends PageElement {
  static override properties: PropertyDeclarations = { filter: { attribute: false } };
  declare filter: RunFilter;
  private readonly stats = new Resource(this, (signal) => this.read(signal));
  private asked = 0;

  constructor() {
    super();
    this.filter = NO_FILTER;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && this.stats.soon(SETTLE_MS),
        reload: () => this.stats.soon(),
        poll: ({ list }) => list && this.stats.soon(0),
      }),
    );
  }

  /** The strip of a span is that span; a part of a strip that was chosen stays in the strip. */
  private get spanMs(): number {
    return Math.max(24 * HOUR_MS, SPANS[this.filter.since]?.ms ?? USUAL_MS);
  }

  private get isByHour(): boolean {
    return this.spanMs / HOUR_MS <= MOST_HOURS;
  }

  private read(signal: AbortSignal): Promise<Stats> {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const since = hourBefore(Date.now(), this.spanMs) + HOUR_MS;
    return get<Stats>("/api/stats", { since, bucket: this.isByHour ? "hour" : "day", zone }, signal);
  }

  protected override willUpdate(): void {
    if (this.asked === this.spanMs) return;
    this.asked = this.spanMs;
    void this.stats.load();
  }

  protected override render(): unknown {
    const { value } = this.stats;
    if (!value) return nothing;
    const { filter } = this;
    const place = (since: number, until: number): string =>
      address("/runs", filterQuery({ ...filter, since: String(since), until: String(until - 1) }));
    return html`<bar-chart
      class="brush"
      .bars=${bars(value, 1)}
      .words=${(bar: Bar) => barTime(bar.sinceMs, this.isByHour)}
      .href=${place}
      .open=${(to: string) => router.replace(to)}
      .marked=${SPANS[filter.since] || !filter.since ? null : { sinceMs: Number(filter.since), untilMs: filter.until ? Number(filter.until) : Infinity }}
    ></bar-chart>`;
  }
}

customElements.define("time-brush", TimeBrush);
