import { html, type TemplateResult } from "lit";
import { style } from "./style";
import "./progress-bar.css";

interface Counts {
  readonly total: number;
  readonly finished: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly running: number;
  readonly waiting: number;
}

/**
 * How far something is, as a track; the words beside it say the same.
 *
 * @param isStalled whether nobody executes what says that it runs
 */
export function progressBar(counts: Counts, isStalled = false): TemplateResult {
  const part = (kind: string, n: number): TemplateResult =>
    html`<i class="progress-${kind}" ${style({ width: `${counts.total ? (n / counts.total) * 100 : 0}%` })}></i>`;
  return html`<span class="progress-bar" aria-hidden="true"
    >${part("done", counts.finished + counts.skipped + counts.cancelled)}${part("bad", counts.failed)}${part(isStalled ? "stall" : "now", counts.running)}${part("wait", counts.waiting)}</span
  >`;
}
