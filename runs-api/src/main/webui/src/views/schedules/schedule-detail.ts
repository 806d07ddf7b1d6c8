import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Firing, Page, Schedule } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { sentence } from "../../components/sentence";
import { stateSign } from "../../components/state";
import { toast } from "../../components/toast";
import { duration } from "../../lib/duration";
import { fromIso } from "../../lib/iso-duration";
import { count, share } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { alarmLook, capital, causeOf, firingLook, localSentence, medianOf, outcomeWords, successOf, withoutName } from "../../lib/schedule-words";
import { exactTime, dueTime } from "../../lib/time";
import { HERE, isZone } from "../../lib/zoned";
import { LazyParts } from "../../lazy-parts";
import { live } from "../../live/stream";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { firingStrip } from "./firing-strip";
import { nextTimes } from "./next-times";
import { backfill, markSeen, pause, remove, resume, trigger } from "./schedule-actions";
import { schedulePath, scheduleUrl } from "./schedule-links";

const PAGE = 50;
/** The stream tells of all but the alarms that time alone raises. */
const EVERY_MS = 60_000;
const OUTCOMES = ["", "launched", "skipped", "missed", "refused"] as const;
type Outcome = (typeof OUTCOMES)[number];
const OUTCOME_WORDS: Record<Outcome, string> = { "": "All", launched: "Launched", skipped: "Skipped", missed: "Missed", refused: "Refused" };

/** One schedule: what is wrong with it, when it is due, and what became of each due time. */
class ScheduleDetail extends PageElement {
  static override properties: PropertyDeclarations = { name: { type: String }, query: { attribute: false }, outcome: { state: true } };
  declare name: string;
  declare query: URLSearchParams;
  declare outcome: Outcome;

  private pages = 1;
  private hasMore = false;
  private shown = "";
  private readonly parts = new LazyParts(this);
  private readonly schedule = new Resource(this, (signal) => get<Schedule>(schedulePath(this.name), {}, signal));
  private readonly firings = new Resource(this, (signal) => this.readFirings(signal));

  constructor() {
    super();
    this.name = "";
    this.query = new URLSearchParams();
    this.outcome = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.whileSeen(EVERY_MS, () => this.again(0));
    this.until(
      live.subscribe({
        change: (change) => change.kind === "schedule" && (change.schedule ?? this.name) === this.name && this.again(400),
        reload: () => this.again(400),
        poll: ({ list }) => list && this.again(0),
      }),
    );
  }

  private again(delayMs: number): void {
    if (this.schedule.error instanceof ApiError && this.schedule.error.status === 404) return;
    this.schedule.soon(delayMs);
    this.firings.soon(delayMs);
  }

