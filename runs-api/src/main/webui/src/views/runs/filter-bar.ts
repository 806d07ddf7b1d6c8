import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get } from "../../api/client";
import type { Page, RunCounts, StoreView, WorkflowItem } from "../../api/types";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { Menu } from "../../components/menu";
import { count } from "../../lib/numbers";
import { runLook } from "../../lib/run-state";
import { COLUMNS } from "./columns";
import "./time-brush";
import { isFiltered, NO_FILTER, type RunFilter, SEGMENT_WORDS, SEGMENTS, type Segment, type Sort, SORT_WORDS, SPANS, spanWords } from "./run-filter";
import { forgetFilter, saveFilter, savedFilters } from "./saved-filters";

const SEARCH_DELAY_MS = 250;

const COUNT_OF: Readonly<Record<Segment, Exclude<keyof RunCounts, "needsYouIsAtLeast">>> = {
  "needs-you": "needsYou",
  running: "running",
  waiting: "waiting",
  stalled: "stalled",
  failed: "failed",
  finished: "finished",
  cancelled: "cancelled",
};

/** One line that narrows the list, and its parts with their counts. Dispatches `narrow` with the filter that is wished. */
class FilterBar extends PageElement {
  static override properties: PropertyDeclarations = {
    filter: { attribute: false },
    counts: { attribute: false },
    leftOut: { attribute: false },
    isScored: { attribute: false },
    isReady: { attribute: false },
    workflows: { state: true },
    stores: { state: true },
  };
  declare filter: RunFilter;
  /** Null until they are known. */
  declare counts: RunCounts | null;
  /** Columns of the table that are not shown. */
  declare leftOut: ReadonlySet<string>;
  /** Whether a run of the list has a score. */
  declare isScored: boolean;
  /** Whether the list is there: what only helps to narrow it is asked for after it. */
  declare isReady: boolean;
  declare workflows: string[];
  declare stores: string[];
  private readonly menu = new Menu(this, ".filter-menu");
  private readonly columnMenu = new Menu(this, ".column-menu");
  private searching: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.filter = NO_FILTER;
    this.counts = null;
    this.leftOut = new Set();
    this.isScored = false;
    this.isReady = false;
    this.workflows = [];
    this.stores = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(() => clearTimeout(this.searching));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("isReady") && this.isReady) void this.readChoices();
  }

  private async readChoices(): Promise<void> {
    try {
      const [workflows, stores] = await Promise.all([
        get<Page<WorkflowItem>>("/api/workflows"),
        get<Page<StoreView>>("/api/stores"),
      ]);
      this.workflows = workflows.items.map((one) => one.name);
      this.stores = stores.items.map((one) => one.name);
    } catch {
      // The list works without these two menus, and says itself when the service is away.
    }
  }

  protected override render(): unknown {
    const { filter } = this;
    return html`<div class="filter-line">
        <div class="search">
          ${icon("search")} ${this.tokens()}
          <input type="search" aria-label="Search runs" placeholder="Search by id, workflow or label" .value=${filter.q} @input=${this.searched} />
          <kbd title="Search">/</kbd>
        </div>
        <div class="filter-menu" @keydown=${this.menu.keys} @focusout=${this.menu.focusLeft}>
          <button type="button" aria-haspopup="true" aria-expanded=${this.menu.isOpen} @click=${this.menu.toggle}>
            ${icon("plus")} Filter
          </button>
          ${this.menu.isOpen ? this.choices() : nothing}
        </div>
        <select
          class="sort"
          aria-label="Order"
          @change=${(event: Event) => this.narrow({ sort: (event.target as HTMLSelectElement).value as Sort })}
        >
          ${(Object.keys(SORT_WORDS) as Sort[]).map((sort) => html`<option value=${sort} ?selected=${sort === filter.sort}>${SORT_WORDS[sort]}</option>`)}
        </select>
        <div class="column-menu" @keydown=${this.columnMenu.keys} @focusout=${this.columnMenu.focusLeft}>
          <button
            type="button"
            aria-label="Columns"
            title="Columns"
            aria-haspopup="true"
            aria-expanded=${this.columnMenu.isOpen}
            @click=${this.columnMenu.toggle}
          >
            ${icon("columns")}
          </button>
          ${this.columnMenu.isOpen ? this.columns() : nothing}
        </div>
      </div>
      <div class="brush-room">${this.isReady ? html`<time-brush .filter=${filter}></time-brush>` : nothing}</div>
      <div class="segments" role="group" aria-label="Parts of the list">
        ${this.segment("", "All")} ${SEGMENTS.map((one) => this.segment(one, SEGMENT_WORDS[one]))}
        <span class="grow"></span>
        ${this.saved()}
      </div>`;
  }

  private columns(): TemplateResult {
    const toggle = (id: string, isShown: boolean): void => {
      const leftOut = new Set(this.leftOut);
      if (isShown) leftOut.delete(id);
      else leftOut.add(id);
      this.dispatchEvent(new CustomEvent<ReadonlySet<string>>("columns", { detail: leftOut }));
    };
    return html`<div class="menu filter-choices column-choices">
      ${COLUMNS.filter(({ id }) => id !== "score" || this.isScored).map(
        ({ id, word }) =>
          html`<label class="menu-line"
            ><input
              type="checkbox"
              .checked=${!this.leftOut.has(id)}
              @change=${(event: Event) => toggle(id, (event.target as HTMLInputElement).checked)}
            />
            ${word}</label
          >`,
      )}
    </div>`;
  }

  private segment(segment: Segment | "", word: string): TemplateResult {
    const n = this.counts?.[segment ? COUNT_OF[segment] : "all"];
    const more = segment === "needs-you" && this.counts?.needsYouIsAtLeast ? "+" : "";
    const isOn = this.filter.segment === segment;
    return html`<button type="button" class="segment tab-button" aria-pressed=${isOn} @click=${() => this.narrow({ segment })}>
      ${word} <span class="segment-count">${n === undefined ? "" : count(n)}${more}</span>
    </button>`;
  }

  /** What the list is narrowed to beside its part, each with a button that takes it away. */
  private tokens(): unknown {
    const { filter } = this;
    const token = (name: string, value: string, without: Partial<RunFilter>): TemplateResult =>
      html`<span class="token"
        ><span>${name}:</span> ${value}<button type="button" aria-label="Remove the filter ${name}" @click=${() => this.narrow(without)}>
          ${icon("close")}
        </button></span
      >`;
    return html`${filter.status.length ? token("status", filter.status.map((one) => runLook(one).word).join(", "), { status: [] }) : nothing}
    ${filter.workflow ? token("workflow", filter.workflow, { workflow: "" }) : nothing}
    ${filter.store ? token("store", filter.store, { store: "" }) : nothing}
    ${filter.since || filter.until ? token("since", spanWords(filter), { since: "", until: "" }) : nothing}`;
  }

  private choices(): TemplateResult {
    const { filter } = this;
    return html`<div class="menu filter-choices">
      ${this.select("Workflow", "Any workflow", filter.workflow, this.workflows, (workflow) => this.narrow({ workflow }))}
      ${this.select("Store", "Any store", filter.store, this.stores, (store) => this.narrow({ store }))}
      ${this.select("Started", "Any time", filter.since, Object.keys(SPANS), (since) => this.narrow({ since, until: "" }), (span) => SPANS[span]?.word ?? span)}
    </div>`;
  }

  private select(
    name: string,
    all: string,
    value: string,
    choices: string[],
    pick: (value: string) => void,
    word: (value: string) => string = (one) => one,
  ): TemplateResult {
    const known = value && !choices.includes(value) ? [value, ...choices] : choices;
    return html`<label class="filter-choice"
      ><span>${name}</span
      ><select @change=${(event: Event) => pick((event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${!value}>${all}</option>
        ${known.map((one) => html`<option value=${one} ?selected=${one === value}>${word(one)}</option>`)}
      </select></label
    >`;
  }

  private saved(): TemplateResult {
    return html`${savedFilters().map(
      (saved) =>
        html`<span class="saved-view"
          ><button type="button" class="segment tab-button" @click=${() => this.wish(saved.filter)}>${saved.name}</button
          ><button
            type="button"
            class="quiet"
            aria-label="Delete the view ${saved.name}"
            @click=${() => {
              forgetFilter(saved.name);
              this.requestUpdate();
            }}
          >
            ${icon("close")}
          </button></span
        >`,
    )}
    ${isFiltered(this.filter) ? html`<button type="button" class="segment tab-button" @click=${this.keep}>Save view</button>` : nothing}`;
  }

  private async keep(): Promise<void> {
    let name = "";
    const saved = await ask({
      title: "Save this view",
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
    saveFilter(name, this.filter);
    this.requestUpdate();
  }

  private searched(event: Event): void {
    const q = (event.target as HTMLInputElement).value;
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.narrow({ q }), SEARCH_DELAY_MS);
  }

  private narrow(change: Partial<RunFilter>): void {
    this.wish({ ...this.filter, ...change });
  }

  private wish(filter: RunFilter): void {
    this.dispatchEvent(new CustomEvent<RunFilter>("narrow", { detail: filter }));
  }
}

customElements.define("filter-bar", FilterBar);
