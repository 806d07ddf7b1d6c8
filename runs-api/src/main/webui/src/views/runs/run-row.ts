import { html, nothing, type TemplateResult } from "lit";
import type { Gate, RunSummary } from "../../api/types";
import { progressBar } from "../../components/progress-bar";
import { stateSign } from "../../components/state";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { modelMark, shortModel } from "../../lib/model-mark";
import { money, moneyNote } from "../../lib/money";
import { count } from "../../lib/numbers";
import { percent } from "../../lib/scores";
import { tokensShort, tokensWords } from "../../lib/tokens";
import { oneLine } from "../../lib/plain-text";
import { runKey } from "../../lib/run-ref";
import { hasEnded, rowLook } from "../../lib/run-state";
import { runTitle, shortId } from "../../lib/run-title";
import { exactTime, isoTime, rowTime } from "../../lib/time";
import type { RunRow } from "./run-feed";
import { rowWords } from "./run-words";

const MODELS_SHOWN = 3;

/** What a line needs to know beside its run. */
export interface RowContext {
  readonly href: string;
  readonly gate: Gate | undefined;
  /** Whether it is the run that is open. */
  readonly isChosen: boolean;
  /** Whether Tab comes to this line. */
  readonly isTabStop: boolean;
  /** Null where nothing can be chosen. */
  readonly isSelected: boolean | null;
  readonly select: (event: Event) => void;
  readonly toggleFold: () => void;
  readonly actions: unknown;
}

/** A line of the table. */
export function tableRow(row: RunRow, context: RowContext): TemplateResult {
  const { run } = row;
  const look = rowLook(run);
  const tokens = run.models.length === 0 ? "–" : tokensShort(run.tokens) || "0";
  return html`<div
    class="run-row ${context.isSelected ? "run-selected" : ""} ${row.isInFold ? "run-in-fold" : ""}"
    data-run=${runKey(run)}
    aria-current=${context.isChosen ? "true" : nothing}
  >
    <span role="cell" class="run-check">
      ${context.isSelected === null
        ? nothing
        : html`<input
            type="checkbox"
            tabindex="-1"
            aria-label="Select ${run.id}"
            .checked=${context.isSelected}
            @click=${context.select}
          />`}
    </span>
    <span role="cell" class="run-sign">${stateSign(look)}</span>
    <span role="cell" class="run-title-cell">
      <a
        class="run-link clip"
        href=${context.href}
        tabindex=${context.isTabStop ? 0 : -1}
        title="${run.id} · ${run.store}"
        >${runTitle(run)}${run.title ? nothing : html` <code class="run-short-id">${shortId(run)}</code>`}</a
      >${fold(row, context)}${run.copyOf ? html`<span class="tag">copy</span>` : nothing}
    </span>
    <span role="cell" class="run-workflow clip" title=${run.workflow}>${oneLine(run.workflowName || run.workflow, 60)}</span>
    <span role="cell" class="run-outcome">${outcome(run, context.gate)}</span>
    <span role="cell" class="run-models">${models(run.models)}</span>
    <span role="cell" class="num run-tokens" title=${run.tokens.exact && !run.tokens.standIn ? nothing : tokensWords(run.tokens)}>${tokens}</span>
    <span role="cell" class="num run-cost" title=${run.cost ? moneyNote(run.cost.usd, run.cost.accuracy, run.cost.unpriced) || nothing : nothing}
      >${run.cost && !run.tokens.standIn ? money(run.cost.usd, run.cost.accuracy) : "–"}</span
    >
    <span role="cell" class="num run-score" title=${run.score ? scoreTitle(run.score) : nothing}>${run.score ? percent(run.score.mean) : "–"}</span>
    <span role="cell" class="num run-took">${took(run)}</span>
    <span role="cell" class="num run-when">${when(row)}</span>
    <span role="cell" class="run-actions">${context.actions}</span>
  </div>`;
}

/** A line of the rail beside an open run. */
export function railRow(row: RunRow, context: RowContext): TemplateResult {
  const { run } = row;
  return html`<div
    class="rail-row ${hasEnded(run.state) && run.state !== "failed" ? "" : "rail-hot"} ${row.isInFold ? "run-in-fold" : ""}"
    data-run=${runKey(run)}
    aria-current=${context.isChosen ? "true" : nothing}
  >
    ${stateSign(rowLook(run))}
    <a
      class="run-link clip"
      href=${context.href}
      tabindex=${context.isTabStop ? 0 : -1}
      title="${run.workflow} · ${run.id} · ${run.store}"
      >${runTitle(run)}</a
    >
    ${fold(row, context)}
    ${when(row)}
  </div>`;
}

/** How many are alike, and the button that shows or hides them. */
const fold = (row: RunRow, context: RowContext): TemplateResult | typeof nothing =>
  row.alike > 1
    ? html`<button
        type="button"
        class="run-fold"
        tabindex="-1"
        aria-expanded=${row.isOpen}
        aria-label="${row.alike} runs that are alike"
        @click=${context.toggleFold}
      >
        × ${row.alike}
      </button>`
    : nothing;

const when = ({ run, isOfDay }: RunRow): TemplateResult =>
  html`<time datetime=${isoTime(run.createdAtMs) || nothing} title=${exactTime(run.createdAtMs)}
    >${rowTime(run.createdAtMs, Date.now(), isOfDay)}</time
  >`;

function outcome(run: RunSummary, gate: Gate | undefined): TemplateResult {
  const words = rowWords(run, gate, Date.now());
  const look = rowLook(run);
  if (run.state !== "running" || run.silence || run.progress.total === 0) {
    return html`<span class="clip tone-text-${look.tone}" title=${words}>${words}</span>`;
  }
  return html`${progressBar(run.progress)}<span class="clip" title=${words}>${words}</span>`;
}

function models(names: readonly string[]): TemplateResult | typeof nothing {
  if (names.length === 0) return html`<span class="mut">–</span>`;
  const rest = names.length - MODELS_SHOWN;
  return html`<span class="model-marks" role="img" aria-label=${names.map(shortModel).join(", ")} title=${names.map(shortModel).join(", ")}
    >${names.slice(0, MODELS_SHOWN).map((name) => html`<i>${modelMark(name)}</i>`)}${rest > 0 ? html`<i>+${count(rest)}</i>` : nothing}</span
  >`;
}

const scoreTitle = ({ count: n, lowest }: NonNullable<RunSummary["score"]>): string =>
  n === 1 ? "one score" : `${count(n)} scores, lowest ${percent(lowest)}`;

function took(run: RunSummary): unknown {
  if (hasEnded(run.state)) return run.durationMs === null ? "" : duration(run.durationMs);
  if (run.state === "stalled" && run.stall && run.startedAtMs !== null) return duration(run.stall.sinceAtMs - run.startedAtMs);
  return run.startedAtMs === null ? "" : html`<rel-time at=${run.startedAtMs} as="since"></rel-time>`;
}
