import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { address, get, runPath, write } from "../../api/client";
import type { Page, RunSummary, StoreView, WorkflowItem } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import { stateSign } from "../../components/state";
import { toast } from "../../components/toast";
import "../../components/rel-time";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { runKey, runUrl } from "../../lib/run-ref";
import { hasEnded, runLook } from "../../lib/run-state";
import { clockTimeSeconds } from "../../lib/time";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { filterQuery, isFiltered, NO_FILTER, readFilter, type RunFilter, SPANS, STATE_GROUPS } from "./run-filter";
import { keyOf, type Row, RunFeed } from "./run-feed";
import { rowFigure, rowWords } from "./run-words";
import { forgetFilter, saveFilter, savedFilters } from "./saved-filters";

const ROW_PX = 46;
const HEADING_PX = 34;
const SEARCH_DELAY_MS = 250;
const MAX_SELECTED = 50;

/** The list on the left: filters, what needs you, what is active, what was. */
class RunList extends PageElement {
  static override properties: PropertyDeclarations = {
    query: { attribute: false },
    chosen: { type: String },
    chosenStore: { type: String },
    tab: { attribute: false },
    selected: { state: true },
    workflows: { state: true },
    stores: { state: true },
  };
  declare query: URLSearchParams;
  declare chosen: string;
  /** Null when the address names none. */
  declare chosenStore: string | null;
  /** The tab of the chosen run, in which the next one is opened too. */
  declare tab: string;
  /** Keys of the runs that are ticked; null when nothing is to be ticked. */
  declare selected: ReadonlySet<string> | null;
  declare workflows: string[];
  declare stores: StoreView[];

