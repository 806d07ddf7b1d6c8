import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Catalog, ModelCalls, Roster } from "../../api/types";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { empty, staleNote } from "../../components/faces";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { sentence } from "../../components/sentence";
import { toast } from "../../components/toast";
import "../../components/virtual-list";
import { found, isShown, MODEL_SHOWS, MODEL_SORTS, type ModelLine, modelLines, type ModelShow, type ModelSort, sorted } from "../../lib/model-table";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { hourBefore } from "../../lib/time";
import { live } from "../../live/stream";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import { modelRow } from "./model-row";
import "./models.css";
import { rosterChips, rosterStages } from "./roster-stages";

/** A catalog that is older needs a look: it is made anew every day. */
const OLD_MS = 36 * 3_600_000;
/** What the figures are of. */
const FIGURES_OF_MS = 7 * 86_400_000;
const ROW_PX = 34;
const ROW_PHONE_PX = 56;
const phone = matchMedia("(max-width: 820px)");

const SHOW_WORDS: Readonly<Record<ModelShow, string>> = {
  "": "All",
  roster: "Roster",
  featured: "Featured",
  new: "New",
  removed: "Removed",
  excluded: "Excluded",
};

interface Head {
  readonly id: string;
  readonly word: string;
  readonly sort?: ModelSort;
  readonly title?: string;
}

const HEADS: readonly Head[] = [
  { id: "health", word: "Health", title: "What it answered when it was last asked for one token" },
  { id: "name", word: "Model", sort: "name" },
  { id: "class", word: "Class" },
  { id: "price", word: "Price in / out", sort: "price", title: "US dollars per million tokens" },
  { id: "runs", word: "Runs", sort: "runs", title: "Runs that called it in the last 7 days" },
  { id: "p50", word: "p50", sort: "p50", title: "The middle duration of its answers in the last 7 days" },
  { id: "errors", word: "Errors", sort: "errors", title: "Calls that were refused or ended without an answer, in the last 7 days" },
  { id: "place", word: "Roster", sort: "", title: "Its place in the roster" },
];

