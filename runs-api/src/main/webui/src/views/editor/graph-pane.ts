import { html, nothing, type PropertyDeclarations } from "lit";
import { get } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { DagNode, WorkflowGraph } from "../../api/types";
import "../../components/dag/run-dag";
import { kindWord, nodeName } from "../../components/dag/dag-words";
import { PageElement } from "../../components/element";
import { failure } from "../../components/faces";
import { Resource } from "../../components/resource";
import { plainText } from "../../lib/plain-text";
import { needsCare, settingLines } from "../../lib/settings-words";

/** The graph of the file as it is saved, beside its source. */
class GraphPane extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    saves: { type: Number },
    dirty: { type: Boolean },
    chosen: { state: true },
  };
  declare name: string;
  /** Another number means another text. */
  declare saves: number;
  declare dirty: boolean;
  declare chosen: string | null;

  private readonly graph = new Resource(this, (signal) => get<WorkflowGraph>("/api/workflow-graph", { name: this.name }, signal));

  constructor() {
    super();
    this.name = "";
    this.saves = 0;
    this.dirty = false;
    this.chosen = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name") || changed.has("saves")) void this.graph.load();
  }

  protected override render(): unknown {
    const { value, error } = this.graph;
    if (error instanceof ApiError && error.kind === "workflow-broken") {
      return html`<p class="dag-note">As it is saved, the engine can't load it. The problems below the source say why.</p>`;
    }
    if (!value) {
      return error
        ? failure(error, () => void this.graph.load())
        : html`<p class="dag-note" role="status">The engine loads the workflow…</p>`;
    }
    const marks = new Map(
      value.dag.nodes
        .filter(needsCare)
        .map((node) => [node.nodeId ?? node.id, { look: { word: "Retries for ever", tone: "wait" as const, sign: "∞" } }]),
    );
    const node = value.dag.nodes.find((one) => one.id === this.chosen);
    return html`${this.graph.staleFace()}
      <div class="ed-graph">
        <run-dag
          .dag=${value.dag}
          .states=${marks}
          .selected=${this.chosen}
          label="What ${this.name} would execute"
          @pick=${(event: CustomEvent<DagNode>) => (this.chosen = event.detail.id === this.chosen ? null : event.detail.id)}
        ></run-dag>
      </div>
      ${this.dirty ? html`<p class="hint ed-graph-note">As it is saved; your changes are not in it yet.</p>` : nothing}
      ${node ? this.settings(node) : nothing}`;
  }

  private settings(node: DagNode): unknown {
    return html`<section class="ed-node" aria-label="Settings of ${nodeName(node)}">
      <p><b class="mono">${nodeName(node)}</b> <span class="mut">${kindWord(node)}</span></p>
      <dl>
        ${settingLines(node).map(
          (line) =>
            html`<dt>${line.name}</dt>
              <dd class=${line.careful ? "ed-careful" : ""}>${plainText(line.says)}</dd>`,
        )}
      </dl>
    </section>`;
  }
}

customElements.define("graph-pane", GraphPane);
