import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { address, get } from "../../api/client";
import type { ModelCalls, Page, PlannedRun, Report, ReportItem, RunCounts, RunSummary, Schedule, ScheduleAlarm, Stats } from "../../api/types";
import "../../components/bar-chart";
import { countWords } from "../../components/bar-chart";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { markdown } from "../../components/markdown";
import { type Range, rangeOf, rangeSwitch } from "../../components/range-switch";
import { Resource } from "../../components/resource";
import { sentence } from "../../components/sentence";
import { stateSign } from "../../components/state";
import { style } from "../../components/style";
import { ticks } from "../../components/ticks";
import { toast } from "../../components/toast";
import { trend } from "../../components/trend";
import { type Bar, bars } from "../../lib/buckets";
import { duration } from "../../lib/duration";
import { type NeedsGroup, type NeedsKind, needsGroups, type SilenceGroup, silenceGroups } from "../../lib/needs-groups";
import { serviceHealth } from "../../health";
import { money } from "../../lib/money";
import { compact, count, dollars, share } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { percent } from "../../lib/scores";
import { runKey, runUrl } from "../../lib/run-ref";
import { GETTING_NOWHERE, isSubflow, runLook, type StateLook, UNUSUAL } from "../../lib/run-state";
import { alarmLook, causeOf, endOfNight, localSentence, plannedGroups, withoutName } from "../../lib/schedule-words";
import { usedInOut, wasAsked } from "../../lib/tokens";
import { barTime, dayAndTime, dueTime, exactTime, localTimes } from "../../lib/time";
import { live } from "../../live/stream";
import { resumeAll, seeAll } from "../../parts/bulk-actions";
import { bulkJobs } from "../../parts/bulk-job";
import { findBar } from "../../parts/find-bar";
import { plannedLine } from "../../parts/planned-lines";
import { jobStrip } from "../../parts/job-strip";
import { rerunAll } from "../../parts/rerun";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import "./overview.css";

const HOUR_MS = 3_600_000;
const SETTLE_MS = 2_000;
const CAUSES = 6;
const MOST = 500;
const ROWS = 8;
const PLANNED = 6;
/** The stream tells of schedules, but not of an alarm that time alone raises. */
const SILENCE_MS = 60_000;
const SCORERS = 4;
const REPORT_CHARS = 700;
/** What models did is read after what is higher on the page. */
const CALLS_MS = 300;

interface StatsRange extends Range {
  readonly before: string;
  readonly ms: number;
  readonly bucket: "hour" | "day";
  /** How many of the service's buckets make a bar. */
  readonly atOnce: number;
}

const RANGES: Readonly<Record<"24h" | "7d" | "30d", StatsRange>> = {
  "24h": { word: "24 h", spoken: "Last 24 hours", before: "the day before", ms: 24 * HOUR_MS, bucket: "hour", atOnce: 1 },
  "7d": { word: "7 d", spoken: "Last 7 days", before: "the week before", ms: 168 * HOUR_MS, bucket: "hour", atOnce: 6 },
  "30d": { word: "30 d", spoken: "Last 30 days", before: "the 30 days before", ms: 720 * HOUR_MS, bucket: "day", atOnce: 1 },
};

