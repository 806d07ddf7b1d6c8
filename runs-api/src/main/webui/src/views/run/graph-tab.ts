import { html, nothing } from "lit";
import "../../components/dag/run-dag";
import type { DagNode, RunGraph } from "../../api/types";
import { empty, failure, loading } from "../../components/faces";
import { nodeLook } from "../../lib/run-state";
import { nodeKey } from "../../lib/tree-rows";
import { Reading, RunPart } from "./run-part";
import "./task-drawer";

/** The run's own DAG with live states; its shape is read again when the engine rendered another frame. */
class GraphTab extends RunPart {
  private readonly graph = new Reading<RunGraph>(() => this.requestUpdate());

  protected override willUpdate(): void {
    this.graph.want(`${this.run.id} ${this.run.frameNo}`, (signal) => this.source.graph(null, signal));
  }

  protected override render(): unknown {
    const { graph, run } = this;
    if (graph.error) return failure(graph.error, () => graph.again());
    if (!graph.value) return loading(8);
    if (graph.value.dag.nodes.length === 0) return empty("No graph yet", "The engine has not rendered a frame with tasks yet.");
    const states = new Map(
      [...graph.value.states.map((one) => ({ id: one.nodeId, ...one })), ...run.nodes].map((node) => [
        nodeKey(node.id, node.iteration),
        { look: nodeLook(node.state, run.state === "stalled") },
      ]),
    );
    const id = this.param("node");
    const node = run.nodes.filter((one) => one.id === id).toSorted((a, b) => b.iteration - a.iteration)[0];
    return html`<div class="with-drawer">
      <run-dag
        .dag=${graph.value.dag}
        .states=${states}
        .selected=${id || null}
        label="Graph of ${run.id}"
        @pick=${(event: CustomEvent<DagNode>) => this.show({ node: event.detail.nodeId ?? null })}
      ></run-dag>
      ${node
        ? html`<task-drawer
            .run=${run} .source=${this.source} .store=${this.store} .place=${this.place} .address=${this.address}
            .node=${node} .turns=${[node]}
            @close=${() => this.show({ node: null, part: null })}
          ></task-drawer>`
        : nothing}
    </div>`;
  }
}

customElements.define("run-graph-tab", GraphTab);
