import { html, nothing, type PropertyDeclarations } from "lit";
import { address, get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Catalog, Roster } from "../../api/types";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { empty, staleNote } from "../../components/faces";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { toast } from "../../components/toast";
import "../../components/virtual-list";
import { ago } from "../../lib/time";
import { byClass, type ModelRow, modelRows } from "../../lib/model-groups";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { live } from "../../live/stream";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import { featuredTable, liveness } from "./featured";
import "./models.css";
import { rosterStages } from "./roster-stages";

/** A catalog that is older needs a look: it is made anew every day. */
const OLD_MS = 36 * 3_600_000;
const VENDOR_HEIGHT = 34;
const MODEL_HEIGHT = 30;
const NAMES_SHOWN = 200;

/** What the provider offers, what is best of it, what is new, and whom a fusion would ask. `?q=` searches. */
class ModelsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false }, refreshing: { state: true } };
  declare place: Place;
  declare refreshing: boolean;

  private readonly catalog = new Resource(this, (signal) => get<Catalog>("/api/models", {}, signal));
  private readonly roster = new Resource(this, (signal) => get<Roster>("/api/roster", {}, signal));

  constructor() {
    super();
    this.refreshing = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.readAll(0);
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
      <div class="page-body md-body">
        <div class="md-main">${this.catalogFace()}</div>
        <div class="md-side">
          <section class="card" aria-label="The roster">
            <h2>The roster</h2>
            <p class="hint">Models the next fusion will use, and why.</p>
            ${this.roster.face((roster) => rosterStages(roster), 4)}
          </section>
          ${this.catalog.value ? this.news(this.catalog.value) : nothing}
        </div>
      </div>
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
      body: () => html`<p class="text">${plainText(detail)}</p>`,
      confirm: "Take it",
      danger: true,
      arm: "The provider really removed these models.",
      run: () => this.refresh(true),
    });
  }

  private catalogFace(): unknown {
    const { value, error } = this.catalog;
    if (!value && error instanceof ApiError && error.kind === "catalog-unavailable") {
      return html`<div class="card">
        ${empty(
          "No catalog yet",
          plainText(error.problem.detail),
          html`<button type="button" @click=${() => void this.catalog.load()}>Look again</button>`,
        )}
      </div>`;
    }
    return this.catalog.face((catalog) => html`${featuredTable(catalog)} ${this.all(catalog)}`, 12);
  }

  private freshness(catalog: Catalog): unknown {
    const atMs = Date.parse(catalog.generatedAt);
    const isOld = catalog.ageMs > OLD_MS;
    return html`<p class=${isOld ? "md-old" : "mut"}>
      ${isOld ? "Old: made" : "Made"} ${Number.isNaN(atMs) ? oneLine(catalog.generatedAt, 40) : html`<rel-time .at=${atMs}></rel-time>`} ·
      ${count(catalog.total)} models, ${count(catalog.chatCount)} for chat
      ${isOld ? html`<br />It should be refreshed every day: check that model-refresh is running.` : nothing}
    </p>`;
  }

  private all(catalog: Catalog): unknown {
    const search = this.place.query.get("q") ?? "";
    const { rows, found } = modelRows(catalog.chat, search);
    const fresh = new Set(catalog.new);
    const featured = new Set(catalog.featured);
    return html`<section class="card md-all" aria-label="All chat models">
      <div class="md-all-head">
        <h2>All chat models</h2>
        <input
          type="search"
          aria-label="Search models"
          placeholder="Search models"
          .value=${search}
          @input=${(event: Event) => router.replace(address("/models", { q: (event.target as HTMLInputElement).value }))}
        />
        <span class="mut small" role="status">${search ? `${count(found)} of ${count(catalog.chat.length)}` : count(found)}</span>
      </div>
      ${found === 0
        ? empty(
            "No matches",
            `${count(catalog.chat.length)} models are hidden by the search.`,
            html`<a class="button" href="/models">Show all</a>`,
          )
        : html`<virtual-list
            class="md-list"
            label="Chat models by vendor"
            .count=${rows.length}
            .height=${(index: number) => (rows[index]?.kind === "vendor" ? VENDOR_HEIGHT : MODEL_HEIGHT)}
            .keyOf=${(index: number) => keyOf(rows[index])}
            .row=${(index: number) => this.row(rows[index], catalog, fresh, featured)}
          ></virtual-list>`}
    </section>`;
  }

  private row(row: ModelRow | undefined, catalog: Catalog, fresh: Set<string>, featured: Set<string>) {
    if (!row) return html``;
    if (row.kind === "vendor") {
      return html`<div class="md-vendor"><span class="label">${oneLine(row.vendor, 60)}</span> <span class="mut small">${row.count}</span></div>`;
    }
    return html`<div class="md-model">
      <span class="mono clip grow" title=${row.id}>${oneLine(row.id, 120)}</span>
      ${fresh.has(row.id) ? html`<span class="tag tone-text-run">new</span>` : nothing}
      ${featured.has(row.id) ? html`<span class="tag">featured</span>` : nothing}
      ${catalog.liveness?.[row.id]?.status === "dead" ? liveness(catalog.liveness[row.id]) : nothing}
    </div>`;
  }

  private news(catalog: Catalog): unknown {
    const list = (ids: readonly string[], none: string): unknown =>
      ids.length
        ? html`<ul class="md-names">
            ${ids.slice(0, NAMES_SHOWN).map((id) => html`<li class="mono">${oneLine(id, 120)}</li>`)}
          </ul>`
        : html`<p class="mut">${none}</p>`;
    const classes = byClass(catalog.excluded);
    return html`<section class="card" aria-label="News">
        <h2>News <span class="mut small">since an earlier day</span></h2>
        <h3>New</h3>
        ${list(catalog.new, "Nothing new.")}
        <h3>Removed</h3>
        ${list(catalog.removed, "Nothing removed.")}
      </section>
      <section class="card" aria-label="Excluded">
        <h2>Excluded <span class="mut small">${count(Object.keys(catalog.excluded).length)}</span></h2>
        <p class="hint">Not general chat models: they embed, moderate, translate or do one narrow task.</p>
        ${classes.map(
          ({ name, ids }) => html`<details>
            <summary>${oneLine(name, 40)} <span class="mut">${count(ids.length)}</span></summary>
            ${list(ids, "")}
            ${ids.length > NAMES_SHOWN ? html`<p class="mut">… and ${ids.length - NAMES_SHOWN} more</p>` : nothing}
          </details>`,
        )}
        <p class="hint md-source">From ${oneLine(catalog.source, 120)}, ${ago(Date.now() - catalog.ageMs, Date.now())}</p>
      </section>`;
  }
}

const keyOf = (row: ModelRow | undefined): string => (row?.kind === "model" ? row.id : `vendor:${row?.vendor}`);

customElements.define("models-page", ModelsPage);
