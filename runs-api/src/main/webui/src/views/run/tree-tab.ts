import { html, nothing, type TemplateResult } from "lit";
import type { RunNode } from "../../api/types";
import { empty, staleNote } from "../../components/faces";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { hasEnded, nextAttemptWords } from "../../lib/run-state";
import { newest, nodeKey } from "../../lib/tree-rows";
import { unloaded } from "../../lib/unloaded-nodes";
import { nodeSide } from "./node-side";
import { RunPart } from "./run-part";
import "./run-tree";
import type { NodeNote } from "./run-tree";

/** How many failures are told of while no node is chosen, and how much of each. */
const MAX_FAILURES = 3;
const MAX_MESSAGE = 600;

/** The task tree, live, and beside it the node that was chosen: by the operator, or as he wishes the one that began last. */
class TreeTab extends RunPart {
  protected override render(): unknown {
    const { run } = this;
    if (!run.tree) {
      return run.treeProblem
        ? staleNote(run.treeProblem)
        : empty("No tree yet", "The engine has not rendered a frame yet. The tree appears as soon as it does.");
    }
    const chosen = this.chosen();
    const rest = unloaded(run);
    return html`${run.nodesLeftOut ? staleNote(run.nodesLeftOut) : nothing}${this.bar()}
    <div class="split">
      <run-tree
        .tree=${run.tree}
        .notes=${notes(run.nodes)}
        .unloaded=${rest}
        .chosen=${chosen ? nodeKey(chosen.id, chosen.iteration) : ""}
        ?isFollowing=${this.follows}
        ?isStalled=${run.state === "stalled"}
        @pick=${this.picked}
      ></run-tree>
      <section class="side" aria-label="Node" aria-live="off">${chosen ? this.side(chosen) : this.hint()}</section>
    </div>`;
  }

  /** Whether the operator wants to be shown what is executed now. */
  private get follows(): boolean {
    return this.param("follow") === "1";
  }

  /** The node of the URL. Nothing is chosen by itself, as what is being read would go away, unless that is wished. */
  private chosen(): RunNode | undefined {
    const { nodes } = this.run;
    const id = this.param("node");
    if (id) {
      const turn = Number(this.param("iteration") || -1);
      const turns = nodes.filter((node) => node.id === id);
      return turns.find((node) => node.iteration === turn) ?? turns.toSorted((a, b) => b.iteration - a.iteration)[0];
    }
    return this.follows ? newest(nodes) : undefined;
  }

  private bar(): TemplateResult | typeof nothing {
    const partly = this.partly();
    const goesOn = this.source.isLive && !hasEnded(this.run.state);
    if (!goesOn && partly === nothing) return nothing;
    return html`<div class="tree-bar">
      ${goesOn
        ? html`<label title="Shows the task that started last, and keeps it in view"
            ><input
              type="checkbox"
              role="switch"
              .checked=${this.follows}
              @change=${() => this.show(this.follows ? { follow: null } : { follow: 1, node: null, iteration: null })}
            />
            Follow</label
          >`
        : nothing}
      ${partly}
    </div>`;
  }

  private side(node: RunNode): TemplateResult {
    const turns = this.run.nodes.filter((one) => one.id === node.id).toSorted((a, b) => a.iteration - b.iteration);
    return nodeSide(this.run, node, this.nodeAddress, turns, (iteration) => this.show({ node: node.id, iteration }));
  }

  /** While no node is chosen: why not, and what failed. */
  private hint(): TemplateResult {
    const id = this.param("node");
    if (id) {
      const isUnread = this.run.nodes.length < this.run.nodeCount;
      return html`<p class="mut">
        ${isUnread ? "This node has not been loaded: " : "The run has no node: "}<code>${oneLine(id, 120)}</code>
      </p>`;
    }
    const failed = this.run.nodes.filter((node) => node.inTree && node.state === "failed");
    return html`${failed.length
        ? html`<section aria-label="Failures">
            <h2>${failed.length === 1 ? "What failed" : `What failed: ${count(failed.length)} tasks`}</h2>
            ${failed.slice(0, MAX_FAILURES).map((node) => this.failureOf(node))}
          </section>`
        : nothing}
      <p class="mut">Choose a task to see its attempts and its output.</p>`;
  }

  private failureOf(node: RunNode): TemplateResult {
    const message = node.attempts.findLast((attempt) => attempt.error)?.error?.message;
    return html`<p>
        <button type="button" class="link" @click=${() => this.show({ node: node.id, iteration: node.iteration || null })}>
          ${oneLine(node.label ?? node.id, 120)}
        </button>
      </p>
      ${message ? html`<div class="error-box">${plainText(message.slice(0, MAX_MESSAGE))}</div>` : nothing}`;
  }

  private picked(event: CustomEvent<{ id: string; iteration: number }>): void {
    this.show({ node: event.detail.id, iteration: event.detail.iteration || null, follow: null });
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
  if (node.nextAttempt) return nextAttemptWords(node.nextAttempt, Date.now());
  const last = node.attempts.at(-1);
  if (last && last.attempt > 1) return `attempt ${last.attempt}`;
  const model = last?.model;
  if (model) return oneLine(model.slice(model.lastIndexOf("/") + 1), 26);
  return node.kind === null || node.kind === "compute" ? undefined : node.kind; // the tree tells gates from computations
}

customElements.define("run-tree-tab", TreeTab);
