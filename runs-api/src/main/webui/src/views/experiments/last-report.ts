import { html, nothing, type TemplateResult } from "lit";
import type { Json, Leaderboard } from "../../api/types";
import "../../components/json-tree";
import { markdown } from "../../components/markdown";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";

type Members = { [name: string]: Json };

/** What the last selection decided; the workflow may write more than we know of. */
export function lastReport(board: Leaderboard): TemplateResult | typeof nothing {
  const report = board.lastReport;
  if (report === null || typeof report !== "object" || Array.isArray(report)) return nothing;
  const words = report["markdown"];
  const runId = report["runId"];
  return html`<section class="card ex-report" aria-label="Latest generation">
    <h2>
      Latest generation
      ${typeof runId === "string"
        ? html`<a class="small" href=${runUrl({ id: runId })}>${oneLine(runId, 64)}</a>`
        : nothing}
    </h2>
    ${typeof words === "string" ? markdown(words) : decided(report)}
    <details>
      <summary class="small">Show all</summary>
      <json-tree .value=${report} .open=${1} label="The last report"></json-tree>
    </details>
  </section>`;
}

function decided(report: Members): TemplateResult {
  const line = (title: string, value: Json | undefined): unknown => {
    const names = entries(value);
    return names.length
      ? html`<dt>${title}</dt>
          <dd>${names.map((name) => html`<div>${name}</div>`)}</dd>`
      : nothing;
  };
  const evaluated = report["evaluated"];
  return html`<dl class="ex-decided">
    ${typeof evaluated === "number"
      ? html`<dt>Evaluated</dt>
          <dd>${evaluated}</dd>`
      : nothing}
    ${line("Champions", report["champions"])} ${line("New", report["added"])} ${line("Retired", report["retired"])}
    ${line("No answer", report["failed"])}
  </dl>`;
}

const MAX_NAMES = 30;

/** Names, or names with a reason. */
function entries(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_NAMES).flatMap((one) => {
    if (typeof one === "string") return [oneLine(one, 120)];
    if (one === null || typeof one !== "object" || Array.isArray(one) || typeof one["id"] !== "string") return [];
    const reason = one["reason"];
    return [typeof reason === "string" ? `${oneLine(one["id"], 120)}: ${plainText(reason)}` : oneLine(one["id"], 120)];
  });
}
