import { html, nothing, type TemplateResult } from "lit";
import type { RunDetail, RunNode } from "../../api/types";
import { copyButton } from "../../components/command-line";
import { stateSign, stateTag } from "../../components/state";
import "../../components/json-tree";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { bytes, count } from "../../lib/numbers";
import { plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { nextAttemptWords, nodeLook } from "../../lib/run-state";
import { clockTimeSeconds, exactTime } from "../../lib/time";
import { executedIn, rowTitle } from "../../lib/tree-rows";
import { retry } from "../../parts/actions";
import { mayWrite } from "../../session";

/** Everything about one node: its state, its attempts, its output. */
export function nodeSide(run: RunDetail, node: RunNode, show: (tab: string, node: string) => string, turns: RunNode[], pickTurn: (n: number) => void): TemplateResult {
  const plain = nodeLook(node.state, run.state === "stalled");
  const look = node.nextAttempt ? { ...plain, word: nextAttemptWords(node.nextAttempt, Date.now()) } : plain;
  const kind = kindOf(run, node);
  const isRunning = node.state === "in-progress" && run.state !== "stalled";
  return html`
    <div class="side-head">
      ${stateSign(look)}
      <h2 class="clip">${plainText(node.label ?? node.id)}</h2>
      ${stateTag(look)}
      ${turns.length > 1
        ? html`<label class="small mut"
            >turn
            <select @change=${(event: Event) => pickTurn(Number((event.target as HTMLSelectElement).value))}>
              ${turns.map((one) => html`<option value=${one.iteration} ?selected=${one === node}>${one.iteration + 1}</option>`)}
            </select></label
          >`
        : nothing}
    </div>
    <dl class="pairs">
      <dt>Node</dt>
      <dd><code>${node.id}</code> ${copyButton(node.id, "Copy the node's id")}</dd>
      ${kind ? html`<dt>Kind</dt><dd>${kind}</dd>` : nothing}
      ${node.startedAtMs === null
        ? nothing
        : html`<dt>Started</dt>
            <dd title=${exactTime(node.startedAtMs)}>${clockTimeSeconds(node.startedAtMs)}</dd>
            ${isRunning
              ? html`<dt>Running for</dt>
                  <dd><rel-time at=${node.startedAtMs} as="since"></rel-time></dd>`
              : node.finishedAtMs === null
                ? nothing
                : html`<dt>Took</dt>
                    <dd>${duration(node.finishedAtMs - node.startedAtMs)}</dd>`}`}
      ${node.tokens.total
        ? html`<dt>Tokens</dt>
            <dd>${count(node.tokens.input)} in, ${count(node.tokens.output)} out</dd>`
        : nothing}
      <dt>More</dt>
      <dd>
        <a href=${show("logs", node.id)}>Logs</a> · <a href=${show("chat", node.id)}>Chat</a> ·
        <a href=${show("trace", node.id)}>Trace</a> · <a href=${show("diffs", node.id)}>Diff</a>
        ${mayWrite() && ["failed", "finished"].includes(node.state)
          ? html` · <button type="button" class="link" @click=${() => void retry(run, node.id, node.iteration)}>Rerun from here…</button>`
          : nothing}
      </dd>
    </dl>
    ${node.attempts.length ? attempts(node, isRunning, run.state === "stalled") : html`<p class="mut">${node.state.startsWith("waiting-") ? "Waiting." : "Not started."}</p>`}
    ${output(run, node)}
  `;
}

/** The tree tells gates and questions from the computations as which the engine executes them. */
function kindOf(run: RunDetail, node: RunNode): string | null {
  const inTree = run.tree ? executedIn(run.tree).find((one) => one.nodeId === node.id) : undefined;
  return inTree ? rowTitle(inTree).kind : node.kind;
}

function attempts(node: RunNode, isRunning: boolean, isStalled: boolean): TemplateResult {
  return html`<section aria-label="Attempts">
    <h3>${node.attempts.length + node.moreAttempts === 1 ? "Attempt" : `Attempts (${node.attempts.length + node.moreAttempts})`}</h3>
    <div class="table-wrap">
      <table>
        <tbody>
          ${node.attempts.toReversed().map((attempt) => {
            const look = nodeLook(attempt.state, isStalled);
            return html`<tr>
              <td>${stateSign(look)} ${attempt.attempt}</td>
              <td>${look.word}${attempt.cached ? " from the cache" : ""}</td>
              <td class="mono small">${attempt.model ?? nothing}</td>
              <td class="num">
                ${attempt.finishedAtMs === null
                  ? isRunning
                    ? html`<rel-time at=${attempt.startedAtMs} as="since"></rel-time>`
                    : nothing
                  : duration(attempt.finishedAtMs - attempt.startedAtMs)}
              </td>
            </tr>
            ${attempt.error
              ? html`<tr>
                  <td colspan="4"><div class="error-box">${plainText(`${attempt.error.name ? `${attempt.error.name}: ` : ""}${attempt.error.message}`)}</div></td>
                </tr>`
              : nothing}`;
          })}
        </tbody>
      </table>
    </div>
    ${node.moreAttempts ? html`<p class="mut small">${node.moreAttempts} earlier ones are in the trace.</p>` : nothing}
  </section>`;
}

function output(run: RunDetail, node: RunNode): TemplateResult | typeof nothing {
  if (node.outputCut) {
    return html`<section aria-label="Output">
      <h3>Output</h3>
      ${node.outputCut.beginning ? html`<pre class="text">${plainText(node.outputCut.beginning)}…</pre>` : nothing}
      <p class="mut small">
        ${node.outputCut.beginning ? "The beginning of" : "Too large to show its beginning:"} ${bytes(node.outputCut.sizeBytes)}.
        <a href=${node.outputCut.href} download="${node.id}.json">Download the whole</a>
      </p>
    </section>`;
  }
  if (node.output === null) return nothing;
  return html`<section aria-label="Output">
    <h3>Output</h3>
    <json-tree .value=${node.output} open="2" label="Output of ${node.id}"></json-tree>
    <p class="small"><a href=${runUrl(run, "output", { node: node.id, iteration: node.iteration || null })}>View as text</a></p>
  </section>`;
}
