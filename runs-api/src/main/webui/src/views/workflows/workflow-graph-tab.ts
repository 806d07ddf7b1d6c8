import { html, nothing, type TemplateResult } from "lit";
import { get } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { DagNode, WorkflowGraph } from "../../api/types";
import type { NodeMark } from "../../components/dag/dag-words";
import "../../components/dag/run-dag";
import { failure } from "../../components/faces";
import { Resource } from "../../components/resource";
import { needsCare } from "../../lib/settings-words";
import { live } from "../../live/stream";
import { router } from "../../router";
import { nodePanel } from "./node-panel";
import { editorUrl, workflowUrl } from "./workflow-links";
import { WorkflowPart } from "./workflow-part";

/** What a workflow would execute, with the settings of each task. */
class WorkflowGraphTab extends WorkflowPart {
  private readonly graph = new Resource(this, (signal) => get<WorkflowGraph>("/api/workflow-graph", { name: this.name }, signal));
  private marks = new Map<string, NodeMark>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "catalog" && change.of === "workflows" && this.graph.soon(),
        reload: () => this.graph.soon(),
      }),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("name")) return;
    this.graph.reset();
    void this.graph.load();
  }

  private show(node: string | null): void {
    router.replace(workflowUrl(this.name, { tab: "graph", node }));
  }

  private get selected(): DagNode | undefined {
    const wanted = this.query.get("node");
    return wanted ? this.graph.value?.dag.nodes.find((node) => node.id === wanted) : undefined;
  }

  protected override render(): unknown {
    const { selected } = this;
    return html`<div class="wf-columns ${selected ? "has-node" : ""}">
      <div class="wf-graph">${this.picture()}</div>
      ${selected ? html`<div class="wf-side">${nodePanel(selected, this.graph.value?.tree ?? null, () => this.show(null))}</div>` : nothing}
    </div>`;
  }

  private picture(): unknown {
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
      @pick=${(event: CustomEvent<DagNode>) => this.show(event.detail.id)}
    ></run-dag>`;
  }

  private broken(error: ApiError): TemplateResult {
    return html`<div class="wf-diagnostics">
      ${failure(error, () => void this.graph.load())}
      <a class="button primary" href=${editorUrl(this.name)}>Open it in the editor</a>
    </div>`;
  }
}

customElements.define("workflow-graph-tab", WorkflowGraphTab);
