import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { address, get, runPath } from "../../api/client";
import type { RunDetail, RunSummary } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import { style } from "../../components/style";
import { toast } from "../../components/toast";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { count } from "../../lib/numbers";
import { runKey, runUrl } from "../../lib/run-ref";
import { hasEnded, isSubflow } from "../../lib/run-state";
import { clockTimeSeconds } from "../../lib/time";
import { cancelAll, resumeAll } from "../../parts/bulk-actions";
import { bulkJobs } from "../../parts/bulk-job";
import { jobStrip } from "../../parts/job-strip";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { LazyParts } from "../../lazy-parts";
import { type Column, COLUMNS, columnsLeftOut, columnWidths, leaveOut } from "./columns";
import "./filter-bar";
import { filterQuery, isFiltered, NO_FILTER, readFilter, type RunFilter, type Sort } from "./run-filter";
import { keyOf, type Row, RunFeed, type RunRow } from "./run-feed";
import { railRow, type RowContext, tableRow } from "./run-row";

const ROW_PX = 36;
const ROW_PHONE_PX = 56;
const HEADING_PX = 32;
const RAIL_ROW_PX = 34;
const MAX_SELECTED = 2_000;

/** After which the rows are on the screen, on a busy machine too. */
const DRAWN_MS = 500;

/** For what is launched once more, which few lists are opened for. */
const rerunning = (): Promise<typeof import("../../parts/rerun")> => import("../../parts/rerun");
/** Who looks at these rows has not scrolled on. */
const FIRST_ROWS = 100;
const phone = matchMedia("(max-width: 820px)");
/** What a column's head sorts by. */
const SORTS: Partial<Record<Column["id"], Sort>> = { tokens: "tokens", took: "longest", when: "" };

/** All runs, as a table; beside an open run as a rail. What needs you comes first, then what is active, then the days. */
export class RunList extends PageElement {
  static override properties: PropertyDeclarations = {
    query: { attribute: false },
    chosen: { type: String },
    chosenStore: { type: String },
    tab: { attribute: false },
    isRail: { type: Boolean },
    selected: { state: true },
    isGathering: { state: true },
    current: { state: true },
    leftOut: { state: true },
  };
  declare query: URLSearchParams;
  declare chosen: string;
  /** Null when the address names none. */
  declare chosenStore: string | null;
  /** The tab of the chosen run, in which the next one is opened too. */
  declare tab: string;
  declare isRail: boolean;
  /** What is ticked, by key. */
  declare selected: ReadonlyMap<string, RunSummary>;
  /** Whether all runs that match are being read, to be selected. */
  declare isGathering: boolean;
  /** The key of the line that Tab comes to. */
  declare current: string;
  /** Columns that this browser does not show. */
  declare leftOut: ReadonlySet<string>;

