import { html, nothing, type TemplateResult } from "lit";
import { address, get, runPath } from "../../api/client";
import type { Cost, RunBudget, RunNode, Tokens } from "../../api/types";
import { commandLine, copyButton } from "../../components/command-line";
import { empty } from "../../components/faces";
import { Resource } from "../../components/resource";
import { sentence } from "../../components/sentence";
import { stateSign } from "../../components/state";
import { duration } from "../../lib/duration";
import { shortModel } from "../../lib/model-mark";
import { money } from "../../lib/money";
import { count } from "../../lib/numbers";
import { figure, tokensWords } from "../../lib/tokens";
import { oneLine, plainText } from "../../lib/plain-text";
import { hasEnded, nodeLook } from "../../lib/run-state";
import { clockTimeSeconds, exactTime } from "../../lib/time";
import { readable } from "../../parts/readable";
import "../../parts/stored-value";
import { mayWrite } from "../../session";
import { RunPart } from "./run-part";
import "./summary-tab.css";

const MAX_FAILURES = 12;
const MAX_MODELS = 20;
const SETTLE_MS = 500;

/** What came of the run, what it was asked, and what it took. */
class SummaryTab extends RunPart {
  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0; // it scrolls, and may hold nothing that takes the focus
  }

  protected override render(): unknown {
    const failures = this.failures();
    return html`<div class="summary">
      <div class="summary-main">${failures} ${this.result(failures !== nothing)} ${this.input()}</div>
      <div class="summary-side">${this.budgets()} ${this.models()} ${this.facts()}</div>
    </div>`;
  }

  /** The attempts that failed, oldest first: the one that came first is the cause of the others more often than not. */
  private failures(): TemplateResult | typeof nothing {
    const failed = this.run.nodes
      .flatMap((node) => node.attempts.filter((attempt) => attempt.state === "failed").map((attempt) => ({ node, attempt })))
      .toSorted((a, b) => (a.attempt.finishedAtMs ?? 0) - (b.attempt.finishedAtMs ?? 0));
    if (failed.length === 0) return nothing;
    const tasks = new Set(failed.map(({ node }) => node.id)).size;
    return html`<section aria-label="Failures">
      <h2>Failures <span class="mut small">${plural(tasks, "task")}, ${plural(failed.length, "attempt")}</span></h2>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th>Task</th>
              <th>Error</th>
              <th class="num wide">Took</th>
              <th class="num">Ended</th>
            </tr>
          </thead>
          <tbody>
            ${failed.slice(0, MAX_FAILURES).map(
              ({ node, attempt }) =>
                html`<tr>
                  <td class="summary-task">
                    ${stateSign(nodeLook(attempt.state))}
                    <a href=${this.taskAddress(node)}>${oneLine(node.label ?? node.id, 60)}</a>${attempt.attempt > 1
                      ? html` <span class="mut">× ${attempt.attempt}</span>`
                      : nothing}
                  </td>
                  <td class="text">${plainText(attempt.error?.message.slice(0, 300) ?? "No reason was recorded.")}</td>
                  <td class="num wide">${attempt.finishedAtMs === null ? "" : duration(attempt.finishedAtMs - attempt.startedAtMs)}</td>
                  <td class="num">${attempt.finishedAtMs === null ? "" : clockTimeSeconds(attempt.finishedAtMs)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${failed.length > MAX_FAILURES ? html`<p class="mut small">And ${count(failed.length - MAX_FAILURES)} more, in the tasks.</p>` : nothing}
    </section>`;
  }

  /** What the task that ended last gave. */
  private result(isSecond: boolean): TemplateResult | typeof nothing {
    const { run } = this;
    const last = run.nodes
      .filter((node) => node.output !== null || node.outputCut)
      .reduce<RunNode | undefined>((best, node) => (best && (best.finishedAtMs ?? 0) >= (node.finishedAtMs ?? 0) ? best : node), undefined);
    if (!last) {
      return isSecond
        ? nothing
        : hasEnded(run.state)
          ? empty("No result", "No task of this run has given an output.")
          : empty("No result yet", "It appears once the first task ends.");
    }
    return html`<section aria-label="Result">
      <h2>
        ${hasEnded(run.state) ? "Result" : "Newest output"} <span class="mut small">of ${oneLine(last.label ?? last.id, 80)}</span><span class="grow"></span
        ><a class="small" href=${this.address("outputs")}>All outputs</a>
      </h2>
      ${last.outputCut
        ? html`<stored-value .href=${last.outputCut.href} .beginning=${last.outputCut.beginning} .sizeBytes=${last.outputCut.sizeBytes} .name=${last.id}></stored-value>`
        : readable(last.output)}
    </section>`;
  }

  private input(): TemplateResult | typeof nothing {
    const { run } = this;
    if (run.input === null && !run.inputCut) return nothing;
    return html`<section aria-label="Input">
      <h2>
        Input<span class="grow"></span>
        ${mayWrite() && this.source.isLive && run.workflow
          ? html`<a
              class="small"
              href=${address(`/workflows/${encodeURIComponent(run.workflow)}`, { launch: 1, from: run.id, "from-in": run.store })}
              >Rerun with changes</a
            >`
          : nothing}
      </h2>
      ${run.inputCut
        ? html`<stored-value .href=${run.inputCut.href} .beginning=${run.inputCut.beginning} .sizeBytes=${run.inputCut.sizeBytes} name="${run.id}.input"></stored-value>`
        : readable(run.input)}
    </section>`;
  }

  private readonly budget = new Resource(this, (signal) => get<RunBudget>(runPath(this.run.id, "/budget"), { store: this.run.store }, signal));
  private askedFor = "";

  protected override willUpdate(): void {
    const { run } = this;
    const wanted = this.source.isLive ? `${run.id} ${run.store} ${run.cost?.usd} ${run.tokens.total} ${run.state}` : "";
    if (wanted === this.askedFor) return;
    this.askedFor = wanted;
    if (wanted) this.budget.soon(SETTLE_MS);
  }

  /** Those that bind the run; nothing where there are none. */
  private budgets(): TemplateResult | typeof nothing {
    const known = this.budget.value;
    const all = known ? [known.own, ...known.shared].filter((one) => one !== null) : [];
    if (all.length === 0) return nothing;
    return html`<section aria-label="Budgets">
      <h2>Budgets</h2>
      <ul class="summary-budgets">
        ${all.map(
          (one) =>
            html`<li>
              ${sentence(plainText(one.says))}${known?.letPast.includes(one.id) ? html` <span class="mut">let past it once</span>` : one.state === "spent" ? html` <b class="tone-text-bad">spent</b>` : nothing}
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private models(): TemplateResult | typeof nothing {
    const { tokens } = this.run;
    const all = Object.entries(this.run.tokensByModel);
    if (all.length === 0) return nothing;
    const models = all.filter(([, one]) => !one.standIn || one.total).toSorted(([, a], [, b]) => (b.total ?? 0) - (a.total ?? 0));
    if (models.length === 0) {
      return html`<section aria-label="Models">
        <h2>Models</h2>
        <p class="mut small">The offline stand-in answered for ${all.length === 1 ? "one model" : `${count(all.length)} models`}: none was asked, so there are no tokens and no cost.</p>
      </section>`;
    }
    const { cost, costByModel } = this.run;
    const hasCost = cost !== null;
    const row = (name: unknown, one: Tokens, costs: Cost | null | undefined): TemplateResult =>
      html`<td class="clip">${name}</td>
        <td class="num">${figure(one.input)}</td>
        <td class="num">${figure(one.output)}</td>
        ${hasCost ? html`<td class="num">${costs ? money(costs.usd, costs.accuracy) : "–"}</td>` : nothing}`;
    return html`<section aria-label="Tokens by model">
      <h2>${hasCost ? "Cost" : "Tokens"} by model<span class="grow"></span><span class="mut small" title=${tokensWords(tokens)}>${tokens.standIn ? "stand-in" : tokens.exact ? "" : tokens.accuracy.replace("-", " ")}</span></h2>
      <table class="summary-models">
        <thead>
          <tr>
            <th>Model</th>
            <th class="num">In</th>
            <th class="num">Out</th>
            ${hasCost ? html`<th class="num">Cost</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${models.slice(0, MAX_MODELS).map(([model, one]) => html`<tr>${row(html`<span title=${model}>${oneLine(shortModel(model), 60)}</span>`, one, costByModel[model])}</tr>`)}
          ${models.length > 1 ? html`<tr class="summary-total">${row("Total", tokens, cost)}</tr>` : nothing}
        </tbody>
      </table>
      ${models.length > MAX_MODELS ? html`<p class="mut small">And ${count(models.length - MAX_MODELS)} models more.</p>` : nothing}
    </section>`;
  }

  private facts(): TemplateResult {
    const { run } = this;
    const started = run.startedAtMs ?? run.createdAtMs;
    return html`<section aria-label="Run">
      <h2>Run</h2>
      <dl class="pairs">
        <dt>Id</dt>
        <dd><code>${oneLine(run.id, 200)}</code> ${copyButton(run.id, "Copy the run's id")}</dd>
        <dt>Workflow</dt>
        <dd><a href="/workflows/${encodeURIComponent(run.workflow)}">${oneLine(run.workflow, 100)}</a></dd>
        <dt>Store</dt>
        <dd>${oneLine(run.store, 100)}</dd>
        <dt>Started</dt>
        <dd>${exactTime(started)}</dd>
        ${run.finishedAtMs === null ? nothing : html`<dt>Ended</dt><dd>${exactTime(run.finishedAtMs)}</dd>`}
        ${run.status === run.state || run.state === "finished-with-failures" ? nothing : html`<dt>Engine's status</dt><dd>${oneLine(run.status, 40)}</dd>`}
      </dl>
      ${this.source.isLive ? commandLine("get", run.id, "--store", run.store) : nothing}
    </section>`;
  }

  private taskAddress(node: RunNode): string {
    const base = this.address("tasks");
    return `${base}${base.includes("?") ? "&" : "?"}node=${encodeURIComponent(node.id)}${node.iteration ? `&iteration=${node.iteration}` : ""}`;
  }
}

const plural = (n: number, word: string): string => `${count(n)} ${word}${n === 1 ? "" : "s"}`;

customElements.define("run-summary-tab", SummaryTab);