/** What the provider offers in one table, and on top of it whom the next fusion asks. `?show=`, `?sort=` and `?q=` narrow it. */
class ModelsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false }, refreshing: { state: true } };
  declare place: Place;
  declare refreshing: boolean;

  private readonly catalog = new Resource(this, (signal) => get<Catalog>("/api/models", {}, signal));
  private readonly roster = new Resource(this, (signal) => get<Roster>("/api/roster", {}, signal));
  /** The table is of use without them, so it does not wait for them. */
  private readonly calls = new Resource(this, (signal) =>
    get<ModelCalls>("/api/stats/models", { since: hourBefore(Date.now(), FIGURES_OF_MS) }, signal),
  );

  constructor() {
    super();
    this.refreshing = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.readAll(0);
    void this.calls.load();
    const draw = (): void => this.requestUpdate();
    phone.addEventListener("change", draw);
    this.until(() => phone.removeEventListener("change", draw));
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind !== "catalog" || change.of === "workflows") return;
          this.readAll(400);
        },
        reload: () => this.readAll(400),
        poll: ({ list }) => list && this.readAll(0),
      }),
    );
  }

  private readAll(delayMs: number): void {
    this.catalog.soon(delayMs);
    this.roster.soon(delayMs);
  }

  private get show(): ModelShow {
    return MODEL_SHOWS.find((one) => one === this.place.query.get("show")) ?? "";
  }

  private get sort(): ModelSort {
    return MODEL_SORTS.find((one) => one === this.place.query.get("sort")) ?? "";
  }

  private get search(): string {
    return this.place.query.get("q") ?? "";
  }

  private narrow(more: { show?: string; sort?: string; q?: string }): void {
    router.replace(address("/models", { show: this.show, sort: this.sort, q: this.search, ...more }));
  }

  protected override render(): unknown {
    return html`
      <header class="page-head">
        <h1>Models</h1>
        ${this.catalog.value ? this.freshness(this.catalog.value) : nothing}
        <span class="grow"></span>
        ${mayWrite()
          ? html`<button type="button" ?disabled=${this.refreshing} @click=${() => this.refresh(false)}>
              ${this.refreshing ? "Fetching…" : "Fetch now"}
            </button>`
          : nothing}
      </header>
      ${this.catalog.value?.problem ? staleNote(`${plainText(this.catalog.value.problem)} The last good one is shown.`) : nothing}
      <section class="md-strip" aria-label="The roster">
        <h2>Roster</h2>
        ${this.roster.bareFace(rosterChips, 1)} ${this.roster.staleFace()}
        ${this.roster.value
          ? html`<details class="md-why">
              <summary>How is this chosen?</summary>
              ${rosterStages(this.roster.value)}
            </details>`
          : nothing}
      </section>
      ${this.catalogFace()}
    `;
  }

  /** Has model-refresh fetch the list now; one that has shrunk by more than half wants a second word. */
  private async refresh(acceptShrunken: boolean): Promise<void> {
    this.refreshing = true;
    try {
      const made = await write<Catalog>("/api/models/refresh", { acceptShrunken });
      toast("ok", `The catalog has ${count(made.total)} models`);
      this.readAll(0);
    } catch (cause) {
      const detail = cause instanceof ApiError ? cause.problem.detail : String(cause);
      toast("bad", "The catalog was not refreshed", { detail });
      const isShrunken = cause instanceof ApiError && cause.problem.errors?.some((error) => error.field === "acceptShrunken");
      if (isShrunken && !acceptShrunken) void this.offerShrunken(detail);
    } finally {
      this.refreshing = false;
    }
  }

  private async offerShrunken(detail: string): Promise<void> {
    await ask({
      title: "Accept the shorter list?",
      body: () => html`<p class="text">${sentence(plainText(detail))}</p>`,
      confirm: "Take it",
      danger: true,
      arm: "The provider really removed these models.",
      run: () => this.refresh(true),
    });
  }

  private catalogFace(): unknown {
    const { value, error } = this.catalog;
    if (!value && error instanceof ApiError && error.kind === "catalog-unavailable") {
      return empty(
        "No catalog yet",
        sentence(plainText(error.problem.detail)),
        html`<button type="button" @click=${() => void this.catalog.load()}>Look again</button>`,
      );
    }
    return this.catalog.face((catalog) => this.table(catalog), 12);
  }

  private freshness(catalog: Catalog): TemplateResult {
    const atMs = Date.parse(catalog.generatedAt);
    const isOld = catalog.ageMs > OLD_MS;
    return html`<p class="md-made ${isOld ? "md-old" : "mut"}" title="From ${oneLine(catalog.source, 120)}">
      ${isOld ? "Old: made" : "Made"} ${Number.isNaN(atMs) ? oneLine(catalog.generatedAt, 40) : html`<rel-time .at=${atMs}></rel-time>`}, ${count(catalog.chatCount)} of
      ${count(catalog.total)} models for chat${isOld ? html`. It should be refreshed every day: check that model-refresh is running.` : nothing}
    </p>`;
  }

  private table(catalog: Catalog): TemplateResult {
    const all = modelLines(catalog, this.roster.value?.models ?? [], this.calls.value?.models ?? []);
    const part = all.filter((line) => isShown(line, this.show));
    const lines = sorted(found(part, this.search), this.sort);
    return html`<div class="md-filter">
        <input
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          .value=${this.search}
          @input=${(event: Event) => this.narrow({ q: (event.target as HTMLInputElement).value })}
        />
        <div class="md-shows" role="group" aria-label="Which models">
          ${MODEL_SHOWS.map(
            (show) =>
              html`<button type="button" class="tab-button" aria-pressed=${show === this.show} @click=${() => this.narrow({ show })}>
                ${SHOW_WORDS[show]} <span class="mut small">${count(all.filter((line) => isShown(line, show)).length)}</span>
              </button>`,
          )}
        </div>
        ${this.search ? html`<span class="mut small" role="status">${count(lines.length)} of ${count(part.length)}</span>` : nothing}
      </div>
      ${lines.length === 0 ? this.nothing(part.length) : this.rows(lines, catalog.classes ?? {})}`;
  }

  /** Nothing of that kind, or all of it is filtered away. */
  private nothing(hidden: number): TemplateResult {
    const all = html`<a class="button" href="/models">Show all</a>`;
    if (hidden > 0) return empty("No matches", `${count(hidden)} ${hidden === 1 ? "model is" : "models are"} hidden by the search.`, all);
    const words: Readonly<Partial<Record<ModelShow, string>>> = {
      new: "Nothing is new since an earlier day.",
      removed: "Nothing was removed since an earlier day.",
      featured: "The catalog has no flagship family.",
    };
    return empty("No models", words[this.show] ?? "There are none of this kind.", all);
  }

  private rows(lines: readonly ModelLine[], classes: Readonly<Record<string, string>>): TemplateResult {
    const rowPx = phone.matches ? ROW_PHONE_PX : ROW_PX;
    return html`<div class="md-table" role="table" aria-label="Models">
      <div class="md-row md-head" role="row">${HEADS.map((head) => this.head(head))}</div>
      <virtual-list
        class="md-rows"
        rowRole="rowgroup"
        .count=${lines.length}
        .height=${() => rowPx}
        .keyOf=${(index: number) => lines[index]?.id ?? index}
        .row=${(index: number) => (lines[index] ? modelRow(lines[index], classes) : html``)}
      ></virtual-list>
    </div>`;
  }

  private head({ id, word, sort, title }: Head): TemplateResult {
    const isNumber = ["price", "runs", "p50", "errors", "place"].includes(id);
    const isOn = sort !== undefined && sort === this.sort;
    return html`<span
      role="columnheader"
      class="md-${id} ${isNumber ? "num" : ""}"
      title=${title ?? nothing}
      aria-sort=${sort === undefined ? nothing : isOn ? (sort === "runs" || sort === "errors" ? "descending" : "ascending") : "none"}
      >${sort === undefined
        ? word
        : html`<button type="button" class="md-sort" @click=${() => this.narrow({ sort })}>
            ${word}${isOn ? html`<span aria-hidden="true"> ${sort === "runs" || sort === "errors" ? "↓" : "↑"}</span>` : nothing}
          </button>`}</span
    >`;
  }
}

customElements.define("models-page", ModelsPage);
