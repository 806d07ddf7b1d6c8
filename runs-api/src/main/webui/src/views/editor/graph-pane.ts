import { html, nothing, type PropertyDeclarations } from "lit";
import { get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { DagNode, WorkflowGraph } from "../../api/types";
import "../../components/dag/run-dag";
import { kindWord, nodeName } from "../../components/dag/dag-words";
import { problemText } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { failure } from "../../components/faces";
import { Resource } from "../../components/resource";
import { plainText } from "../../lib/plain-text";
import { needsCare, settingLines } from "../../lib/settings-words";
import { mayWrite } from "../../session";
import { isLoadable } from "./open-file";

/** The graph of the file as it is saved, beside its source; of the text in the editor when that is asked for. */
class GraphPane extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    saves: { type: Number },
    dirty: { type: Boolean },
    text: { attribute: false },
    unsaved: { state: true },
    drawing: { state: true },
    problem: { state: true },
    chosen: { state: true },
  };
  declare name: string;
  /** Another number means another text. */
  declare saves: number;
  declare dirty: boolean;
  declare text: string;
  /** Of a text that is not saved, with that text. */
  declare unsaved: { text: string; graph: WorkflowGraph } | null;
  declare drawing: boolean;
  declare problem: unknown;
  declare chosen: string | null;

  private readonly graph = new Resource(this, (signal) => get<WorkflowGraph>("/api/workflow-graph", { name: this.name }, signal));

  constructor() {
    super();
    this.name = "";
    this.saves = 0;
    this.dirty = false;
    this.text = "";
    this.unsaved = null;
    this.drawing = false;
    this.problem = null;
    this.chosen = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name") || changed.has("saves")) {
      this.unsaved = null;
      if (isLoadable(this.name)) void this.graph.load();
    }
  }

  private async draw(): Promise<void> {
    if (this.drawing) return;
    const { name, text } = this;
    this.drawing = true;
    this.problem = null;
    try {
      const graph = await write<WorkflowGraph>("/api/workflow-graph", { name, source: text });
      if (name === this.name) this.unsaved = { text, graph };
    } catch (cause) {
      this.problem = cause;
    }
    this.drawing = false;
  }

  private note(): unknown {
    if (!this.dirty) return nothing;
    const says =
      this.unsaved === null
        ? "The saved version; your changes are not in it yet."
        : this.unsaved.text === this.text
          ? "Your version; not saved yet."
          : "Your version as of a moment ago; not saved yet.";
    return html`<p class="hint ed-graph-note">
        ${says}
        ${mayWrite() && this.unsaved?.text !== this.text
          ? html`<button type="button" class="quiet" ?disabled=${this.drawing} @click=${() => this.draw()}>
              ${this.drawing ? "Loading in the engine…" : "Draw my version"}
            </button>`
          : nothing}
      </p>
      ${this.problem ? html`<p class="dialog-error" role="alert">${problemText(this.problem)}</p>` : nothing}`;
  }

  protected override render(): unknown {
    if (!isLoadable(this.name)) return html`<p class="dag-note">Workflows import it; it has no graph of its own.</p>`;
    const { error } = this.graph;
    const value = this.dirty && this.unsaved ? this.unsaved.graph : this.graph.value;
    if (!this.unsaved && error instanceof ApiError && error.kind === "workflow-broken") {
      return html`<p class="dag-note">The engine can't load the saved version. The problems below the source say why.</p>
        ${this.note()}`;
    }
    if (!value) {
      return error
        ? failure(error, () => void this.graph.load())
        : html`<p class="dag-note" role="status">Loading the workflow in the engine…</p>`;
    }
    const marks = new Map(
      value.dag.nodes
        .filter(needsCare)
        .map((node) => [node.nodeId ?? node.id, { look: { word: "Retries forever", tone: "wait" as const, shape: "arrows" as const } }]),
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
      ${this.note()}
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
