import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Tokens, Trace } from "../../api/types";
import { empty, failure, loading } from "../../components/faces";
import { stateSign } from "../../components/state";
import { style } from "../../components/style";
import { duration } from "../../lib/duration";
import { type NodeTime, nodeTimes } from "../../lib/node-times";
import { count, dollars } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { nodeLook } from "../../lib/run-state";
import { clockTimeSeconds } from "../../lib/time";
import { Reading, RunPart } from "./run-part";
import "./timeline-tab.css"; // its bars look like those of the timeline
import "./trace-tab.css";

/** How many rows are drawn, and drawn more at each wish. */
const ROWS = 200;

/** Where the time and the tokens went: by node, and inside the chosen one by attempt and tool call. */
class TraceTab extends RunPart {
  private readonly trace = new Reading<Trace>(() => this.requestUpdate());

  static override properties: PropertyDeclarations = { ...RunPart.properties, rows: { state: true } };
  declare rows: number;
  private slowest: NodeTime[] = [];
  private chosen: NodeTime | undefined;

  constructor() {
    super();
    this.rows = ROWS;
  }

  protected override willUpdate(): void {
    this.slowest = nodeTimes(this.run.nodes, Date.now());
    const { slowest } = this;
    const chosen =
      slowest.find(({ node }) => node.id === this.param("node")) ?? slowest.find(({ node }) => node.state === "failed") ?? slowest[0];
    this.chosen = chosen;
    if (chosen) {
      this.trace.want(`${chosen.node.id} ${chosen.updatedAtMs}`, (signal) => this.source.trace(chosen.node.id, signal));
    }
  }

  protected override render(): unknown {
    const { slowest, chosen } = this;
    if (!chosen) return empty("Nothing to trace yet", "Times and tokens appear with the first attempt.");
    return html`<div class="split">
      <div class="table-wrap" tabindex="0" role="group" aria-label="Nodes by time">
        ${this.partly()}
        <table>
          <thead>
            <tr>
              <th>Node</th>
              <th class="num">Took</th>
              <th class="num">Attempts</th>
              <th class="num">Tokens</th>
            </tr>
          </thead>
          <tbody>
            ${slowest.slice(0, this.rows).map((one) => this.row(one, one === chosen))}
          </tbody>
        </table>
        ${this.more(this.rows, slowest.length, () => (this.rows += ROWS))} ${this.models()}
      </div>
      <section class="side" aria-label="Trace of ${chosen.node.id}">${this.side(chosen)}</section>
    </div>`;
  }

  private row({ node, turns, tookMs, attempts, tokens }: NodeTime, isChosen: boolean): TemplateResult {
    return html`<tr class=${isChosen ? "chosen" : ""}>
      <td>
        ${stateSign(nodeLook(node.state, this.run.state === "stalled"))}
        <button type="button" class="link" aria-pressed=${isChosen} @click=${() => this.show({ node: node.id })}>${oneLine(node.id, 80)}</button>${turns > 1 ? html` <span class="mut small">${count(turns)} turns</span>` : nothing}
      </td>
      <td class="num">${node.startedAtMs === null ? "" : duration(tookMs)}</td>
      <td class="num">${count(attempts)}</td>
      <td class="num">${count(tokens)}</td>
    </tr>`;
  }

