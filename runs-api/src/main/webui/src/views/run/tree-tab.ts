import { html, nothing, type TemplateResult } from "lit";
import type { RunNode } from "../../api/types";
import { empty, staleNote } from "../../components/faces";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { oneLine } from "../../lib/plain-text";
import { nodeKey } from "../../lib/tree-rows";
import { unloaded } from "../../lib/unloaded-nodes";
import { count } from "../../lib/numbers";
import { nodeSide } from "./node-side";
import { RunPart } from "./run-part";
import "./run-tree";
import type { NodeNote } from "./run-tree";

/** The task tree, live, and beside it the node that was chosen. */
class TreeTab extends RunPart {
  protected override render(): unknown {
    const { run } = this;
    if (!run.tree) {
      return run.treeProblem
        ? staleNote(run.treeProblem)
        : empty("No tree yet", "The engine has not rendered a frame. It comes by itself when it does.");
    }
    const chosen = this.chosen();
    const rest = unloaded(run);
    return html`${run.nodesLeftOut ? staleNote(run.nodesLeftOut) : nothing}${rest ? this.partly() : nothing}<div class="split">
      <run-tree
        .tree=${run.tree}
        .notes=${notes(run.nodes)}
        .unloaded=${rest}
        .chosen=${chosen ? nodeKey(chosen.id, chosen.iteration) : ""}
        ?isStalled=${run.state === "stalled"}
        @pick=${this.picked}
      ></run-tree>
      <section class="side" aria-label="Node" aria-live="off">${chosen ? this.side(chosen) : this.hint()}</section>
    </div>`;
  }

  /** The node of the URL, else the one that an operator would look at first. */
  private chosen(): RunNode | undefined {
    const { nodes } = this.run;
    const id = this.param("node");
    if (id) {
      const turn = Number(this.param("iteration") || -1);
      const turns = nodes.filter((node) => node.id === id);
      return turns.find((node) => node.iteration === turn) ?? turns.toSorted((a, b) => b.iteration - a.iteration)[0];
    }
    const by = (state: string): RunNode | undefined => nodes.find((node) => node.inTree && node.state === state);
    return by("in-progress") ?? by("failed") ?? by("waiting-approval") ?? nodes.filter((node) => node.inTree && node.finishedAtMs).at(-1) ?? nodes[0];
  }

  /** That not all nodes are here, and the way to the others. */
  private partly(): TemplateResult {
    const { run, store } = this;
    const words = { unasked: "Load the rest", reading: "Loading the rest…", read: "Load again", failed: "Try again" };
    return html`<p class="tree-note" role="status">
      Showing ${count(run.nodes.length)} of ${count(run.nodeCount)} nodes.
      ${store.rest === "failed" ? "The rest could not be read." : nothing}
      ${this.source.isLive
        ? html`<button type="button" class="link" ?disabled=${store.rest === "reading"} @click=${() => void store.readRest()}>
            ${words[store.rest]}
          </button>`
        : "The file has no others."}
    </p>`;
  }

  private side(node: RunNode): TemplateResult {
    const turns = this.run.nodes.filter((one) => one.id === node.id).toSorted((a, b) => a.iteration - b.iteration);
    return nodeSide(this.run, node, this.nodeAddress, turns, (iteration) => this.show({ node: node.id, iteration }));
  }

  private hint(): TemplateResult {
    return html`<p class="mut">No node yet.</p>`;
  }

  private picked(event: CustomEvent<{ id: string; iteration: number }>): void {
    this.show({ node: event.detail.id, iteration: event.detail.iteration || null });
  }
}

export function notes(nodes: RunNode[]): Map<string, NodeNote> {
  return new Map(
    nodes.map((node) => [
      nodeKey(node.id, node.iteration),
      {
        state: node.state,
        tag: tag(node),
        figure:
          node.startedAtMs === null
            ? undefined
            : node.finishedAtMs === null
              ? node.state === "in-progress"
                ? html`<rel-time at=${node.startedAtMs} as="since"></rel-time>`
                : undefined
              : duration(node.finishedAtMs - node.startedAtMs),
      },
    ]),
  );
}

function tag(node: RunNode): string | undefined {
  const last = node.attempts.at(-1);
  if (last && last.attempt > 1) return `attempt ${last.attempt}`;
  const model = last?.model;
  if (model) return oneLine(model.slice(model.lastIndexOf("/") + 1), 26);
  return node.kind === null || node.kind === "compute" ? undefined : node.kind; // the tree tells gates from computations
}

customElements.define("run-tree-tab", TreeTab);
