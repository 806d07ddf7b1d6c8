import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunNode, Trace, Transcript } from "../../api/types";
import { copyButton } from "../../components/command-line";
import { empty, failure, loading } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/json-tree";
import { stateSign, stateTag } from "../../components/state";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { shortModel } from "../../lib/model-mark";
import { money, moneyNote } from "../../lib/money";
import { bytes, count } from "../../lib/numbers";
import { tokensInOut, tokensShort, tokensWords } from "../../lib/tokens";
import { oneLine, plainText } from "../../lib/plain-text";
import { percent } from "../../lib/scores";
import { nextAttemptWords, nodeLook } from "../../lib/run-state";
import { clockTimeSeconds, exactTime } from "../../lib/time";
import { executedIn, isInWorktree, rowTitle } from "../../lib/tree-rows";
import { retry } from "../../parts/actions";
import { mayWrite } from "../../session";
import "../../parts/stored-value";
import { messageParts } from "./messages";
import { Reading, RunPart } from "./run-part";
import { taskTrace } from "./task-trace";
import "./task-drawer.css";

type Part = "output" | "prompt" | "answer" | "attempts";

const MIN_WIDTH = 320;
const WIDTH_KEY = "drawer-width";

/** One task beside the view that it was chosen in. Dispatches `close`, and `step` with 1 or -1 for the task below or above. */
class TaskDrawer extends RunPart {
  static override properties: PropertyDeclarations = {
    ...RunPart.properties,
    node: { attribute: false },
    turns: { attribute: false },
    steps: { type: Boolean },
  };
  declare node: RunNode;
  /** The task's other turns in a loop, oldest first, with this one. */
  declare turns: readonly RunNode[];
  /** Whether there is a task below and above. */
  declare steps: boolean;
  private readonly talks = new Reading<{ items: Transcript[] }>(() => this.requestUpdate());
  private readonly trace = new Reading<Trace>(() => this.requestUpdate());

  constructor() {
    super();
    this.turns = [];
    this.steps = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Task");
    const width = Number(localStorage.getItem(WIDTH_KEY));
    if (width) this.style.setProperty("--drawer-width", `${width}px`);
    this.until(() => this.talks.stop());
    this.until(() => this.trace.stop());
  }

  private get shownPart(): Part {
    const wanted = this.param("part");
    const parts = this.parts();
    return parts.find(([id]) => id === wanted)?.[0] ?? parts[0]![0];
  }

  /** The parts that this task has, that which matters most first: of a failed one its attempts. */
  private parts(): [Part, string][] {
    const { node } = this;
    const hasOutput = node.output !== null || node.outputCut !== null;
    const attempts: [Part, string] = ["attempts", "Attempts"];
    const parts: [Part, string][] = hasOutput ? [["output", "Output"]] : [];
    if (node.kind === "agent" && node.attempts.length) parts.push(["prompt", "Prompt"], ["answer", "Answer"]);
    return node.state === "failed" || parts.length === 0 ? [attempts, ...parts] : [...parts, attempts];
  }

  protected override willUpdate(): void {
    const { node, shownPart: part } = this;
    const key = `${node.id} ${node.iteration} ${node.updatedAtMs}`;
    if (part === "prompt" || part === "answer") this.talks.want(key, (signal) => this.source.chat({ node: node.id }, signal));
    if (part === "attempts" && node.attempts.length) this.trace.want(key, (signal) => this.source.trace(node.id, signal));
  }