  private readonly feed = new RunFeed();
  private searching: ReturnType<typeof setTimeout> | undefined;
  private hovered = false;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.chosen = "";
    this.chosenStore = null;
    this.tab = "";
    this.selected = null;
    this.workflows = [];
    this.stores = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.feed.filter = readFilter(this.query);
    this.feed.mayMove = () => !this.hovered;
    const draw = (): void => this.requestUpdate();
    this.feed.addEventListener("feed", draw);
    attention.addEventListener("attention", draw);
    this.until(() => attention.removeEventListener("attention", draw));
    this.until(this.feed.start());
    this.until(bindKey("/", "Search the runs", () => this.querySelector<HTMLInputElement>(".search input")?.focus()));
    this.until(bindKey("j", "Next run", () => this.step(1)));
    this.until(bindKey("k", "Previous run", () => this.step(-1)));
    void this.readChoices();
  }

  private async readChoices(): Promise<void> {
    try {
      const [workflows, stores] = await Promise.all([
        get<Page<WorkflowItem>>("/api/workflows"),
        get<Page<StoreView>>("/api/stores"),
      ]);
      this.workflows = workflows.items.map((one) => one.name);
      this.stores = stores.items;
    } catch {
      // The list works without these two menus, and says itself when the service is away.
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("query") && this.hasUpdated) this.feed.setFilter(readFilter(this.query));
  }

  protected override render(): unknown {
    return html`
      <div class="list-bar">
        <div class="search">
          ${icon("search")}
          <input
            type="search"
            aria-label="Search runs"
            placeholder="Search runs…"
            .value=${this.feed.filter.q}
            @input=${this.searched}
          />
          <kbd title="Search">/</kbd>
        </div>
        ${this.chips()}
      </div>
      ${this.feed.error && this.feed.rows.length
        ? staleNote(`Last updated ${clockTimeSeconds(this.feed.loadedAtMs)}. Retrying.`)
        : nothing}
      ${this.feed.pending && this.hovered
        ? html`<button type="button" class="pending" @click=${() => this.feed.settle()}>
            ${icon("up")} The list has changed: show the changes
          </button>`
        : nothing}
      <div
        class="list-rows"
        @pointerenter=${() => (this.hovered = true)}
        @pointerleave=${() => {
          this.hovered = false;
          if (this.feed.pending) this.feed.settle();
        }}
      >
        ${this.rows()}
      </div>
      ${this.selected ? this.bulk() : nothing}
    `;
  }

  private chips(): TemplateResult {
    const { filter } = this.feed;
    const isOn = (states: readonly string[]): boolean =>
      states.length === filter.status.length && states.every((state) => filter.status.includes(state as never));
    return html`<div class="chips" role="group" aria-label="Filters">
      <button type="button" class="chip" aria-pressed=${!isFiltered(filter)} @click=${() => this.narrow(NO_FILTER)}>All</button>
      ${STATE_GROUPS.map(
        ({ word, states }) =>
          html`<button
            type="button"
            class="chip"
            aria-pressed=${isOn(states)}
            @click=${() => this.narrow({ ...filter, status: isOn(states) ? [] : states })}
          >
            ${word}
          </button>`,
      )}
      ${this.menu("Workflow", filter.workflow, this.workflows, (workflow) => this.narrow({ ...filter, workflow }))}
      ${this.stores.length > 1
        ? this.menu(
            "Store",
            filter.store,
            this.stores.map((one) => one.name),
            (store) => this.narrow({ ...filter, store }),
          )
        : nothing}
      ${this.menu("Any time", filter.since, Object.keys(SPANS), (since) => this.narrow({ ...filter, since }), (span) => SPANS[span]?.word ?? span)}
      ${savedFilters().map(
        (saved) =>
          html`<span class="chip chip-saved"
            ><button type="button" class="link" @click=${() => this.narrow(saved.filter)}>${saved.name}</button
            ><button
              type="button"
              class="quiet"
              aria-label="Delete the filter ${saved.name}"
              @click=${() => {
                forgetFilter(saved.name);
                this.requestUpdate();
              }}
            >
              ${icon("close")}
            </button></span
          >`,
      )}
      ${isFiltered(filter)
        ? html`<button type="button" class="chip" @click=${this.keepFilter}>${icon("star")} Save filter</button>`
        : nothing}
      ${mayWrite()
        ? html`<button
            type="button"
            class="chip"
            aria-pressed=${this.selected !== null}
            @click=${() => (this.selected = this.selected ? null : new Set())}
          >
            Select
          </button>`
        : nothing}
    </div>`;
  }

  private menu(
    all: string,
    value: string,
    choices: string[],
    pick: (value: string) => void,
    word: (value: string) => string = (one) => one,
  ): TemplateResult {
    const known = value && !choices.includes(value) ? [value, ...choices] : choices;
    return html`<select
      class="chip ${value ? "on" : ""}"
      aria-label=${all}
      @change=${(event: Event) => pick((event.target as HTMLSelectElement).value)}
    >
      <option value="" ?selected=${!value}>${all}</option>
      ${known.map((one) => html`<option value=${one} ?selected=${one === value}>${word(one)}</option>`)}
    </select>`;
  }

  private rows(): TemplateResult {
    const { feed } = this;
    if (feed.rows.length === 0) {
      if (feed.error) return failure(feed.error, () => void feed.read());
      if (feed.loadedAtMs === 0) return loading(12, "Loading the runs");
      return isFiltered(feed.filter) ? this.filteredAway() : this.noRuns();
    }
    return html`<virtual-list
      class="run-rows"
      label="Runs"
      .count=${feed.rows.length + (feed.hasMore ? 1 : 0)}
      .height=${(i: number) => (feed.rows[i]?.kind === "heading" ? HEADING_PX : ROW_PX)}
      .keyOf=${(i: number) => (feed.rows[i] ? keyOf(feed.rows[i]) : "more")}
      .row=${(i: number) => this.row(feed.rows[i])}
      @range=${this.scrolled}
      @keydown=${this.keys}
    ></virtual-list>`;
  }

  private row(row: Row | undefined): TemplateResult {
    if (!row) return html`<p class="mut list-more">Loading more…</p>`;
    if (row.kind === "heading") return html`<h3 class="list-heading">${row.title}<span>${row.note}</span></h3>`;
    const { run } = row;
    const key = runKey(run);
    const gate = attention.gates.find((one) => one.runId === run.id && one.store === run.store);
    const link = html`<a
      class="run-row"
      data-run=${key}
      href=${runUrl(run, this.tab, filterQuery(this.feed.filter))}
      aria-current=${this.isChosen(run) ? "true" : nothing}
      title="${run.id} · ${run.store}"
    >
      ${stateSign(runLook(run.state))}
      <span class="run-name clip"
        >${oneLine(run.workflowName || run.workflow, 80)} <span class="run-id mono">${oneLine(shortId(run), 80)}</span></span
      >
      <span class="run-when"><rel-time at=${run.createdAtMs} as="list"></rel-time></span>
      <span class="run-words clip">${rowWords(run, gate, Date.now())}</span>
      <span class="run-figure">${rowFigure(run)}</span>
    </a>`;
    if (!this.selected) return link;
    return html`<div class="run-tick">
      <input
        type="checkbox"
        aria-label="Select ${run.id}"
        .checked=${this.selected.has(key)}
        @change=${() => this.tick(key)}
      />${link}
    </div>`;
  }

  private filteredAway(): TemplateResult {
    const all = this.stores.reduce((sum, store) => sum + (store.runs ?? 0), 0);
    return empty(
      "No run matches",
      all ? `${count(all)} ${all === 1 ? "run is" : "runs are"} hidden by these filters.` : "The filters match nothing.",
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
    const keys = [...(this.selected ?? [])];
    const pair = keys.length === 2 ? keys.map((key) => this.known(key)) : [];
    const [a, b] = pair;
    return html`<div class="bulk" role="region" aria-label="Selected runs">
      <span class="grow">${keys.length} selected</span>
      <a
        class="button"
        aria-disabled=${!(a && b)}
        href=${a && b ? address("/compare", { a: a.id, "a-in": a.store, b: b.id, "b-in": b.store }) : nothing}
        >Compare two</a
      >
      <button type="button" class="danger" ?disabled=${keys.length === 0} @click=${() => void this.cancelAll(keys)}>Cancel…</button>
    </div>`;
  }

  private tick(key: string): void {
    const next = new Set(this.selected);
    if (!next.delete(key) && next.size < MAX_SELECTED) next.add(key);
    this.selected = next;
  }

  private async cancelAll(keys: string[]): Promise<void> {
    const runs = keys.map((key) => this.known(key)).filter((run) => run !== undefined && !hasEnded(run.state));
    let done = 0;
    const failed: string[] = [];
    await ask({
      title: `Cancel ${runs.length} ${runs.length === 1 ? "run" : "runs"}?`,
      body: () => html`<p>
          Their tasks in flight end, and they can only be restarted with an explicit resume. Runs that have already ended are not affected.
        </p>
        ${runs.slice(0, 3).map((run) => commandLine("cancel", run!.id, "--store", run!.store))}
        ${runs.length > 3 ? html`<p class="mut">and ${runs.length - 3} more</p>` : nothing}`,
      confirm: "Cancel runs",
      keep: "Keep running",
      danger: true,
      arm: "I want to cancel these runs.",
      ready: () => runs.length > 0,
      run: async () => {
        for (const run of runs) {
          try {
            await write(runPath(run!.id, "/cancel"), {}, { query: { store: run!.store } });
            done++;
          } catch (cause) {
            failed.push(`${run!.id}: ${(cause as Error).message}`);
          }
        }
      },
    });
    if (done) toast("ok", `${done} ${done === 1 ? "run was" : "runs were"} asked to cancel`);
    if (failed.length) toast("bad", `${failed.length} could not be cancelled`, { detail: failed.slice(0, 3).join(" ") });
    if (done) this.selected = null;
  }

  private isChosen(run: RunSummary): boolean {
    return run.id === this.chosen && (this.chosenStore === null || this.chosenStore === run.store);
  }

  private known(key: string): RunSummary | undefined {
    const row = this.feed.rows.find((one) => one.kind === "run" && keyOf(one) === key);
    return row?.kind === "run" ? row.run : undefined;
  }

  private async keepFilter(): Promise<void> {
    let name = "";
    const saved = await ask({
      title: "Save this filter",
      body: () => html`<label class="field"
        ><span>Name</span
        ><input
          type="text"
          maxlength="40"
          .value=${name}
          @input=${(event: Event) => (name = (event.target as HTMLInputElement).value.trim())}
        /><small>It is saved in this browser. To share it, share the address of this page.</small></label
      >`,
      confirm: "Save",
      ready: () => name !== "",
    });
    if (!saved) return;
    saveFilter(name, this.feed.filter);
    this.requestUpdate();
  }

  private searched(event: Event): void {
    clearTimeout(this.searching);
    const q = (event.target as HTMLInputElement).value;
    this.searching = setTimeout(() => this.narrow({ ...this.feed.filter, q }), SEARCH_DELAY_MS);
  }

  private narrow(filter: RunFilter): void {
    router.replace(address(location.pathname, filterQuery(filter)));
  }

  private scrolled(event: CustomEvent<{ first: number; last: number }>): void {
    if (event.detail.last >= this.feed.rows.length - 40) void this.feed.more();
  }

  protected override updated(): void {
    // A tall screen may show the end of the first page at once.
    const list = this.querySelector<VirtualList>("virtual-list");
    if (list && list.range.last >= this.feed.rows.length) void this.feed.more();
  }

  private keys(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const focused = (event.target as HTMLElement).closest<HTMLElement>("[data-run]")?.dataset["run"];
    const { rows } = this.feed;
    let index = focused ? rows.findIndex((row) => keyOf(row) === focused) : 0;
    let left = Math.abs(step);
    while (left > 0) {
      const next = index + Math.sign(step);
      if (!rows[next]) break;
      index = next;
      if (rows[index]?.kind === "run") left--;
    }
    const row = rows[index];
    if (row?.kind !== "run") return;
    void this.querySelector<VirtualList>("virtual-list")?.focusRow(index, `[data-run="${CSS.escape(keyOf(row))}"]`);
  }

  private step(by: 1 | -1): void {
    const runs = this.feed.rows.filter((row) => row.kind === "run");
    const at = runs.findIndex((row) => this.isChosen(row.run));
    const next = runs[at < 0 ? 0 : at + by];
    if (!next) return;
    const list = this.querySelector<VirtualList>("virtual-list");
    list?.scrollToRow(this.feed.rows.indexOf(next));
    void router.go(runUrl(next.run, this.tab, filterQuery(this.feed.filter)));
  }
}

/** Ids that we make begin with the workflow's name, which the row says already. */
const shortId = (run: RunSummary): string =>
  run.id.startsWith(`${run.workflowName}-`) ? run.id.slice(run.workflowName.length + 1) : run.id;

customElements.define("run-list", RunList);
