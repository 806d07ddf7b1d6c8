import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get } from "../../api/client";
import type { Page, Schedule } from "../../api/types";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { sentence } from "../../components/sentence";
import { stateSign } from "../../components/state";
import { duration } from "../../lib/duration";
import { count, share } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import type { StateLook } from "../../lib/run-state";
import { alarmLook, capital, firingLook, localSentence, medianOf, successOf, withoutName } from "../../lib/schedule-words";
import { dueTime } from "../../lib/time";
import { LazyParts } from "../../lazy-parts";
import { live } from "../../live/stream";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { firingStrip } from "./firing-strip";
import { pause, resume, trigger } from "./schedule-actions";
import { scheduleUrl } from "./schedule-links";

const PAGE = 100;
/** The stream tells of all but the alarms that time alone raises. */
const EVERY_MS = 60_000;

const SHOWS = ["", "on", "paused", "alarms"] as const;
type Show = (typeof SHOWS)[number];
const SHOW_WORDS: Record<Show, string> = { "": "All", on: "On", paused: "Paused", alarms: "Needs you" };

/** Every schedule: when it is due next, what became of the last thirty times, and the switch. */
class ScheduleList extends PageElement {
  static override properties: PropertyDeclarations = { query: { attribute: false } };
  declare query: URLSearchParams;

