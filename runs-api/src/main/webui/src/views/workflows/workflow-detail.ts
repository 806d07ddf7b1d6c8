import { html, nothing, type PropertyDeclarations } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { DagNode, Page, RunSummary, WorkflowGraph, WorkflowItem } from "../../api/types";
import type { NodeMark } from "../../components/dag/dag-words";
import "../../components/dag/run-dag";
import { PageElement } from "../../components/element";
import { empty, failure } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { stateSign } from "../../components/state";
import { duration } from "../../lib/duration";
import { oneLine } from "../../lib/plain-text";
import { runLook } from "../../lib/run-state";
import { needsCare } from "../../lib/settings-words";
import { LazyParts } from "../../lazy-parts";
import { live } from "../../live/stream";
import { offerCommands } from "../../commands";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { nodePanel } from "./node-panel";
import { runUrl } from "../../lib/run-ref";
import { runTitle } from "../../lib/run-title";
import { editorUrl, runsUrl, workflowUrl } from "./workflow-links";
import { counts } from "./workflow-list";

const RUNS_SHOWN = 20;

/** One workflow: what it would execute, with the settings of each task, and how its last runs went. */
class WorkflowDetail extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    query: { attribute: false },
  };
  declare name: string;
  declare query: URLSearchParams;
  private readonly parts = new LazyParts(this);

  private readonly graph = new Resource(this, (signal) => get<WorkflowGraph>("/api/workflow-graph", { name: this.name }, signal));
  private readonly runs = new Resource(this, async (signal) => {
    return (await get<Page<RunSummary>>("/api/runs", { workflow: this.name, limit: RUNS_SHOWN }, signal)).items;
  });
  private readonly item = new Resource(this, async (signal) => {
    const all = (await get<Page<WorkflowItem>>("/api/workflows", {}, signal)).items;
    return all.find((one) => one.name === this.name) ?? null;
  });
  private marks = new Map<string, NodeMark>();

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
          if (change.kind === "run" && change.run.workflow === this.name) {
            this.runs.soon();
            this.item.soon(1_500);
          }
          if (change.kind === "catalog" && change.of === "workflows") {
            this.graph.soon();
            this.item.soon();
          }
        },
        reload: () => this.readAll(),
        poll: ({ list }) => list && this.runs.soon(0),
      }),
    );
    this.until(bindKey("l", "Launch this workflow", () => router.replace(workflowUrl(this.name, { launch: "1" }))));
    this.until(
      offerCommands([
        { title: "Launch this workflow", hint: "l", icon: "play", run: () => router.replace(workflowUrl(this.name, { launch: "1" })) },
        { title: "Edit this workflow", icon: "editor", run: () => void router.go(editorUrl(this.name)) },
      ]),
    );
  }

  private readAll(): void {
    void this.graph.load();
    void this.runs.load();
    void this.item.load();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name")) {
      for (const one of [this.graph, this.runs, this.item]) one.reset();
      this.readAll();
    }
    if (this.launching) this.parts.want("launch", () => import("./launch-drawer"));
  }

  private get launching(): boolean {
    return this.query.has("launch");
  }

  private show(query: { node?: string | null }): void {
    router.replace(workflowUrl(this.name, { node: query.node ?? null }));
  }

  protected override render(): unknown {
    const item = this.item.value;
    const lastRun = item?.lastRun;
    return html`
      <header class="page-head">
        <div class="grow">
          <p class="crumb"><a href="/workflows">Workflows</a></p>
          <h1>${oneLine(this.name, 200)}</h1>
          ${item?.missing.length ? html`<p class="small field-error">Needs ${oneLine(item.missing.join("; "), 300)}.</p>` : nothing}
          ${item?.title ? html`<p class="mut">${oneLine(item.title)}</p>` : nothing}
        </div>
        <a class="button" href=${editorUrl(this.name)}>${icon("editor")} Edit</a>
        ${mayWrite()
          ? html`<a class="button primary" href=${workflowUrl(this.name, { launch: "1" })}>${icon("play")} Launch</a>`
          : html`<button type="button" disabled title="Your role can't launch workflows. Ask an operator.">${icon("play")} Launch</button>`}
      </header>
      ${this.launching ? this.parts.trouble("launch") : nothing}
      <div class="wf-columns">
        <div class="wf-graph">${this.graphFace()}</div>
        <div class="wf-side">
          ${this.selectedNode ? nodePanel(this.selectedNode, this.graph.value?.tree ?? null, () => this.show({})) : nothing}
          <section aria-label="Last runs">
            <header class="wf-side-head">
              <h3>Last runs</h3>
              ${lastRun ? html`<a class="small" href=${runsUrl(this.name)}>all runs</a>` : nothing}
            </header>
            ${item ? html`<div class="wf-counts wf-side-counts">${counts(item)}</div>` : nothing}
            ${this.runs.face((runs) => this.lastRuns(runs), 5)}
          </section>
        </div>
      </div>
      ${this.launching && this.parts.has("launch")
        ? html`<launch-drawer
            .name=${this.name}
            .from=${this.query.get("from")}
            .fromStore=${this.query.get("from-in")}
            @close=${() => router.replace(workflowUrl(this.name, { node: this.query.get("node") }))}
          ></launch-drawer>`
        : nothing}
    `;
  }

  private get selectedNode(): DagNode | undefined {
    const wanted = this.query.get("node");
    return wanted ? this.graph.value?.dag.nodes.find((node) => node.id === wanted) : undefined;
  }

  private graphFace(): unknown {
    const { value, error } = this.graph;
    if (error instanceof ApiError && error.kind === "workflow-broken") return this.broken(error);
    if (!value) {
      return error
        ? failure(error, () => void this.graph.load())
        : html`<p class="dag-note" role="status">Loading the workflow in the engine…</p>`;
    }
    this.marks = new Map(
      value.dag.nodes.filter(needsCare).map((node) => [
        node.nodeId ?? node.id,
        { look: { word: "Retries forever", tone: "wait", shape: "arrows" } },
      ]),
    );
    return html`${this.graph.staleFace()}<run-dag
      .dag=${value.dag}
      .states=${this.marks}
      .selected=${this.query.get("node")}
      label="What ${this.name} would execute"
      @pick=${(event: CustomEvent<DagNode>) => this.show({ node: event.detail.id })}
    ></run-dag>`;
  }

  private broken(error: ApiError): unknown {
    return html`<div class="wf-diagnostics">
      ${failure(error, () => void this.graph.load())}
      <a class="button primary" href=${editorUrl(this.name)}>Open it in the editor</a>
    </div>`;
  }

  private lastRuns(runs: RunSummary[]): unknown {
    if (runs.length === 0) {
      return empty("Never run", "Launch it, and its runs appear here.");
    }
    return html`<ul class="wf-runs">
      ${repeat(
        runs,
        (run) => run.id,
        (run) => {
          const look = runLook(run.state);
          const { finished, total } = run.progress;
          return html`<li>
            ${stateSign(look)}
            <a class="clip" href=${runUrl(run)} title=${run.id}>${runTitle(run)}</a>
            <span class="wf-run-time"><rel-time .at=${run.createdAtMs} as="list"></rel-time></span>
            <span class="wf-run-word">
              ${look.word} · ${finished}/${total}${run.durationMs === null ? nothing : html` · ${duration(run.durationMs)}`}
            </span>
            ${mayWrite()
              ? html`<a
                  class="wf-again"
                  href=${workflowUrl(this.name, { launch: "1", from: run.id, "from-in": run.store })}
                  aria-label="Rerun ${oneLine(run.id, 100)} with changes"
                  title="Rerun with changes"
                  >${icon("redo")}</a
                >`
              : nothing}
          </li>`;
        },
      )}
    </ul>`;
  }
}

customElements.define("workflow-detail", WorkflowDetail);