  private models(): TemplateResult | typeof nothing {
    const models = Object.entries(this.run.tokensByModel);
    if (models.length === 0) return nothing;
    return html`<table>
      <thead>
        <tr>
          <th>Model</th>
          <th class="num">In</th>
          <th class="num">Out</th>
          <th class="num">Cost</th>
        </tr>
      </thead>
      <tbody>
        ${models.map(
          ([model, tokens]) =>
            html`<tr>
              <td class="mono small">${oneLine(model, 80)}</td>
              <td class="num">${count(tokens.input)}</td>
              <td class="num">${count(tokens.output)}</td>
              <td class="num">${cost(tokens)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private side({ node, attempts }: NodeTime): TemplateResult {
    const { trace } = this;
    if (trace.error) return failure(trace.error, () => trace.again());
    if (!trace.value || trace.value.nodeId !== node.id) return loading(5);
    const { value } = trace;
    const parts: [string, number, string][] = [
      ["work", Math.max(0, value.workMs - value.toolMs), "run"],
      ["tools", value.toolMs, "pause"],
      ["waiting between attempts", value.waitMs, "wait"],
    ];
    return html`<h2 class="clip">${plainText(node.label ?? node.id)}</h2>
      ${value.failure
        ? html`<div class="error-box">${plainText(`${value.failure.blame}: ${value.failure.cause}`)}</div>`
        : nothing}
      <p>${value.totalMs === null ? "Not ended" : `${duration(value.totalMs)} in all`}: ${parts.filter(([, ms]) => ms > 0).map(([word, ms], i) => html`${i ? ", " : ""}${duration(ms)} ${word}`)}</p>
      ${value.attempts.length < attempts
        ? html`<p class="mut small">Of the latest ${count(value.attempts.length)} of ${count(attempts)} attempts. The logs have all of them.</p>`
        : nothing}
      <div class="track trace-bar" role="img" aria-label="Where the time went">
        ${stack(parts, Math.max(1, value.workMs + value.waitMs))}
      </div>
      ${value.attempts.toReversed().map((attempt) => this.attempt(attempt))}`;
  }

  private attempt(attempt: Trace["attempts"][number]): TemplateResult {
    const look = nodeLook(attempt.state);
    return html`<section class="card" aria-label="Attempt ${attempt.attempt}">
      <div class="side-head">
        ${stateSign(look)}<b>Attempt ${attempt.attempt}</b>${attempt.iteration ? html`<span class="tag">turn ${attempt.iteration + 1}</span>` : nothing}
        <span class="mut small">${clockTimeSeconds(attempt.startedAtMs)}</span>
        <span class="mut small">${attempt.durationMs === null ? "open" : duration(attempt.durationMs)}</span>
        ${attempt.fallbackAgent ? html`<span class="tag tone-text-wait">fallback agent</span>` : nothing}
        ${attempt.cached ? html`<span class="tag">from the cache</span>` : nothing}
        ${attempt.schemaCorrections
          ? html`<span class="tag tone-text-wait">${attempt.schemaCorrections} corrections of the answer's shape</span>`
          : nothing}
      </div>
      <dl class="pairs">
        ${attempt.model ? html`<dt>Model</dt><dd class="mono">${oneLine(attempt.model, 100)}</dd>` : nothing}
        ${attempt.waitedMs ? html`<dt>Waited before</dt><dd>${duration(attempt.waitedMs)}</dd>` : nothing}
        ${attempt.tokens.total
          ? html`<dt>Tokens</dt>
              <dd>
                ${count(attempt.tokens.input)} in (${count(attempt.tokens.cacheRead)} from cache), ${count(attempt.tokens.output)} out
                (${count(attempt.tokens.reasoning)} reasoning) ${cost(attempt.tokens)}
              </dd>`
          : nothing}
        ${attempt.failure ? html`<dt>${attempt.failure.blame}</dt><dd class="tone-text-bad">${plainText(attempt.failure.cause)}</dd>` : nothing}
      </dl>
      ${attempt.toolCalls.length
        ? html`<div class="table-wrap"><table>
            <thead>
              <tr>
                <th>Tool call</th>
                <th>Status</th>
                <th class="num">Took</th>
              </tr>
            </thead>
            <tbody>
              ${attempt.toolCalls.map(
                (call) =>
                  html`<tr>
                    <td>
                      <details>
                        <summary><code>${oneLine(call.tool, 80)}</code></summary>
                        ${call.input ? html`<pre class="text">${plainText(call.input)}</pre>` : nothing}
                        ${call.output ? html`<pre class="text">${plainText(call.output)}</pre>` : nothing}
                        ${call.error ? html`<div class="error-box">${plainText(call.error.message)}</div>` : nothing}
                      </details>
                    </td>
                    <td>${call.status}</td>
                    <td class="num">${call.durationMs === null ? "" : duration(call.durationMs)}</td>
                  </tr>`,
              )}
            </tbody>
          </table></div>`
        : nothing}
    </section>`;
  }
}

function stack(parts: [string, number, string][], total: number): TemplateResult[] {
  let left = 0;
  return parts.map(([word, ms, tone]) => {
    const bar = html`<i
      class="bar tone-${tone}"
      title="${word}: ${duration(ms)}"
      ${style({ left: `${(left / total) * 100}%`, width: `${(ms / total) * 100}%`, "min-width": ms > 0 ? "2px" : "0" })}
    ></i>`;
    left += ms;
    return bar;
  });
}

const cost = (tokens: Tokens): string => (tokens.costUsd === null ? "" : dollars(tokens.costUsd));

customElements.define("run-trace-tab", TraceTab);