  private pages = 1;
  private hasMore = false;
  private readonly parts = new LazyParts(this);
  private readonly schedules = new Resource(this, (signal) => this.read(signal));

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.schedules.load();
    this.whileSeen(EVERY_MS, () => this.schedules.soon(0));
    this.until(
      live.subscribe({
        change: (change) => change.kind === "schedule" && this.schedules.soon(400),
        reload: () => this.schedules.soon(),
        poll: ({ list }) => list && this.schedules.soon(0),
      }),
    );
  }

  private async read(signal: AbortSignal): Promise<Schedule[]> {
    const all: Schedule[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < this.pages; page++) {
      const answer: Page<Schedule> = await get("/api/schedules", { limit: PAGE, cursor }, signal);
      all.push(...answer.items);
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    this.hasMore = cursor !== null;
    return all;
  }

  private more(): void {
    this.pages++;
    void this.schedules.load();
  }

  private get show(): Show {
    const asked = this.query.get("show") as Show;
    return SHOWS.includes(asked) ? asked : "";
  }

  private get isWeek(): boolean {
    return this.query.get("show") === "week";
  }

  protected override willUpdate(): void {
    if (this.isWeek) this.parts.want("week", () => import("./week-calendar"));
    if (this.query.has("new")) this.parts.want("form", () => import("./schedule-form"));
  }

  private close = (event: Event): void => {
    const made = (event as CustomEvent<string | null>).detail;
    if (made) void router.go(scheduleUrl(made));
    else router.replace("/schedules");
  };

  protected override render(): unknown {
    const all = this.schedules.value;
    const paused = all?.filter((one) => one.paused).length ?? 0;
    return html`
      <header class="page-head">
        <h1>Schedules</h1>
        ${all?.length
          ? html`<span class="mut small sc-count">${count(all.length - paused)}${this.hasMore ? "+" : ""} on, ${count(paused)} paused</span>`
          : nothing}
        <span class="grow"></span>
        <nav class="link-switch" aria-label="View">
          <a href="/schedules" aria-current=${this.isWeek ? nothing : "true"}>List</a>
          <a href="/schedules?show=week" aria-current=${this.isWeek ? "true" : nothing}>Week</a>
        </nav>
        ${mayWrite() ? html`<a class="button primary" href="/schedules?new=1">${icon("plus")} New schedule</a>` : nothing}
      </header>
      ${this.isWeek
        ? this.parts.has("week")
          ? html`<week-calendar .query=${this.query}></week-calendar>`
          : this.parts.face("week")
        : this.schedules.face((found) => this.table(found), 8)}
      ${this.query.has("new")
        ? this.parts.has("form")
          ? html`<schedule-form .workflow=${this.query.get("workflow") ?? ""} @close=${this.close}></schedule-form>`
          : (this.parts.trouble("form") ?? nothing)
        : nothing}
    `;
  }

  private table(all: Schedule[]): unknown {
    if (all.length === 0) {
      return empty(
        "No schedules yet",
        "A schedule launches a workflow at the times that you choose, and tells you when one of them came to nothing.",
        mayWrite() ? html`<a class="button primary" href="/schedules?new=1">${icon("plus")} New schedule</a>` : nothing,
      );
    }
    const words = (this.query.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (one: Schedule, show: Show): boolean =>
      (show === "" || (show === "paused" ? one.paused !== null : show === "on" ? one.paused === null : one.alarms.length > 0)) &&
      words.every((word) => `${one.name} ${one.definition.workflow} ${one.says} ${one.definition.description ?? ""}`.toLowerCase().includes(word));
    const shown = all.filter((one) => fits(one, this.show));
    return html`<div class="sc-filter">
        <input
          type="search"
          aria-label="Search schedules"
          placeholder="Search schedules"
          .value=${this.query.get("q") ?? ""}
          @input=${(event: Event) => router.replace(address("/schedules", { show: this.show, q: (event.target as HTMLInputElement).value }))}
        />
        <div class="sc-shows" role="group" aria-label="Which schedules">
          ${SHOWS.map((show) => {
            const many = all.filter((one) => fits(one, show)).length;
            return html`<button
              type="button"
              class="tab-button"
              aria-pressed=${show === this.show}
              @click=${() => router.replace(address("/schedules", { show, q: this.query.get("q") }))}
            >
              ${SHOW_WORDS[show]} <span class="mut small">${count(many)}</span>
            </button>`;
          })}
        </div>
      </div>
      ${shown.length === 0
        ? empty(
            "No matches",
            `${count(all.length)} ${all.length === 1 ? "schedule is" : "schedules are"} hidden by the filter.`,
            html`<a class="button" href="/schedules">Show all</a>`,
          )
        : html`<div class="sc-table" role="table" aria-label="Schedules">
            <div class="sc-row sc-head" role="row">
              <span role="columnheader"><span class="visually-hidden">State</span></span>
              <span role="columnheader">Schedule</span>
              <span role="columnheader">Last 30 firings</span>
              <span role="columnheader" class="num">Last</span>
              <span role="columnheader" class="num">Next</span>
              <span role="columnheader" class="num sc-p50" title="The middle duration of its last runs">p50</span>
              <span role="columnheader"><span class="visually-hidden">Actions</span></span>
            </div>
            ${each(
              shown,
              (one) => one.name,
              (one) => this.row(one),
            )}
          </div>`}
      ${this.hasMore
        ? html`<p class="sc-more">
            <button type="button" @click=${() => this.more()}>Show more</button>
            <span class="mut small">The filter looks at the ${count(all.length)} schedules that were read so far.</span>
          </p>`
        : nothing}`;
  }

  private row(one: Schedule): TemplateResult {
    const last = one.lastFirings[0];
    const success = successOf(one.lastFirings);
    const median = medianOf(one.lastFirings);
    return html`<div class="sc-row" role="row">
      <span role="cell" class="sc-sign">${stateSign(lookOf(one))}</span>
      <span role="cell" class="sc-words">
        <a class="sc-name" href=${scheduleUrl(one.name)}>${one.name}</a>
        ${secondLine(one)}
      </span>
      <span role="cell" class="sc-last30">${firingStrip(one.lastFirings)}<span class="mut small">${success === null ? "–" : `${share(success)} succeeded`}</span></span>
      <span role="cell" class="num sc-when sc-last"
        ><span class="sc-label">Last </span>${last ? html`<rel-time .at=${last.dueAtMs} as="list"></rel-time>` : html`<span class="mut">never</span>`}</span
      >
      <span role="cell" class="num sc-when sc-coming"
        ><span class="sc-label">Next </span>${one.paused
          ? html`<span class="mut">paused</span>`
          : one.nextAtMs === null
            ? html`<span class="mut">never again</span>`
            : html`<rel-time .at=${one.nextAtMs}></rel-time>`}</span
      >
      <span role="cell" class="num mut sc-p50">${median === null ? "–" : duration(median)}</span>
      <span role="cell" class="sc-acts">
        ${mayWrite()
          ? html`<button type="button" aria-label="Run now: ${one.name}" @click=${() => this.onceDone(trigger(one))}>${icon("play")} <span>Run now</span></button>
              <button
                type="button"
                role="switch"
                class="sc-on"
                aria-checked=${one.paused === null}
                aria-label="${one.name} is on"
                title=${one.paused ? "Resume" : "Pause…"}
                @click=${() => this.onceDone(one.paused ? resume(one) : pause(one))}
              >
                <i aria-hidden="true"></i><span aria-hidden="true">${one.paused ? "Resume" : "Pause"}</span>
              </button>`
          : nothing}
      </span>
    </div>`;
  }

  private async onceDone(done: Promise<boolean>): Promise<void> {
    if (await done) void this.schedules.load();
  }
}

const PAUSED: StateLook = { word: "Paused", tone: "off", shape: "bars" };
const NOT_YET: StateLook = { word: "Not due yet", tone: "off", shape: "dashed" };

/** Its trouble first, then its pause, then its newest firing. */
function lookOf(one: Schedule): StateLook {
  const alarm = one.alarms[0];
  if (alarm) return alarmLook(alarm.kind);
  if (one.paused) return PAUSED;
  const last = one.lastFirings[0];
  return last ? firingLook(last) : NOT_YET;
}

/** The trouble, or why it is paused, or when it is due. */
function secondLine(one: Schedule): TemplateResult {
  const alarm = one.alarms[0];
  const words = (text: string): string => oneLine(localSentence(text, (atMs) => dueTime(atMs, Date.now())), 300);
  if (alarm) return html`<span class="sc-second tone-text-${alarmLook(alarm.kind).tone}">${sentence(capital(words(withoutName(alarm.says, one.name))))}</span>`;
  if (one.paused) return html`<span class="sc-second">paused by ${oneLine(one.paused.by, 80)}${one.paused.note ? `: “${oneLine(one.paused.note, 200)}”` : ""}</span>`;
  return html`<span class="sc-second">${one.says}, ${one.definition.workflow}</span>`;
}

customElements.define("schedule-list", ScheduleList);