/** The start: what needs somebody, how the last day went, and what one would do next. */
class OverviewPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;

  private readonly stats = new Resource(this, (signal) => this.readStats(signal));
  private readonly calls = new Resource(this, (signal) => get<ModelCalls>("/api/stats/models", { since: this.since }, signal));
  private readonly wanting = new Resource(this, readWanting);
  private readonly report = new Resource(this, readReport);
  private readonly alarms = new Resource(this, (signal) => get<Page<ScheduleAlarm>>("/api/schedules/alarms", {}, signal));
  private readonly planned = new Resource(this, (signal) => get<Page<PlannedRun>>("/api/upcoming", { until: endOfNight(Date.now()) }, signal));
  private shown = "";

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = (): void => this.requestUpdate();
    for (const [source, event] of [[attention, "attention"], [serviceHealth, "health"], [bulkJobs, "job"]] as const) {
      source.addEventListener(event, draw);
      this.until(() => source.removeEventListener(event, draw));
    }
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind === "run") this.counted();
          else if (change.kind === "schedule") this.clocked(SETTLE_MS);
        },
        reload: () => this.all(),
        poll: ({ list }) => list && this.all(),
      }),
    );
    void this.wanting.load();
    void this.report.load();
    void this.alarms.load();
    void this.planned.load();
    this.whileSeen(SILENCE_MS, () => this.clocked(0));
  }

  private all(): void {
    this.counted();
    this.clocked(SETTLE_MS);
  }

  private counted(): void {
    this.stats.soon(SETTLE_MS);
    this.calls.soon(SETTLE_MS);
    this.wanting.soon(SETTLE_MS);
  }

  private clocked(delayMs: number): void {
    this.alarms.soon(delayMs);
    this.planned.soon(delayMs);
  }

  private get rangeName(): keyof typeof RANGES {
    return rangeOf(RANGES, this.place.query.get("range"));
  }

  private get range(): StatsRange {
    return RANGES[this.rangeName];
  }

  protected override willUpdate(): void {
    if (this.shown === this.rangeName) return;
    this.shown = this.rangeName;
    this.stats.reset();
    this.calls.reset();
    void this.stats.load();
    this.calls.soon(CALLS_MS);
  }

  /** The hour that runs is one of those that are shown. */
  private get since(): number {
    return Math.floor(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS - this.range.ms;
  }

  private readStats(signal: AbortSignal): Promise<Stats> {
    const { since } = this;
    const { bucket } = this.range;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return get<Stats>("/api/stats", { since, bucket, zone }, signal);
  }

  protected override render(): unknown {
    return html`<header class="page-head overview-head">
        <h1>Overview</h1>
        <span class="mut overview-now">${dayAndTime(Date.now())}</span>
        <span class="grow"></span>
        ${findBar()}
        ${rangeSwitch(RANGES, this.rangeName, (range) => address("/", { range: range ?? undefined }))}
        ${mayWrite() ? html`<a class="button primary overview-launch" href="/workflows">${icon("play")} Launch</a>` : nothing}
      </header>
      ${this.stats.error ? this.stats.staleFace() : this.wanting.staleFace()} ${troubles()} ${jobStrip()}
      <div class="overview">
        <section class="cell w5" aria-labelledby="ov-needs">${this.needs()}</section>
        ${this.stats.bareFace((stats) => this.figures(stats), 8)} ${this.tonight()} ${this.latestReport()}
      </div>`;
  }

  /** A night of failures must not hide what waits for somebody: that is asked for by itself, with the number in the menu. */
  private wantingRuns(): RunSummary[] {
    const known = new Map((this.wanting.value?.items ?? []).map((run) => [runKey(run), run]));
    for (const run of attention.runs) {
      if (!run.copyOf && !isSubflow(run) && !known.has(runKey(run))) known.set(runKey(run), run);
    }
    return [...known.values()];
  }

  private needs(): TemplateResult {
    const wanting = this.wanting.value;
    const runs = this.wantingRuns();
    const silent = silenceGroups(this.alarms.value?.items ?? [], runs);
    // Silence first: of all that is wrong it is what nobody else tells.
    const groups = [...silent.map((group) => this.silence(group)), ...needsGroups(runs, attention.gates).map((group) => need(group))];
    const ofRuns = wanting?.counts?.needsYou ?? wanting?.items.length ?? 0;
    const many = ofRuns + silent.reduce((sum, group) => sum + group.alarms.length, 0);
    return html`<h2 id="ov-needs">
        Needs you
        ${many
          ? html`<span class="mut small">${wanting?.counts?.needsYouIsAtLeast ? "at least " : ""}${count(many)} in ${count(groups.length)} ${groups.length === 1 ? "cause" : "causes"}</span>
              <a class="quiet-link" href=${address("/runs", { segment: "needs-you" })}>Show all</a>`
          : nothing}
      </h2>
      ${this.wanting.bareFace(
        () =>
          many === 0
            ? html`<p class="all-well">${icon("check")} Nothing needs you.</p>`
            : html`${groups.slice(0, CAUSES)}
              ${groups.length > CAUSES
                ? html`<p class="mut small">
                    and ${groups.length - CAUSES} more ${groups.length === CAUSES + 1 ? "cause" : "causes"}
                  </p>`
                : nothing}`,
        3,
      )}`;
  }

  private silence(group: SilenceGroup): TemplateResult {
    const [first] = group.alarms;
    const look = alarmLook(group.kind);
    const n = group.alarms.length;
    const only = n === 1 ? first : undefined;
    const at = (atMs: number): string => dueTime(atMs, Date.now());
    const words = oneLine(
      only ? localSentence(only.says, at) : `${group.alarms.map((one) => one.schedule).join(", ")}: ${localSentence(causeOf(group.says), at)}`,
      300,
    );
    const place = only ? (only.runId ? runUrl({ id: only.runId, store: only.store }) : `/schedules/${encodeURIComponent(only.schedule)}`) : "/schedules?show=alarms";
    const act = !only || !mayWrite() ? null : group.kind === "paused-by-failures" ? "Resume" : group.kind === "not-started" ? "Run now" : null;
    return html`<div class="need">
      ${stateSign(look)}
      <a class="need-words" href=${place} title=${words}><b>${count(n)} ${look.word.toLowerCase()}</b> <span class="mut">${sentence(words)}</span></a>
      ${act
        ? html`<button type="button" class="small-button" @click=${() => void this.answer(only!, act)}>${act}</button>`
        : html`<a class="button small-button" href=${place}>${only ? "Open" : "Show"}</a>`}
    </div>`;
  }

  private async answer(alarm: ScheduleAlarm, act: "Resume" | "Run now"): Promise<void> {
    try {
      const [schedule, { resume, trigger }] = await Promise.all([
        get<Schedule>(`/api/schedules/${encodeURIComponent(alarm.schedule)}`),
        import("../schedules/schedule-actions"),
      ]);
      if (await (act === "Resume" ? resume(schedule) : trigger(schedule))) this.clocked(0);
    } catch (cause) {
      toast("bad", `Schedule ${alarm.schedule} could not be read`, { detail: (cause as Error).message });
    }
  }

  /** What was to be and is not comes first, and stays until it is run or seen. */
  private tonight(): TemplateResult {
    const missed = (this.alarms.value?.items ?? []).filter((one) => one.kind === "not-started" || one.kind === "not-fired");
    const lines = (planned: Page<PlannedRun>): TemplateResult => {
      const groups = plannedGroups(planned.items.filter((one) => one.dueAtMs > Date.now()));
      const shown = Math.max(2, PLANNED - missed.length);
      return groups.length + missed.length === 0
        ? html`<p class="mut">Nothing is planned. ${mayWrite() ? html`<a href="/schedules?new=1">Make a schedule</a>.` : nothing}</p>`
        : html`<ul class="ov-planned">
            ${missed.slice(0, PLANNED).map((alarm) => missedLine(alarm))} ${groups.slice(0, shown).map(plannedLine)}
            ${groups.length > shown
              ? html`<li class="mut small ov-more"><a href="/schedules?show=week">and ${groups.length - shown} more</a></li>`
              : nothing}
          </ul>`;
    };
    return html`<section class="cell ${this.report.value ? "w6" : "w12"} ov-tonight" aria-labelledby="ov-tonight">
      <h2 id="ov-tonight">Tonight <a class="quiet-link" href="/schedules">All schedules</a></h2>
      ${this.planned.bareFace(lines, 3)}
    </section>`;
  }

  private figures(stats: Stats): TemplateResult {
    const found = bars(stats, this.range.atOnce);
    const hours = this.range.bucket === "hour";
    return html`<section class="cell w7" aria-labelledby="ov-runs">
        <h2 id="ov-runs">Runs <span class="mut small">${count(stats.runs.total)}</span> ${legend(stats)}</h2>
        <bar-chart
          .bars=${found}
          .words=${(bar: Bar) => barTime(bar.sinceMs, hours)}
          .href=${(since: number, until: number) => address("/runs", { since, until: until - 1 })}
          .open=${(to: string) => void router.go(to)}
        ></bar-chart>
      </section>
      ${this.tiles(stats)}
      <section class="cell w6" aria-labelledby="ov-workflows">${byWorkflow(stats, this.planned.value?.items ?? [])}</section>
      <section class="cell w6" aria-labelledby="ov-models">${byModel(stats, this.calls.value?.models ?? [])}</section>`;
  }

  private tiles(stats: Stats): TemplateResult {
    const { figures, before, tokens, tokensBefore } = stats;
    const then = this.range.before;
    return html`<section class="tiles" aria-label="Figures">
      ${tile(
        "Success rate",
        figures.successRate === null ? "–" : share(figures.successRate),
        change(figures.successRate, before.successRate, (by) => `${(by * 100).toFixed(1)} points`, "above", "below", then),
        trend(stats.buckets.map((bucket) => bucket.figures.successRate)),
      )}
      ${tile(
        "Median duration",
        figures.medianMs === null ? "–" : duration(figures.medianMs),
        change(figures.medianMs, before.medianMs, duration, "slower than", "faster than", then),
        trend(stats.buckets.map((bucket) => bucket.figures.medianMs)),
      )}
      ${tile(
        "Spend",
        tokens ? money(tokens.costUsd, tokens.costAccuracy) : "–",
        tokens && tokensBefore
          ? change(tokens.costUsd, tokensBefore.costUsd, dollars, "more than", "less than", then)
          : "not known now",
        trend(stats.buckets.map((bucket) => bucket.tokens?.costUsd ?? null)),
      )}
      ${tile(
        "Tokens",
        tokens ? compact(tokens.input + tokens.output) : "–",
        !tokens
          ? "not known now"
          : tokens.exact
            ? `${compact(tokens.input)} in, ${compact(tokens.output)} out, ${count(tokens.calls)} calls`
            : `${tokens.accuracy.replace("-", " ")}: some are not reported`,
        trend(stats.buckets.map((bucket) => (bucket.tokens ? bucket.tokens.input + bucket.tokens.output : null))),
      )}
      ${stats.scorers
        .slice(0, SCORERS)
        .map((scorer) =>
          tile(oneLine(scorer.name, 40), percent(scorer.mean), scorer.count === 1 ? "one score" : `mean of ${count(scorer.count)} scores`, trend(scorer.meanByBucket)),
        )}
    </section>`;
  }

  private latestReport(): TemplateResult | typeof nothing {
    const report = this.report.value;
    if (!report) return nothing;
    return html`<section class="cell w6 overview-report" aria-labelledby="ov-report">
      <h2 id="ov-report">
        Latest report <span class="mut small">night of ${report.night}</span>
        <a class="quiet-link" href="/reports/${encodeURIComponent(report.night)}">Read report</a>
      </h2>
      ${markdown(beginning(report.markdown))}
    </section>`;
  }
}

