import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import { get } from "../../api/client";
import type { Page, WorkflowItem } from "../../api/types";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { Menu } from "../../components/menu";
import { Resource } from "../../components/resource";
import { oneLine } from "../../lib/plain-text";
import { LazyParts } from "../../lazy-parts";
import { live } from "../../live/stream";
import { offerCommands } from "../../commands";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { editorUrl, workflowUrl } from "./workflow-links";

interface Tab {
  readonly id: string;
  readonly word: string;
  readonly load: () => Promise<unknown>;
}

const TABS: readonly Tab[] = [
  { id: "runs", word: "Runs", load: () => import("./workflow-runs-tab") },
  { id: "graph", word: "Graph", load: () => import("./workflow-graph-tab") },
  { id: "code", word: "Code", load: () => import("./workflow-code-tab") },
  { id: "versions", word: "Versions", load: () => import("./workflow-versions-tab") },
  { id: "schedule", word: "Schedule", load: () => import("./workflow-schedule-tab") },
  { id: "stats", word: "Stats", load: () => import("./workflow-stats-tab") },
];

/** One workflow under one header: its runs, what it would execute, its text, its versions, when it is due, how it does. `?tab=`. */
class WorkflowDetail extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    query: { attribute: false },
  };
  declare name: string;
  declare query: URLSearchParams;
  private readonly parts = new LazyParts(this);
  private readonly more = new Menu(this, ".wf-more");

  private readonly item = new Resource(this, async (signal) => {
    const all = (await get<Page<WorkflowItem>>("/api/workflows", {}, signal)).items;
    return all.find((one) => one.name === this.name) ?? null;
  });

  constructor() {
    super();
    this.name = "";
    this.query = new URLSearchParams();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind === "run" && change.run.workflow === this.name) this.item.soon(1_500);
          if (change.kind === "catalog" && change.of === "workflows") this.item.soon();
        },
        reload: () => void this.item.load(),
      }),
    );
    TABS.forEach((tab, i) => this.until(bindKey(String(i + 1), `Tab ${tab.word}`, () => this.open(tab.id))));
    this.until(bindKey("l", "Launch this workflow", () => router.replace(this.launchUrl())));
    this.until(
      offerCommands([
        { title: "Launch this workflow", hint: "l", icon: "play", run: () => router.replace(this.launchUrl()) },
        { title: "Edit this workflow", icon: "editor", run: () => void router.go(editorUrl(this.name)) },
      ]),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name")) {
      this.item.reset();
      void this.item.load();
    }
    this.parts.want(this.tab.id, this.tab.load);
    if (this.launching) this.parts.want("launch", () => import("./launch-drawer"));
  }

  private get launching(): boolean {
    return this.query.has("launch");
  }

  /** Links to a task of the graph name no tab. */
  private get tab(): Tab {
    const wanted = this.query.get("tab") ?? (this.query.has("node") ? "graph" : "");
    return TABS.find((one) => one.id === wanted) ?? TABS[0]!;
  }

  private tabUrl(id: string): string {
    return workflowUrl(this.name, { tab: id === TABS[0]!.id ? null : id });
  }

  private open(id: string): void {
    router.replace(this.tabUrl(id));
  }

  /** Over the tab that is shown. */
  private launchUrl(more: Record<string, string | null> = {}): string {
    return workflowUrl(this.name, { tab: this.query.get("tab"), node: this.query.get("node"), launch: "1", ...more });
  }

  protected override render(): unknown {
    const item = this.item.value;
    const { tab } = this;
    return html`
      <header class="page-head wf-head">
        <div class="grow">
          <p class="crumb"><a href="/workflows">Workflows</a></p>
          <h1>${oneLine(this.name, 200)}</h1>
          ${item?.missing.length ? html`<p class="small field-error">Needs ${oneLine(item.missing.join("; "), 300)}.</p>` : nothing}
          ${item?.title ? html`<p class="mut wf-title">${oneLine(item.title)}</p>` : nothing}
        </div>
        <a class="button wf-edit" href=${editorUrl(this.name)}>${icon("editor")} Edit</a>
        ${this.launchButtons(item)}
      </header>
      ${this.launching ? this.parts.trouble("launch") : nothing}
      <div class="wf-tabs" role="tablist" aria-label="Parts of the workflow" @keydown=${this.tabKeys}>
        ${TABS.map(
          (one) =>
            html`<a
              role="tab"
              id="wf-tab-${one.id}"
              aria-selected=${one === tab}
              aria-controls="wf-panel"
              tabindex=${one === tab ? 0 : -1}
              href=${this.tabUrl(one.id)}
              >${one.word}</a
            >`,
        )}
      </div>
      <div class="wf-panel" id="wf-panel" role="tabpanel" aria-labelledby="wf-tab-${tab.id}">
        ${this.parts.has(tab.id)
          ? staticHtml`<${unsafeStatic(`workflow-${tab.id}-tab`)} .name=${this.name} .query=${this.query} .item=${item}></${unsafeStatic(`workflow-${tab.id}-tab`)}>`
          : this.parts.face(tab.id)}
      </div>
      ${this.launching && this.parts.has("launch")
        ? html`<launch-drawer
            .name=${this.name}
            .from=${this.query.get("from")}
            .fromStore=${this.query.get("from-in")}
            @close=${() => router.replace(workflowUrl(this.name, { tab: this.query.get("tab"), node: this.query.get("node") }))}
          ></launch-drawer>`
        : nothing}
    `;
  }

  private launchButtons(item: WorkflowItem | null): TemplateResult {
    if (!mayWrite()) {
      return html`<button type="button" disabled title="Your role can't launch workflows. Ask an operator.">${icon("play")} Launch</button>`;
    }
    const last = item?.lastRun;
    return html`<div class="wf-launch">
      <a class="button primary" href=${this.launchUrl()}>${icon("play")} Launch</a>
      <div class="wf-more" @keydown=${this.more.keys} @focusout=${this.more.focusLeft}>
        <button
          type="button"
          class="primary"
          aria-label="More ways to launch"
          aria-haspopup="true"
          aria-expanded=${this.more.isOpen}
          @click=${this.more.toggle}
        >
          ${icon("down")}
        </button>
        ${this.more.isOpen
          ? html`<div class="menu wf-menu" @click=${() => this.more.close()}>
              ${last
                ? html`<a class="menu-line" href=${this.launchUrl({ from: last.id, "from-in": item.store })}>${icon("redo")} With the last input…</a>`
                : nothing}
              <a class="menu-line" href="/schedules?new=1&workflow=${encodeURIComponent(this.name)}">${icon("clock")} On a schedule…</a>
            </div>`
          : nothing}
      </div>
    </div>`;
  }

  private tabKeys(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length]!;
    this.open(next.id);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#wf-tab-${next.id}`)?.focus());
  }
}

customElements.define("workflow-detail", WorkflowDetail);