  protected override render(): unknown {
    const { node, run } = this;
    const plain = nodeLook(node.state, run.state === "stalled");
    const look = node.nextAttempt ? { ...plain, word: nextAttemptWords(node.nextAttempt, Date.now()) } : plain;
    const part = this.shownPart;
    return html`<span class="drawer-edge" @pointerdown=${this.resize}></span>
      <header class="task-drawer-head">
        ${stateSign(look)}
        <h2 class="clip" title=${node.id}>${plainText(node.label ?? node.id)}</h2>
        ${this.steps
          ? html`<button type="button" class="quiet" aria-label="Previous task" title="Previous task" @click=${() => this.tell("step", -1)}>${icon("up")}</button>
              <button type="button" class="quiet" aria-label="Next task" title="Next task" @click=${() => this.tell("step", 1)}>${icon("down")}</button>`
          : nothing}
        <button type="button" class="quiet" aria-label="Close the task" title="Close" @click=${() => this.tell("close")}>${icon("close")}</button>
      </header>
      <p class="drawer-under">
        ${stateTag(look)} ${node.label && node.label !== node.id ? html`<code class="clip">${node.id}</code>` : nothing}
        <span class="clip">${this.under()}</span>
        ${copyButton(node.id, "Copy the task's id")}
        ${this.turns.length > 1
          ? html`<label class="small mut"
              >turn
              <select @change=${(event: Event) => this.show({ iteration: Number((event.target as HTMLSelectElement).value) })}>
                ${this.turns.map((one) => html`<option value=${one.iteration} ?selected=${one === node}>${one.iteration + 1}</option>`)}
              </select></label
            >`
          : nothing}
      </p>
      <dl class="drawer-strip">${this.figures()}</dl>
      <div class="drawer-tabs" role="group" aria-label="Parts of the task">
        ${this.parts().map(
          ([id, word]) =>
            html`<button type="button" class="tab-button" aria-pressed=${id === part} @click=${() => this.show({ part: id })}>
              ${word}${id === "attempts" && node.attempts.length + node.moreAttempts > 1
                ? html` <span class="tab-figure">${count(node.attempts.length + node.moreAttempts)}</span>`
                : nothing}
            </button>`,
        )}
      </div>
      <div class="drawer-body" tabindex="0" role="group" aria-label=${this.parts().find(([id]) => id === part)![1]}>${this.body(part)}</div>
      <footer class="task-drawer-foot">
        <a href=${this.nodeAddress("logs", node.id)}>Logs</a> <a href=${this.nodeAddress("chat", node.id)}>Chat</a>
        <a href=${this.nodeAddress("timeline", node.id)}>Timeline</a>
        ${isInWorktree(this.run.tree, node.id) ? html`<a href=${this.nodeAddress("diffs", node.id)}>Diff</a>` : nothing}
        <span class="grow"></span>
        ${mayWrite() && this.source.isLive && ["failed", "finished"].includes(node.state)
          ? html`<button type="button" class="link" @click=${() => void retry(run, node.id, node.iteration)}>Rerun from here…</button>`
          : nothing}
      </footer>`;
  }

  /** "kimi-k2.6, attempt 2, since 08:04:02". */
  private under(): string {
    const { node, run } = this;
    const last = node.attempts.at(-1);
    // The tree tells gates and questions from the computations as which the engine executes them.
    const inTree = run.tree ? executedIn(run.tree).find((one) => one.nodeId === node.id) : undefined;
    const kind = inTree ? rowTitle(inTree).kind : (node.kind ?? "");
    return [
      last?.model ? oneLine(shortModel(last.model), 60) : kind,
      last && last.attempt > 1 ? `attempt ${last.attempt}` : "",
      node.startedAtMs === null ? "" : `started ${clockTimeSeconds(node.startedAtMs)}`,
    ]
      .filter(Boolean)
      .join(", ");
  }

  private figures(): unknown {
    const { node, run } = this;
    const isRunning = node.state === "in-progress" && run.state !== "stalled";
    const figure = (word: string, value: unknown, title = ""): TemplateResult =>
      html`<div title=${title || nothing}><dt>${word}</dt><dd>${value}</dd></div>`;
    const took =
      node.startedAtMs === null
        ? null
        : node.finishedAtMs !== null
          ? duration(node.finishedAtMs - node.startedAtMs)
          : isRunning
            ? html`<rel-time at=${node.startedAtMs} as="since"></rel-time>`
            : null;
    return html`${took === null ? nothing : figure("took", took, node.startedAtMs === null ? "" : exactTime(node.startedAtMs))}
    ${tokensShort(node.tokens) ? figure("tokens in / out", node.tokens.standIn ? "stand-in" : tokensInOut(node.tokens), tokensWords(node.tokens)) : nothing}
    ${run.scores
      .filter((score) => score.nodeId === node.id && score.iteration === node.iteration)
      .map((score) => figure(plainText(score.scorerName), percent(score.value), score.reason ?? ""))}
    ${run.scorerFailures
      .filter((failure) => failure.nodeId === node.id)
      .map((failure) => figure(plainText(failure.scorerName), html`<span class="tone-text-bad">failed</span>`, failure.error))}
    ${node.cost && !node.tokens.standIn
      ? figure("cost", money(node.cost.usd, node.cost.accuracy), moneyNote(node.cost.usd, node.cost.accuracy, node.cost.unpriced))
      : nothing}`;
  }