  private readonly feed = new RunFeed();
  private readonly parts = new LazyParts(this);
  private hovered = false;
  /** Whether the list was read once; what is beside it waits for that. */
  private wasRead = false;
  private isDrawn = false;
  /** The run that was brought into sight last. */
  private shown = "";
  /** Where a range that Shift makes begins. */
  private anchor = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.chosen = "";
    this.chosenStore = null;
    this.tab = "";
    this.isRail = false;
    this.selected = new Map();
    this.isGathering = false;
    this.current = "";
    this.leftOut = columnsLeftOut();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.feed.filter = readFilter(this.query);
    this.feed.mayMove = () => !this.hovered;
    this.feed.mayForget = () => (this.list?.range.last ?? 0) < FIRST_ROWS;
    const draw = (): void => this.requestUpdate();
    for (const [target, name] of [
      [this.feed, "feed"],
      [attention, "attention"],
      [bulkJobs, "job"],
      [phone, "change"],
    ] as const) {
      target.addEventListener(name, draw);
      this.until(() => target.removeEventListener(name, draw));
    }
    this.until(this.feed.start());
    this.until(bindKey("/", "Search the runs", () => this.search()));
    this.until(bindKey("j", "Next run", () => this.step(1)));
    this.until(bindKey("k", "Previous run", () => this.step(-1)));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("query") && this.hasUpdated) {
      this.feed.setFilter(readFilter(this.query));
    }
    if (changed.has("chosen") || changed.has("chosenStore") || changed.has("isRail")) {
      const open = this.isRail ? this.feed.find(this.chosen, this.chosenStore) : undefined;
      this.feed.keepApart(open ? runKey(open) : `${this.chosenStore ?? ""}/${this.chosen}`);
    }
    if (this.isRail && this.selected.size) this.selected = new Map();
    if (!this.wasRead && this.feed.loadedAtMs > 0) {
      this.wasRead = true;
      const timer = setTimeout(() => {
        this.isDrawn = true;
        this.requestUpdate();
      }, DRAWN_MS);
      this.until(() => clearTimeout(timer));
    }
    // What is planned comes after the rows are drawn, which wait for nothing.
    if (this.isDrawn && !this.isRail) this.parts.want("planned", () => import("../../parts/planned-strip"));
  }

  /** Opens the run above or below the open one. */
  step(by: 1 | -1): void {
    const runs = this.feed.rows.filter((row) => row.kind === "run");
    const at = runs.findIndex((row) => this.isChosen(row.run));
    const next = runs[at < 0 ? 0 : at + by];
    if (!next) return;
    void router.go(this.href(next.run));
  }

  private search(): void {
    const field = (): HTMLInputElement | null => this.querySelector<HTMLInputElement>(".search input");
    if (!this.isRail) return field()?.focus();
    void router.go(address("/runs", filterQuery(this.feed.filter))).then(() => setTimeout(() => field()?.focus()));
  }

  protected override render(): unknown {
    return this.isRail ? this.rail() : this.table();
  }

  /** Where nobody scores, a column for it would be empty for ever. */
  private get isScored(): boolean {
    return this.feed.rows.some((row) => row.kind === "run" && row.run.score !== null);
  }

  private table(): TemplateResult {
    const leftOut = this.isScored ? this.leftOut : new Set([...this.leftOut, "score"]);
    return html`
      <filter-bar
        .filter=${this.feed.filter}
        .counts=${this.feed.counts}
        .leftOut=${this.leftOut}
        .isScored=${this.isScored}
        .isReady=${this.wasRead}
        @narrow=${({ detail }: CustomEvent<RunFilter>) => this.narrow(detail)}
        @columns=${({ detail }: CustomEvent<ReadonlySet<string>>) => this.chooseColumns(detail)}
      ></filter-bar>
      ${jobStrip()} ${this.stale()}
      ${this.parts.has("planned") && !isFiltered(this.feed.filter) ? html`<planned-strip></planned-strip>` : nothing}
      <div
        class="list-table ${[...leftOut].map((id) => `without-${id}`).join(" ")}"
        role=${this.feed.rows.length ? "table" : nothing}
        aria-label=${this.feed.rows.length ? "Runs" : nothing}
        ${style({ "--run-columns": columnWidths(leftOut) })}
      >
        <div class="run-row run-head-row" role="row" ?hidden=${this.feed.rows.length === 0}>
          <span role="columnheader"><span class="visually-hidden">Selected</span></span>
          <span role="columnheader"><span class="visually-hidden">State</span></span>
          <span role="columnheader">Title</span>
          ${COLUMNS.map((column) => this.columnHead(column))}
        </div>
        ${this.rows()}
      </div>
      ${this.pending()} ${this.selected.size ? this.bulk() : nothing}
    `;
  }

  /** One of what the list can be sorted by is a button. */
  private columnHead({ id, word }: Column): TemplateResult {
    const sort = SORTS[id];
    const isNumber = ["tokens", "cost", "score", "took", "when"].includes(id);
    const isOn = sort !== undefined && sort === this.feed.filter.sort;
    return html`<span
      role="columnheader"
      class="run-${id} ${isNumber ? "num" : ""}"
      aria-sort=${sort === undefined ? nothing : isOn ? "descending" : "none"}
      >${sort === undefined
        ? word
        : html`<button type="button" tabindex="-1" class="column-sort" @click=${() => this.narrow({ ...this.feed.filter, sort })}>
            ${word}${isOn ? html`<span aria-hidden="true"> ↓</span>` : nothing}
          </button>`}</span
    >`;
  }

  private chooseColumns(leftOut: ReadonlySet<string>): void {
    leaveOut(leftOut);
    this.leftOut = leftOut;
  }

  private rail(): TemplateResult {
    const all = this.feed.counts?.all;
    return html`<div class="rail-head">
        <a class="rail-title" href=${address("/runs", filterQuery(this.feed.filter))}>Runs</a>
        <span class="mut small grow">${all === undefined ? nothing : count(all)}</span>
        <button type="button" class="quiet" aria-label="Search the runs" title="Search the runs" @click=${() => this.search()}>${icon("search")}</button>
        <button
          type="button"
          class="quiet"
          aria-label="Hide the list"
          title="Hide the list ( [ )"
          @click=${() => this.dispatchEvent(new CustomEvent("rail"))}
        >
          ${icon("panel")}
        </button>
      </div>
      ${this.stale()} ${this.rows()} ${this.pending()}`;
  }

  /** While the pointer is in the list no line moves under it. */
  private pending(): TemplateResult | typeof nothing {
    if (!this.feed.pending || !this.hovered) return nothing;
    return html`<button type="button" class="pending" @click=${() => this.feed.settle()}>
      ${icon("up")} The list has changed: show the changes
    </button>`;
  }

  private stale(): unknown {
    return this.feed.error && this.feed.rows.length
      ? staleNote(`Last updated ${clockTimeSeconds(this.feed.loadedAtMs)}. Retrying.`)
      : nothing;
  }

  private rows(): TemplateResult {
    const { feed } = this;
    if (feed.rows.length === 0) {
      if (feed.error) return failure(feed.error, () => void feed.read());
      if (feed.loadedAtMs === 0) return loading(12, "Loading the runs");
      return isFiltered(feed.filter) ? this.filteredAway() : this.noRuns();
    }
    if (!feed.rows.some((row) => row.kind === "run" && keyOf(row) === this.current)) this.current = this.firstKey();
    const rowPx = this.isRail ? RAIL_ROW_PX : phone.matches ? ROW_PHONE_PX : ROW_PX;
    return html`<div
      class="list-rows"
      role="presentation"
      @pointerenter=${() => (this.hovered = true)}
      @pointerleave=${() => {
        this.hovered = false;
        if (this.feed.pending) this.feed.settle();
      }}
    >
      <virtual-list
        class="run-rows"
        label=${this.isRail ? "Runs" : ""}
        rowRole=${this.isRail ? "list" : "rowgroup"}
        ?roving=${true}
        .count=${feed.rows.length + (feed.hasMore ? 1 : 0)}
        .height=${(i: number) => (feed.rows[i]?.kind === "heading" ? HEADING_PX : rowPx)}
        .keyOf=${(i: number) => (feed.rows[i] ? keyOf(feed.rows[i]) : "more")}
        .row=${(i: number) => this.row(feed.rows[i])}
        @range=${this.scrolled}
        @keydown=${this.keys}
        @focusin=${this.focused}
      ></virtual-list>
    </div>`;
  }

  private firstKey(): string {
    const { rows } = this.feed;
    const row = rows.find((one) => one.kind === "run" && this.isChosen(one.run)) ?? rows.find((one) => one.kind === "run");
    return row ? keyOf(row) : "";
  }

  private row(row: Row | undefined): TemplateResult {
    const cell = this.isRail ? nothing : "cell";
    if (!row) return html`<p class="mut list-more" role=${cell}>Loading more…</p>`;
    if (row.kind === "heading") return html`<h2 class="list-heading" role=${cell}>${row.title} <span>${row.note}</span></h2>`;
    const context = this.context(row);
    return this.isRail ? railRow(row, context) : tableRow(row, context);
  }

  private context(row: RunRow): RowContext {
    const { run } = row;
    const key = runKey(run);
    return {
      href: this.href(run),
      gate: attention.gates.find((one) => one.runId === run.id && one.store === run.store),
      isChosen: this.isRail && this.isChosen(run),
      isTabStop: key === this.current,
      isSelected: mayWrite() ? this.selected.has(key) : null,
      select: (event) => this.select(row, event instanceof MouseEvent && event.shiftKey),
      toggleFold: () => this.feed.toggleFold(run),
      actions: this.isRail ? nothing : this.actions(run),
    };
  }

  /** What stands over duration and start while the pointer or the focus is in the line. */
  private actions(run: RunSummary): TemplateResult {
    const act = (word: string, verb: string, name = "play" as "play" | "close"): TemplateResult =>
      html`<button type="button" tabindex="-1" @click=${() => void this.act(run, verb)}>${icon(name)} ${word}</button>`;
    return html`${!mayWrite() || run.copyOf
        ? nothing
        : run.state === "stalled" || run.state === "needs-resume"
          ? isSubflow(run)
            ? nothing
            : act("Resume", "resume")
          : hasEnded(run.state)
            ? html`<button type="button" tabindex="-1" @click=${async () => (await rerunning()).rerun(run)}>${icon("redo")} Rerun</button>`
            : act("Cancel run", "cancel", "close")}
      <button
        type="button"
        class="run-open"
        tabindex="-1"
        aria-label="Open in a new tab"
        title="Open in a new tab"
        @click=${() => window.open(this.href(run), "_blank", "noopener")}
      >
        ${icon("external")}
      </button>`;
  }

  /** The dialogs of the run's own page ask, with what they have to know of it. */
  private async act(run: RunSummary, verb: string): Promise<void> {
    try {
      const [{ VERBS }, detail] = await Promise.all([
        import("../../parts/actions"),
        get<RunDetail>(runPath(run.id), { store: run.store }),
      ]);
      const found = VERBS.find((one) => one.id === verb);
      if (found?.fits(detail)) await found.act(detail);
      else toast("info", "The run has moved on meanwhile", { detail: "Open it to see what can be done." });
    } catch (cause) {
      toast("bad", "The run could not be read", { detail: (cause as Error).message });
    }
  }

  private filteredAway(): TemplateResult {
    return empty(
      "No run matches",
      "The filters match nothing.",
      html`<button type="button" @click=${() => this.narrow(NO_FILTER)}>Show all</button>`,
    );
  }

  private noRuns(): TemplateResult {
    return empty(
      "No runs yet",
      "Launch a workflow and watch it here, live.",
      html`<a class="button primary" href="/workflows">${icon("play")} Choose a workflow</a>`,
    );
  }

  private bulk(): TemplateResult {
    const runs = [...this.selected.values()];
    const [a, b] = runs.length === 2 ? runs : [];
    const cancellable = runs.filter((run) => !hasEnded(run.state) && !run.copyOf);
    const resumable = runs.filter((run) => ["stalled", "needs-resume"].includes(run.state) && !run.copyOf && !isSubflow(run));
    const rerunnable = runs.filter((run) => hasEnded(run.state) && run.workflow && !isSubflow(run));
    const all = this.matching();
    const busy = bulkJobs.current !== null || this.isGathering;
    return html`<div class="bulk" role="region" aria-label="Selected runs">
      <b>${count(runs.length)} selected</b>
      ${all === undefined || all > runs.length
        ? html`<button type="button" class="link" ?disabled=${this.isGathering} @click=${() => void this.selectAll()}>
            ${this.isGathering ? "Reading…" : all === undefined ? "Select all matching" : `Select all ${count(Math.min(all, MAX_SELECTED))} matching`}
          </button>`
        : nothing}
      <span class="bulk-rule"></span>
      ${resumable.length
        ? html`<button type="button" ?disabled=${busy} @click=${() => void resumeAll(resumable, this.selectNothing)}>Resume ${count(resumable.length)}…</button>`
        : nothing}
      ${cancellable.length
        ? html`<button type="button" ?disabled=${busy} @click=${() => void cancelAll(cancellable, this.selectNothing)}>Cancel ${count(cancellable.length)}…</button>`
        : nothing}
      ${rerunnable.length
        ? html`<button type="button" ?disabled=${busy} @click=${async () => (await rerunning()).rerunAll(rerunnable, this.selectNothing)}>Rerun ${count(rerunnable.length)}…</button>`
        : nothing}
      ${resumable.length + cancellable.length + rerunnable.length === 0 ? html`<span class="mut small">Nothing can be done to these together</span>` : nothing}
      ${a && b
        ? html`<a class="button" href=${address("/compare", { a: a.id, "a-in": a.store, b: b.id, "b-in": b.store })}>Compare</a>`
        : nothing}
      <button type="button" class="quiet" aria-label="Select nothing" title="Select nothing" @click=${this.selectNothing}>
        ${icon("close")}
      </button>
    </div>`;
  }

  /** How many runs the list has, as far as it is known. */
  private matching(): number | undefined {
    const { counts, filter } = this.feed;
    if (!counts) return undefined;
    const { segment } = filter;
    return segment === "" ? counts.all : segment === "needs-you" ? counts.needsYou : counts[segment];
  }

  private select(row: RunRow, isRange: boolean): void {
    const next = new Map(this.selected);
    const key = runKey(row.run);
    const runs = this.feed.rows.filter((one) => one.kind === "run");
    const from = isRange ? runs.findIndex((one) => keyOf(one) === this.anchor) : -1;
    if (from >= 0) {
      const to = runs.findIndex((one) => keyOf(one) === key);
      for (const one of runs.slice(Math.min(from, to), Math.max(from, to) + 1)) next.set(keyOf(one), one.run);
    } else if (!next.delete(key)) {
      next.set(key, row.run);
    }
    if (next.size > MAX_SELECTED) {
      toast("info", `At most ${count(MAX_SELECTED)} runs can be selected`, { detail: "Narrow the list first." });
      return;
    }
    this.anchor = key;
    this.selected = next;
  }

  private async selectAll(): Promise<void> {
    this.isGathering = true;
    try {
      const found = await this.feed.all(MAX_SELECTED, AbortSignal.timeout(60_000));
      this.selected = new Map(found.map((run) => [runKey(run), run]));
    } catch (cause) {
      toast("bad", "The runs could not be read", { detail: (cause as Error).message });
    } finally {
      this.isGathering = false;
    }
  }

  private readonly selectNothing = (): void => {
    this.selected = new Map();
  };

  private isChosen(run: RunSummary): boolean {
    return run.id === this.chosen && (this.chosenStore === null || this.chosenStore === run.store);
  }

  private href(run: RunSummary): string {
    return runUrl(run, this.tab, filterQuery(this.feed.filter));
  }

  private narrow(filter: RunFilter): void {
    this.selected = new Map();
    router.replace(address(location.pathname, filterQuery(filter)));
  }

  private scrolled(event: CustomEvent<{ first: number; last: number }>): void {
    if (event.detail.last >= this.feed.rows.length - 40) void this.feed.more();
  }

  protected override updated(): void {
    const { list } = this;
    // A tall screen may show the end of the first page at once.
    if (list && list.range.last >= this.feed.rows.length) void this.feed.more();
    if (this.isRail && this.shown !== this.chosen && this.feed.rows.length) void this.showChosen();
  }

  /** Who opens a run has it in sight in the rail, which is not moved for one that is. */
  private async showChosen(): Promise<void> {
    this.shown = this.chosen;
    const index = this.feed.rows.findIndex((row) => row.kind === "run" && this.isChosen(row.run));
    await this.list?.updateComplete;
    if (index >= 0) this.list?.scrollToRow(index);
  }

  private get list(): VirtualList | null {
    return this.querySelector<VirtualList>("virtual-list");
  }

  private focused(event: FocusEvent): void {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-run]")?.dataset["run"];
    if (key) this.current = key;
  }

  private keys(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-run]");
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") return this.sideways(event, line);
    const { rows } = this.feed;
    const at = line ? rows.findIndex((row) => keyOf(row) === line.dataset["run"]) : -1;
    const row = rows[at];
    if (event.key === " " && row?.kind === "run" && !this.isRail && mayWrite()) {
      event.preventDefault();
      return this.select(row, event.shiftKey);
    }
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -rows.length, End: rows.length };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    let index = Math.max(0, at);
    for (let left = Math.abs(step); left > 0; ) {
      const next = index + Math.sign(step);
      if (!rows[next]) break;
      index = next;
      if (rows[index]?.kind === "run") left--;
    }
    if (rows[index]?.kind !== "run") index = rows.findIndex((one) => one.kind === "run");
    const to = rows[index];
    if (to) void this.list?.focusRow(index, `[data-run="${CSS.escape(keyOf(to))}"] .run-link`);
  }

  /** The buttons of a line are reached from its title, and no stops of Tab. */
  private sideways(event: KeyboardEvent, line: HTMLElement | null): void {
    const stops = [...(line?.querySelectorAll<HTMLElement>("a, button:not(:disabled)") ?? [])].filter((one) => one.checkVisibility());
    const at = stops.indexOf(event.target as HTMLElement);
    const next = stops[at + (event.key === "ArrowRight" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define("run-list", RunList);
