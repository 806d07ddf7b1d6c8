import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Query } from "../../api/client";
import type { Json, RunNode } from "../../api/types";
import { copyButton } from "../../components/command-line";
import { empty } from "../../components/faces";
import "../../components/json-tree";
import { icon } from "../../components/icon";
import { stateSign } from "../../components/state";
import { stringifyExact } from "../../lib/exact-json";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { nodeLook } from "../../lib/run-state";
import "../../parts/output-diff";
import { readable } from "../../parts/readable";
import "../../parts/stored-value";
import { RunPart } from "./run-part";
import "./run-tree.css"; // its rows look like those of the tree
import "./outputs-tab.css";

/** How many nodes are listed, and listed more at each wish. */
const ROWS = 300;

/** What the run made: the last node's output first, texts as texts, and the input that it began with. */
class OutputsTab extends RunPart {
  static override properties: PropertyDeclarations = { ...RunPart.properties, asJson: { state: true }, other: { state: true }, rows: { state: true } };
  declare asJson: boolean;
  /** What the output is compared with: `node NODE ITERATION` or `attempt N`; empty for nothing. */
  declare other: string;
  declare rows: number;

  constructor() {
    super();
    this.asJson = false;
    this.other = "";
    this.rows = ROWS;
  }

  protected override render(): unknown {
    const { run } = this;
    const withOutput = run.nodes.filter((node) => node.output !== null || node.outputCut);
    const inOrder = withOutput.toSorted((a, b) => (b.finishedAtMs ?? 0) - (a.finishedAtMs ?? 0) || b.iteration - a.iteration);
    const wanted = this.param("node");
    const isInput = wanted === "" && inOrder.length === 0 || this.param("part") === "input";
    const node = isInput ? undefined : (inOrder.find((one) => one.id === wanted) ?? inOrder[0]);
    return html`<div class="split">
      <nav class="output-nav" aria-label="Outputs">
        ${this.partly()}
        ${inOrder.slice(0, this.rows).map(
          (one) =>
            html`<button
              type="button"
              class="tree-row"
              aria-pressed=${one === node}
              @click=${() => this.show({ node: one.id, part: null })}
            >
              <span></span>${stateSign(nodeLook(one.state))}<span class="clip">${oneLine(one.id, 100)}</span>
              <span class="tag">${one.iteration ? `turn ${one.iteration + 1}` : (one.kind ?? "")}</span><span></span>
            </button>`,
        )}
        ${this.more(this.rows, inOrder.length, () => (this.rows += ROWS))}
        <button type="button" class="tree-row" aria-pressed=${isInput} @click=${() => this.show({ part: "input" })}>
          <span></span>${icon("right")}<span class="clip">Input of the run</span><span></span><span></span>
        </button>
      </nav>
      <section class="side" aria-label="Value">
        ${node
          ? html`${this.value(node.id, node.output, node)} ${this.comparison(node, inOrder)}`
          : run.inputCut
            ? this.cut(run.inputCut, "input")
            : run.input === null && inOrder.length === 0
              ? empty("No output yet", "It appears once the first task ends.")
              : this.value("Input", run.input)}
      </section>
    </div>`;
  }

  private value(title: string, value: Json, node?: RunNode): TemplateResult {
    if (node?.outputCut) return this.cut(node.outputCut, node.id);
    return html`<div class="side-head">
        <h2 class="clip">${oneLine(title, 100)}</h2>
        <span class="grow"></span>
        <div class="segmented" role="group" aria-label="Shown as">
          <button type="button" aria-pressed=${!this.asJson} @click=${() => (this.asJson = false)}>Text</button>
          <button type="button" aria-pressed=${this.asJson} @click=${() => (this.asJson = true)}>JSON</button>
        </div>
        ${copyButton(() => stringifyExact(value, 2), "Copy as JSON")}
      </div>
      ${this.asJson ? html`<json-tree .value=${value} open="4" label=${title}></json-tree>` : readable(value)}`;
  }

  /** With what another node gave, or an earlier attempt answered. */
  private comparison(node: RunNode, others: readonly RunNode[]): TemplateResult | typeof nothing {
    if (!this.source.isLive) return nothing;
    const attempts = node.attempts.filter((attempt) => attempt.attempt > 1).map((attempt) => attempt.attempt);
    const nodes = others.filter((one) => one !== node).slice(0, ROWS);
    if (attempts.length === 0 && nodes.length === 0) return nothing;
    const key = (one: RunNode): string => `node ${one.iteration} ${one.id}`;
    const query = this.compared(node, attempts, nodes.find((one) => key(one) === this.other));
    return html`<section aria-label="Comparison">
      <label class="small"
        >Compare with
        <select @change=${(event: Event) => (this.other = (event.target as HTMLSelectElement).value)}>
          <option value="">…</option>
          ${attempts.map(
            (attempt) =>
              html`<option value="attempt ${attempt}" ?selected=${this.other === `attempt ${attempt}`}>
                attempt ${attempt - 1} with attempt ${attempt}
              </option>`,
          )}
          ${nodes.map(
            (one) =>
              html`<option value=${key(one)} ?selected=${this.other === key(one)}>
                ${oneLine(one.id, 100)}${one.iteration ? ` turn ${one.iteration + 1}` : ""}
              </option>`,
          )}
          ${others.length - 1 > nodes.length ? html`<option disabled>The newest ${count(ROWS)} are listed</option>` : nothing}
        </select></label
      >
      ${query ? html`<output-diff open .run=${this.run} .node=${node.id} .query=${query}></output-diff>` : nothing}
    </section>`;
  }

  private compared(node: RunNode, attempts: readonly number[], other: RunNode | undefined): Query | null {
    const { iteration } = node;
    if (other) return { iteration, otherNode: other.id, otherIteration: other.iteration };
    const attempt = attempts.find((one) => this.other === `attempt ${one}`);
    return attempt === undefined ? null : { iteration, attempt: attempt - 1, otherAttempt: attempt };
  }

  private cut(cut: { beginning: string; sizeBytes: number; href: string }, name: string): TemplateResult {
    return html`<div class="side-head"><h2 class="clip">${oneLine(name, 100)}</h2></div>
      <stored-value .href=${cut.href} .beginning=${cut.beginning} .sizeBytes=${cut.sizeBytes} .name=${name}></stored-value>`;
  }
}

customElements.define("run-outputs-tab", OutputsTab);