const readWanting = (signal: AbortSignal): Promise<Page<RunSummary> & { counts: RunCounts | null }> =>
  get("/api/runs", { segment: "needs-you", counts: true, limit: MOST }, signal);

async function readReport(signal: AbortSignal): Promise<Report | null> {
  const { items } = await get<Page<ReportItem>>("/api/reports", { limit: 1 }, signal);
  const night = items[0]?.night;
  return night ? get<Report>(`/api/reports/${encodeURIComponent(night)}`, {}, signal) : null;
}

/** What comes before its sections, without the heading that the page has already. */
function beginning(text: string): string {
  const body = text.replace(/^#[^\n]*\n+/, "");
  const section = body.search(/^##/m);
  return (section > 0 ? body.slice(0, section) : body).slice(0, REPORT_CHARS);
}

/** What is wrong with the Runs IDE itself. */
function troubles(): TemplateResult | typeof nothing {
  const { engineProblem, servicesDown } = serviceHealth;
  if (serviceHealth.down.length === 0) return nothing;
  return html`<p class="stale-note" role="status">
    ${engineProblem === null ? nothing : html`The engine is not available: ${sentence(plainText(engineProblem))} `}
    ${servicesDown.length
      ? `${servicesDown.length} ${servicesDown.length === 1 ? "service is" : "services are"} down: ${servicesDown.join(", ")}. `
      : nothing}<a href="/system">Details</a>
  </p>`;
}

const NEED_WORDS: Readonly<Record<NeedsKind, { one: string; many: string; look: StateLook }>> = {
  decision: { one: "decision", many: "decisions", look: runLook("waiting-approval") },
  budget: { one: "paused by a budget", many: "paused by a budget", look: runLook("paused") },
  stalled: { one: "stalled", many: "stalled", look: runLook("stalled") },
  stuck: { one: "getting nowhere", many: "getting nowhere", look: GETTING_NOWHERE },
  unusual: { one: "far from what is usual", many: "far from what is usual", look: UNUSUAL },
  "needs-resume": { one: "needs resume", many: "need resume", look: runLook("needs-resume") },
  lossy: { one: "finished, but lost something", many: "finished, but lost something", look: runLook("finished-with-failures") },
  failed: { one: "failed", many: "failed", look: runLook("failed") },
};

function need(group: NeedsGroup): TemplateResult {
  const { one, many, look } = NEED_WORDS[group.kind];
  const now = Date.now();
  const n = group.runs.length;
  const since = group.sinceMs === null ? "" : `${n > 1 ? "oldest " : ""}${duration(now - group.sinceMs)}`;
  const reason = oneLine(localTimes(group.reason, group.sinceMs ?? now, now), 200);
  const words = [group.workflow, reason || since].filter(Boolean).join(": ");
  const only = n === 1 ? group.runs[0] : undefined;
  const place = only ? runUrl(only) : group.kind === "decision" ? "/approvals" : listOf(group);
  const act =
    !mayWrite() ? null : group.kind === "stalled" || group.kind === "needs-resume" ? { word: "Resume", all: resumeAll } : group.kind === "failed" ? { word: "Rerun", all: rerunAll } : group.kind === "lossy" && n > 1 ? { word: "Mark as seen", all: seeAll } : null;
  return html`<div class="need">
    ${stateSign(look)}
    <a class="need-words" href=${place} title=${words}><b>${count(n)} ${n === 1 ? one : many}</b> <span class="mut">${sentence(words)}</span></a>
    ${act
      ? html`<button type="button" class="small-button" @click=${() => void act.all(group.runs)}>${act.word}${n > 1 ? ` ${count(n)}` : ""}</button>`
      : html`<a class="button small-button" href=${place}>${group.kind === "decision" ? "Review" : only ? "Open" : "Show"}</a>`}
  </div>`;
}

function missedLine(alarm: ScheduleAlarm): TemplateResult {
  const look = alarmLook(alarm.kind);
  const at = (atMs: number): string => dueTime(atMs, Date.now());
  const words = oneLine(localSentence(withoutName(alarm.says, alarm.schedule), at), 300);
  return html`<li class="planned-line">
    <span class="mut">${dueTime(alarm.dueAtMs, Date.now()).split(" ").at(-1)}</span>
    ${stateSign(look)}
    <span class="planned-words" title=${words}><a href="/schedules/${encodeURIComponent(alarm.schedule)}">${alarm.schedule}</a> <span class="tone-text-${look.tone}">${sentence(words)}</span></span>
  </li>`;
}

/** The part of the list that holds the group. */
const listOf = (group: NeedsGroup): string =>
  address("/runs", {
    segment: group.kind === "stalled" || group.kind === "needs-resume" ? "stalled" : group.kind === "failed" ? "failed" : "needs-you",
    workflow: group.workflow,
  });

function legend({ runs }: Stats): TemplateResult {
  const parts = [
    ["Finished", runs.finished, "bar"],
    ["Running", runs.running, "run"],
    ["Waiting", runs.waiting, "wait"],
    ["Stalled", runs.stalled, "stall"],
    ["Failed", runs.failed, "bad"],
  ] as const;
  return html`<span class="legend"
    >${parts.filter(([, many]) => many > 0).map(([word, many, tone]) => html`<span><i class="fill-${tone}"></i>${word} <b>${count(many)}</b></span>`)}</span
  >`;
}

function tile(word: string, figure: string, note: string, picture: unknown): TemplateResult {
  return html`<div class="tile">
    <span class="tile-word">${word}</span><b>${figure}</b><span class="tile-note">${note}</span>${picture}
  </div>`;
}

/** "2 s faster than the day before". */
function change(
  now: number | null,
  before: number | null,
  words: (by: number) => string,
  more: string,
  less: string,
  then: string,
): string {
  if (now === null || before === null) return before === null ? `nothing in ${then}` : "";
  const by = words(Math.abs(now - before));
  if (words(0) === by) return `as in ${then}`;
  return `${by} ${now > before ? more : less} ${then}`;
}

function byWorkflow(stats: Stats, planned: readonly PlannedRun[]): TemplateResult {
  const now = Date.now();
  const next = (workflow: string): number | undefined => planned.find((one) => one.workflow === workflow && one.dueAtMs > now)?.dueAtMs;
  const due = (atMs: number | undefined): unknown => (atMs === undefined ? "–" : html`<span title=${exactTime(atMs)}>${dueTime(atMs, now)}</span>`);
  return html`<h2 id="ov-workflows">
      By workflow <a class="quiet-link" href="/workflows">All workflows</a>
    </h2>
    ${stats.workflows.length === 0
      ? html`<p class="mut">No runs in this time. <a href="/workflows">Launch a workflow</a>.</p>`
      : html`<table class="ov-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Last 20 runs</th>
              <th scope="col" class="num">Success</th>
              <th scope="col" class="num">p50 / p95</th>
              <th scope="col" class="num wide">Tokens</th>
              <th scope="col" class="num wide">Spend</th>
              <th scope="col" class="num wide">Next</th>
              <th scope="col"><span class="visually-hidden">Launch</span></th>
            </tr>
          </thead>
          <tbody>
            ${stats.workflows.slice(0, ROWS).map(
              (one) =>
                html`<tr>
                  <td class="clip">
                    <a href="/workflows/${encodeURIComponent(one.workflow)}" title=${countWords(one.runs)}>${oneLine(one.workflow, 80)}</a>
                  </td>
                  <td>${ticks(one.latest)}</td>
                  <td class="num">${one.figures.successRate === null ? "–" : share(one.figures.successRate)}</td>
                  <td class="num">
                    ${one.figures.medianMs === null ? "–" : `${duration(one.figures.medianMs)} / ${duration(one.figures.p95Ms ?? 0)}`}
                  </td>
                  <td class="num wide">${one.tokens ? compact(one.tokens.input + one.tokens.output) : "–"}</td>
                  <td class="num wide">${one.tokens?.calls ? money(one.tokens.costUsd, one.tokens.costAccuracy) : "–"}</td>
                  <td class="num wide">${due(next(one.workflow))}</td>
                  <td class="num">
                    ${mayWrite()
                      ? html`<a
                          class="button icon-button"
                          href="/workflows/${encodeURIComponent(one.workflow)}?launch=1"
                          aria-label="Launch ${one.workflow}"
                          title="Launch"
                          >${icon("play")}</a
                        >`
                      : nothing}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>`}`;
}

/** Without the names that the offline stand-in answered for, as those were not asked. */
function byModel(stats: Stats, calls: ModelCalls["models"]): TemplateResult {
  const models = stats.models.filter(({ tokens }) => wasAsked(tokens));
  const most = Math.max(1, ...models.map((one) => one.tokens.input + one.tokens.output));
  const none = !stats.tokens ? "Tokens can't be read at the moment." : stats.models.length ? "Only the offline stand-in answered in this time." : "No model was called in this time.";
  const answers = new Map(calls.map((one) => [one.model, one]));
  return html`<h2 id="ov-models">By model <a class="quiet-link" href="/spend">All spend</a></h2>
    ${models.length === 0
      ? html`<p class="mut">${none}</p>`
      : html`<table class="ov-table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="num">Calls</th>
              <th scope="col" class="num wide">Errors</th>
              <th scope="col" class="num wide">p50</th>
              <th scope="col" class="num">Tokens in / out</th>
              <th scope="col" class="wide"><span class="visually-hidden">Share</span></th>
              <th scope="col" class="num">Spend</th>
            </tr>
          </thead>
          <tbody>
            ${models.slice(0, ROWS).map(({ model, tokens }) => {
              const answered = answers.get(model);
              return html`<tr>
                <td class="clip" title=${model}>${oneLine(model, 80)}</td>
                <td class="num">${count(tokens.calls)}</td>
                <td class="num wide ${answered?.failed ? "tone-text-bad" : ""}">${answered ? count(answered.failed) : "–"}</td>
                <td class="num wide">${answered?.medianMs == null ? "–" : duration(answered.medianMs)}</td>
                <td class="num">${usedInOut(tokens)}</td>
                <td class="wide ov-meter">
                  ${tokens.input + tokens.output
                    ? html`<span class="meter" aria-hidden="true"
                        ><i ${style({ width: `${((tokens.input + tokens.output) / most) * 100}%` })}></i
                      ></span>`
                    : nothing}
                </td>
                <td class="num">${money(tokens.costUsd, tokens.costAccuracy)}</td>
              </tr>`;
            })}
          </tbody>
        </table>`}`;
}

customElements.define("overview-page", OverviewPage);