  private body(part: Part): unknown {
    switch (part) {
      case "output":
        return this.output();
      case "prompt":
      case "answer":
        return this.conversation(part);
      case "attempts":
        return this.attempts();
    }
  }

  private output(): TemplateResult {
    const { node } = this;
    const cut = node.outputCut;
    if (cut) return html`<stored-value .href=${cut.href} .beginning=${cut.beginning} .sizeBytes=${cut.sizeBytes} .name=${node.id}></stored-value>`;
    return html`<json-tree .value=${node.output} open="2" label="Output of ${node.id}"></json-tree>
      <p class="small"><a href=${this.nodeAddress("outputs", node.id)}>View as text</a></p>`;
  }

  /** What the newest attempt was asked, or what it said. */
  private conversation(part: "prompt" | "answer"): TemplateResult {
    const { talks, node } = this;
    if (talks.error) return failure(talks.error, () => talks.again());
    if (!talks.value) return loading(5);
    const mine = talks.value.items.filter((talk) => talk.nodeId === node.id && talk.iteration === node.iteration);
    const talk = mine.reduce<Transcript | undefined>((last, one) => (last && last.attempt > one.attempt ? last : one), undefined);
    if (!talk) return empty("No conversation", "This task has not asked a model yet.");
    const isPrompt = (role: string): boolean => role === "system" || role === "user";
    const shown = talk.messages.filter((message) => isPrompt(message.role) === (part === "prompt"));
    return html`${shown.length ? shown.map((message) => messageParts(message, talk)) : empty(part === "answer" ? "No answer yet" : "No prompt", "It appears once the attempt has ended.")}
    ${talk.moreMessages ? html`<p class="mut small">${talk.moreMessages} more messages are in the whole conversation.</p>` : nothing}
    <p class="mut small"><a href=${talk.href} download="${talk.nodeId}-${talk.attempt}.json">Download all</a>, ${bytes(talk.sizeBytes)}</p>`;
  }

  private attempts(): TemplateResult {
    const { node, trace } = this;
    if (node.attempts.length === 0) return html`<p class="mut">${node.state.startsWith("waiting-") ? "Waiting." : "Not started."}</p>`;
    return html`<section aria-label="Attempts">
      ${node.attempts.toReversed().map(
        (attempt) =>
          attempt.error
            ? html`<div class="error-box">${plainText(`${attempt.error.name ? `${attempt.error.name}: ` : ""}${attempt.error.message}`)}</div>`
            : nothing,
      )}
      ${trace.error
        ? failure(trace.error, () => trace.again())
        : trace.value?.nodeId === node.id
          ? taskTrace(trace.value, node.attempts.length + node.moreAttempts)
          : loading(4)}
    </section>`;
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Its left edge is drawn to where the pointer is, and stays there. */
  private resize(down: PointerEvent): void {
    const edge = down.target as HTMLElement;
    edge.setPointerCapture(down.pointerId);
    const right = this.getBoundingClientRect().right;
    const most = (this.parentElement?.clientWidth ?? MIN_WIDTH) - MIN_WIDTH;
    const drag = (move: PointerEvent): void => {
      const width = Math.round(Math.min(most, Math.max(MIN_WIDTH, right - move.clientX)));
      this.style.setProperty("--drawer-width", `${width}px`);
      localStorage.setItem(WIDTH_KEY, String(width));
    };
    edge.addEventListener("pointermove", drag);
    edge.addEventListener("lostpointercapture", () => edge.removeEventListener("pointermove", drag), { once: true });
  }
}

customElements.define("task-drawer", TaskDrawer);