  private async readFirings(signal: AbortSignal): Promise<Firing[]> {
    const all: Firing[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < this.pages; page++) {
      const answer: Page<Firing> = await get(schedulePath(this.name, "/firings"), { limit: PAGE, cursor }, signal);
      all.push(...answer.items);
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    this.hasMore = cursor !== null;
    return all;
  }

  protected override willUpdate(): void {
    if (this.shown !== this.name) {
      this.shown = this.name;
      this.pages = 1;
      this.schedule.reset();
      this.firings.reset();
      void this.schedule.load();
      void this.firings.load();
    }
    if (this.query.has("edit")) this.parts.want("form", () => import("./schedule-form"));
  }

  protected override render(): unknown {
    const { error } = this.schedule;
    if (error instanceof ApiError && error.status === 404) {
      return html`<header class="page-head">${this.back()}<h1>${oneLine(this.name, 60)}</h1></header>
        ${empty("Schedule not found", html`There is no schedule <code>${oneLine(this.name, 60)}</code>. It may have been deleted.`, html`<a class="button" href="/schedules">All schedules</a>`)}`;
    }
    return this.schedule.face((one) => this.whole(one), 10);
  }

  private back(): TemplateResult {
    return html`<a class="sc-back" href="/schedules" aria-label="All schedules" title="All schedules">${icon("left")}</a>`;
  }

  private async onceDone(done: Promise<boolean>): Promise<void> {
    if (await done) {
      void this.schedule.load();
      void this.firings.load();
    }
  }

  private async removed(one: Schedule): Promise<void> {
    if (await remove(one)) await router.go("/schedules");
  }

  private whole(one: Schedule): TemplateResult {
    return html`<header class="page-head sc-title">
        ${this.back()}
        <h1 class="clip" title=${one.name}>${one.name}</h1>
        <span class="tag">${one.paused ? "Paused" : "On"}</span>
        <span class="grow"></span>
        ${mayWrite() ? this.buttons(one) : html`<span class="tag" title="An operator can change schedules">read only</span>`}
      </header>
      ${one.paused && !one.alarms.length
        ? html`<p class="sc-paused">
            Paused by ${oneLine(one.paused.by, 80)} <rel-time .at=${one.paused.sinceAtMs}></rel-time>${one.paused.note ? html`: “${plainText(one.paused.note)}”` : nothing}
          </p>`
        : nothing}
      ${this.alarms(one)}
      <div class="sc-detail">
        <div class="sc-main">${this.figures(one)} ${this.firingTable(one)}</div>
        <aside class="sc-side" aria-label="When and how">${this.next(one)} ${rules(one)}</aside>
      </div>
      ${this.query.has("edit")
        ? this.parts.has("form")
          ? html`<schedule-form .schedule=${one} @close=${this.closed}></schedule-form>`
          : (this.parts.trouble("form") ?? nothing)
        : nothing}`;
  }

  private readonly closed = (event: Event): void => {
    router.replace(scheduleUrl(this.name));
    if ((event as CustomEvent<string | null>).detail) {
      void this.schedule.load();
      toast("ok", `Saved ${this.name}`);
    }
  };

  private buttons(one: Schedule): TemplateResult {
    return html`<div class="sc-buttons">
      <button type="button" class=${one.alarms.length ? "" : "primary"} @click=${() => this.onceDone(trigger(one))}>${icon("play")} Run now</button>
      ${one.paused
        ? one.paused.byFailures
          ? nothing // beside its alarm
          : html`<button type="button" @click=${() => this.onceDone(resume(one))}>Resume</button>`
        : html`<button type="button" @click=${() => this.onceDone(pause(one))}>${icon("pause")} Pause…</button>`}
      <a class="button" href=${scheduleUrl(one.name, { edit: 1 })}>Edit</a>
      <button type="button" @click=${() => this.onceDone(backfill(one))}>Backfill…</button>
      <button type="button" @click=${() => this.removed(one)}>Delete…</button>
    </div>`;
  }

  private alarms(one: Schedule): unknown {
    return one.alarms.map((alarm) => {
      const look = alarmLook(alarm.kind);
      const words = localSentence(capital(alarm.kind === "paused-by-failures" ? causeOf(alarm.says) : withoutName(alarm.says, one.name)), (atMs) => dueTime(atMs, Date.now()));
      return html`<section class="sc-alarm tone-${look.tone}" aria-label="Alarm: ${look.word}">
        ${stateSign(look)}
        <p class="grow"><b class="tone-text-${look.tone}">${look.word}.</b> ${sentence(plainText(words))}</p>
        <span class="sc-buttons">
          ${alarm.runId ? html`<a class="button" href=${runUrl({ id: alarm.runId, store: alarm.store })}>Open run</a>` : nothing}
          ${!mayWrite()
            ? nothing
            : alarm.kind === "paused-by-failures"
              ? html`<button type="button" class="primary" @click=${() => this.onceDone(resume(one))}>Resume</button>`
              : html`<button type="button" @click=${() => this.onceDone(markSeen(one.name))}>Mark as seen</button>`}
        </span>
      </section>`;
    });
  }

  private figures(one: Schedule): TemplateResult {
    const success = successOf(one.lastFirings);
    const median = medianOf(one.lastFirings);
    return html`<section class="sc-figures" aria-label="Figures">
      ${firingStrip(one.lastFirings)}
      <span><b>${success === null ? "–" : share(success)}</b> succeeded</span>
      <span><b>${median === null ? "–" : duration(median)}</b> p50</span>
      ${one.failures ? html`<span class="tone-text-bad"><b>${count(one.failures)}</b> failed in a row</span>` : nothing}
    </section>`;
  }

  private firingTable(one: Schedule): TemplateResult {
    return html`<section aria-labelledby="sc-firings">
      <div class="sc-section">
        <h2 id="sc-firings">Firings</h2>
        <span class="grow"></span>
        <div class="sc-shows" role="group" aria-label="Which firings">
          ${OUTCOMES.map(
            (outcome) =>
              html`<button type="button" class="tab-button" aria-pressed=${outcome === this.outcome} @click=${() => (this.outcome = outcome)}>
                ${OUTCOME_WORDS[outcome]}
              </button>`,
          )}
        </div>
      </div>
      ${this.firings.face((all) => this.firingRows(all, one), 6)}
    </section>`;
  }

  private firingRows(all: Firing[], one: Schedule): unknown {
    if (all.length === 0) {
      return empty("No firings yet", one.nextAtMs === null ? "It has not been due." : html`It is due first <rel-time .at=${one.nextAtMs}></rel-time>.`);
    }
    const shown = all.filter((firing) => this.outcome === "" || firing.outcome === this.outcome);
    return html`${shown.length === 0
      ? empty(
          "No matches",
          `${count(all.length)} firings are hidden by the filter.`,
          html`<button type="button" @click=${() => (this.outcome = "")}>Show all</button>`,
        )
      : html`<div class="table-wrap">
          <table class="sc-firings">
            <thead>
              <tr>
                <th scope="col">Due</th>
                <th scope="col">Outcome</th>
                <th scope="col">Run</th>
                <th scope="col" class="num">Duration</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((firing) => firingRow(firing))}
            </tbody>
          </table>
        </div>`}
    ${this.hasMore
      ? html`<p class="sc-more">
          <button
            type="button"
            @click=${() => {
              this.pages++;
              void this.firings.load();
            }}
          >
            Show older
          </button>
        </p>`
      : nothing}`;
  }

