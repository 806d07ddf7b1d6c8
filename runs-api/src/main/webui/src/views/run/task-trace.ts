import { html, nothing, type TemplateResult } from "lit";
import type { Tokens, Trace } from "../../api/types";
import { stateSign } from "../../components/state";
import { style } from "../../components/style";
import { duration } from "../../lib/duration";
import { count, dollars } from "../../lib/numbers";
import { tokensShort, tokensWords } from "../../lib/tokens";
import { oneLine, plainText } from "../../lib/plain-text";
import { nodeLook } from "../../lib/run-state";
import { clockTimeSeconds } from "../../lib/time";
import "./timeline-tab.css"; // its bars look like those of the timeline
import "./task-trace.css";

/** Where the time of a task went, attempt by attempt and tool call by tool call. */
export function taskTrace(value: Trace, attempts: number): TemplateResult {
  const parts: [string, number, string][] = [
    ["work", Math.max(0, value.workMs - value.toolMs), "run"],
    ["tools", value.toolMs, "pause"],
    ["waiting between attempts", value.waitMs, "wait"],
  ];
  return html`${value.failure
      ? html`<div class="error-box">${plainText(`${value.failure.blame}: ${value.failure.cause}`)}</div>`
      : nothing}
    <p>${value.totalMs === null ? "Not ended" : `${duration(value.totalMs)} in all`}: ${parts.filter(([, ms]) => ms > 0).map(([word, ms], i) => html`${i ? ", " : ""}${duration(ms)} ${word}`)}</p>
    ${value.attempts.length < attempts
      ? html`<p class="mut small">Of the latest ${count(value.attempts.length)} of ${count(attempts)} attempts. The logs have all of them.</p>`
      : nothing}
    <div class="track trace-bar" role="img" aria-label="Where the time went">
      ${stack(parts, Math.max(1, value.workMs + value.waitMs))}
    </div>
    ${value.attempts.toReversed().map(oneAttempt)}`;
}

function oneAttempt(attempt: Trace["attempts"][number]): TemplateResult {
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
      ${tokensShort(attempt.tokens)
        ? html`<dt>Tokens</dt><dd>${tokensWords(attempt.tokens)} ${cost(attempt.tokens)}</dd>`
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
