import { html, nothing, type TemplateResult } from "lit";
import type { RunNode } from "../../api/types";
import { empty, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { shortModel } from "../../lib/model-mark";
import { count } from "../../lib/numbers";
import { tokensShort } from "../../lib/tokens";
import { oneLine } from "../../lib/plain-text";
import { hasEnded, nextAttemptWords } from "../../lib/run-state";
import { executedIn, newest, nodeKey } from "../../lib/tree-rows";
import { unloaded } from "../../lib/unloaded-nodes";
import { RunPart } from "./run-part";
import "./run-tree";
import type { NodeNote } from "./run-tree";
import { axisOf, stretches, taskBars } from "./task-bars";
import "./task-drawer";

const TICK_MS = 1_000;

/** The tasks, live: tree and waterfall on one axis of time, and in a drawer the one that was chosen. */
class TasksTab extends RunPart {
  private clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = setInterval(() => !document.hidden && this.goesOn && this.requestUpdate(), TICK_MS);
    this.until(() => clearInterval(this.clock));
  }

  private get goesOn(): boolean {
    return this.source.isLive && !hasEnded(this.run.state);
  }

  protected override render(): unknown {
    const { run } = this;
    if (!run.tree) {
      return run.treeProblem
        ? staleNote(run.treeProblem)
        : empty("No tasks yet", "The engine has not rendered a frame yet. The tasks appear as soon as it does.");
    }
    const chosen = this.chosen();
    const isStalled = run.state === "stalled";
    const axis = axisOf(run, Date.now());
    const asked = new Map(
      run.approvals
        .filter((gate) => gate.status === "requested")
        .map((gate) => [nodeKey(gate.nodeId, gate.iteration), gate.requestedAtMs]),
    );
    const notes = new Map<string, NodeNote>(
      run.nodes.map((node) => {
        const key = nodeKey(node.id, node.iteration);
        const askedAtMs = hasEnded(run.state) ? null : (asked.get(key) ?? null);
        return [
        key,
        {
          state: node.state,
          tag: attemptsOf(node),
          model: modelOf(node),
          tokens: tokensShort(node.tokens),
          figure: took(node, isStalled, askedAtMs),
          bars: taskBars(stretches(node, axis, isStalled, askedAtMs), axis),
          node,
        },
        ];
      }),
    );
    return html`${run.nodesLeftOut ? staleNote(run.nodesLeftOut) : nothing}${this.bar()} ${this.hint()}
    <div class="with-drawer">
      <run-tree
        .tree=${run.tree}
        .notes=${notes}
        .unloaded=${unloaded(run)}
        .axis=${axis}
        .chosen=${chosen ? nodeKey(chosen.id, chosen.iteration) : ""}
        ?isFollowing=${this.follows}
        ?isStalled=${isStalled}
        @pick=${this.picked}
      ></run-tree>
      ${chosen
        ? html`<task-drawer
            .run=${run} .source=${this.source} .store=${this.store} .place=${this.place} .address=${this.address}
            .node=${chosen}
            .turns=${run.nodes.filter((one) => one.id === chosen.id).toSorted((a, b) => a.iteration - b.iteration)}
            ?steps=${true}
            @close=${() => this.show({ node: null, iteration: null, part: null, follow: null })}
            @step=${({ detail }: CustomEvent<1 | -1>) => this.step(chosen, detail)}
          ></task-drawer>`
        : nothing}
    </div>`;
  }

  /** Whether the operator wants to be shown what is executed now. */
  private get follows(): boolean {
    return this.param("follow") === "1";
  }

  /** The task of the URL. Nothing is chosen by itself, as what is being read would go away, unless that is wished. */
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

  /** The figures of the header in words, from the same answer. */
  private bar(): TemplateResult {
    const { progress } = this.run;
    const toCome = Math.max(
      0,
      progress.total - progress.finished - progress.failed - progress.caught - progress.cancelled - progress.skipped - progress.running - progress.waiting,
    );
    const words = [
      [progress.finished, "finished"],
      [progress.running, this.run.state === "stalled" ? "interrupted" : "running"],
      [progress.waiting, "waiting"],
      [progress.failed + progress.caught, "failed"],
      [progress.cancelled, "cancelled"],
      [progress.skipped, "skipped"],
      [toCome, "to come"],
    ] as const;
    return html`<div class="tree-bar">
      <span class="tree-counts"
        >${words
          .filter(([n]) => n > 0)
          .map(([n, word]) => `${count(n)} ${word}`)
          .join(", ")}</span
      >
      ${this.partly()}
      <span class="grow"></span>
      ${this.goesOn
        ? html`<label title="Shows the task that started last, and keeps it in view"
            >${icon("follow")}<input
              type="checkbox"
              role="switch"
              .checked=${this.follows}
              @change=${() => this.show(this.follows ? { follow: null } : { follow: 1, node: null, iteration: null })}
            />
            Follow</label
          >`
        : nothing}
    </div>`;
  }

  /** Why the task of the address is not shown. */
  private hint(): TemplateResult | typeof nothing {
    const id = this.param("node");
    if (!id || this.chosen()) return nothing;
    const isUnread = this.run.nodes.length < this.run.nodeCount;
    return staleNote(`${isUnread ? "This task has not been loaded: " : "The run has no task: "}${oneLine(id, 120)}`);
  }

  private picked(event: CustomEvent<{ id: string; iteration: number }>): void {
    this.show({ node: event.detail.id, iteration: event.detail.iteration || null, follow: null });
  }

  /** To the task above or below, in the order of the tree. */
  private step(from: RunNode, by: 1 | -1): void {
    const known = new Set(this.run.nodes.map((node) => nodeKey(node.id, node.iteration)));
    const order = executedIn(this.run.tree!).filter((one) => known.has(nodeKey(one.nodeId!, one.iteration)));
    const at = order.findIndex((one) => one.nodeId === from.id && (one.iteration ?? 0) === from.iteration);
    const next = order[at + by];
    if (next?.nodeId) this.show({ node: next.nodeId, iteration: next.iteration || null, follow: null });
  }
}

/** How long it took, or has been going on; of a task that was cut off until its last sign of life. */
function took(node: RunNode, isStalled: boolean, askedAtMs: number | null): unknown {
  if (askedAtMs !== null) return html`<rel-time at=${askedAtMs} as="since"></rel-time>`;
  if (node.startedAtMs === null) return "";
  if (node.finishedAtMs !== null) return duration(node.finishedAtMs - node.startedAtMs);
  if (isStalled) {
    const last = node.attempts.at(-1)?.heartbeatAtMs;
    return last ? duration(last - node.startedAtMs) : "";
  }
  return node.state === "in-progress" ? html`<rel-time at=${node.startedAtMs} as="since"></rel-time>` : "";
}

const attemptsOf = (node: RunNode): string | undefined => {
  if (node.nextAttempt) return nextAttemptWords(node.nextAttempt, Date.now());
  const n = node.attempts.length + node.moreAttempts;
  return n > 1 ? `× ${count(n)}` : undefined;
};

const modelOf = (node: RunNode): string => {
  const model = node.attempts.at(-1)?.model;
  return model ? oneLine(shortModel(model), 60) : "";
};

customElements.define("run-tasks-tab", TasksTab);