  private next(one: Schedule): TemplateResult {
    const zone = isZone(one.zone) ? one.zone : HERE;
    return html`<section aria-labelledby="sc-next">
      <h2 id="sc-next">${one.paused ? "Next times, once resumed" : "Next ten times"} <span class="mut small">${zone}</span></h2>
      <p class="sc-says">${one.says}</p>
      ${nextTimes(one.nextTimes, zone)}
    </section>`;
  }
}

function firingRow(firing: Firing): TemplateResult {
  const look = firingLook(firing);
  const late = firing.startedAtMs === null ? null : firing.startedAtMs - firing.dueAtMs;
  const why = firing.reason === null ? "" : localSentence(firing.reason, (atMs) => dueTime(atMs, Date.now()));
  return html`<tr>
    <td title=${exactTime(firing.dueAtMs)}>${stateSign(look)} ${dueTime(firing.dueAtMs, Date.now())}</td>
    <td>
      ${outcomeWords(firing)}${firing.by ? html`<span class="mut small">, by ${oneLine(firing.by, 60)}</span>` : nothing}${late !== null &&
      firing.kind === "scheduled" &&
      late >= 0
        ? html` <span class="mut">+${duration(late)}</span>`
        : nothing}
    </td>
    <td class="sc-run">
      ${firing.outcome === "launched"
        ? html`<a href=${runUrl({ id: firing.runId, store: firing.store })}>${look.word}</a> <code class="mut">${oneLine(firing.runId, 80)}</code>`
        : html`<span class="mut">${sentence(plainText(why || "its launch is under way"))}</span>`}
    </td>
    <td class="num">${firing.startedAtMs === null ? "–" : html`<rel-time .at=${firing.startedAtMs} .end=${firing.endedAtMs} as="since"></rel-time>`}</td>
  </tr>`;
}

const OVERLAP_WORDS = { skip: "skip it", "queue-one": "queue one", allow: "run beside it", "cancel-other": "cancel the earlier run" } as const;
const CATCH_UP_WORDS = { latest: "run the latest", all: "run all", none: "record as missed" } as const;

function rules({ definition: of, changedBy, changedAtMs }: Schedule): TemplateResult {
  const line = (word: string, says: unknown): TemplateResult => html`<dt>${word}</dt><dd>${says}</dd>`;
  return html`<section aria-labelledby="sc-rules">
    <h2 id="sc-rules">Rules</h2>
    ${of.description ? html`<p class="sc-says">${plainText(of.description)}</p>` : nothing}
    <dl class="sc-rules">
      ${line("Workflow", html`<a href="/workflows/${encodeURIComponent(of.workflow)}">${of.workflow}</a>`)}
      ${of.cron ? line("Cron", of.cron.map((one, i) => html`${i ? html`<br />` : nothing}<code>${one}</code>`)) : nothing}
      ${of.every ? line("Every", fromIso(of.every)) : nothing}
      ${of.project ? line("Project", of.project) : nothing}
      ${of.start ? line("From", exactTime(Date.parse(of.start))) : nothing} ${of.end ? line("Until", exactTime(Date.parse(of.end))) : nothing}
      ${of.jitter ? line("Jitter", `up to ${fromIso(of.jitter)}`) : nothing}
      ${line("If still running", OVERLAP_WORDS[of.overlap ?? "skip"])}
      ${line("If missed", `${CATCH_UP_WORDS[of.catchUp ?? "latest"]}, up to ${fromIso(of.catchUpWindow ?? "PT1H")} late`)}
      ${of.pauseAfterFailures ? line("Pause after", `${of.pauseAfterFailures} ${of.pauseAfterFailures === 1 ? "failure" : "failures in a row"}`) : nothing}
      ${line("Must start", `within ${fromIso(of.mustStartWithin ?? "PT5M")}`)}
      ${of.mustFinishWithin ? line("Must finish", `within ${fromIso(of.mustFinishWithin)}`) : nothing}
      ${line("Must succeed", of.mustSucceed === false ? "no" : "yes")}
      ${of.pingUrl ? line("Watchdog", oneLine(of.pingUrl, 80)) : nothing}
      ${line("Changed", html`by ${oneLine(changedBy, 60)} <rel-time .at=${changedAtMs}></rel-time>`)}
    </dl>
    ${of.input && Object.keys(of.input).length
      ? html`<details><summary>Input</summary><pre class="text sc-input">${plainText(JSON.stringify(of.input, null, 2)).slice(0, 20_000)}</pre></details>`
      : nothing}
  </section>`;
}

customElements.define("schedule-detail", ScheduleDetail);
