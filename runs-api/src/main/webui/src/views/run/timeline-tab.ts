import { html, nothing, type TemplateResult } from "lit";
import type { TimelineSpan } from "../../api/types";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { style } from "../../components/style";
import "../../components/virtual-list";
import { duration } from "../../lib/duration";
import { oneLine } from "../../lib/plain-text";
import { hasEnded, nodeLook } from "../../lib/run-state";
import { ganttRows, type GanttRow } from "../../lib/gantt";
import { clockTimeSeconds, exactTime } from "../../lib/time";
import { Reading, RunPart } from "./run-part";
import "./task-drawer";
import "./timeline-tab.css";

const ROW_PX = 28;
const TICKS = 5;

/** Attempts over time, one line a node. */
class TimelineTab extends RunPart {
  private readonly spans = new Reading<{ spans: TimelineSpan[]; more: boolean }>(() => this.requestUpdate());
  private clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = setInterval(() => !document.hidden && !hasEnded(this.run.state) && this.requestUpdate(), 1_000);
    this.until(() => clearInterval(this.clock));
  }

  protected override willUpdate(): void {
    const newest = this.run.nodes.reduce((most, node) => Math.max(most, node.updatedAtMs), 0);
    this.spans.want(`${this.run.id} ${newest}`, (signal) => this.source.timeline(signal));
  }

  protected override render(): unknown {
    const { spans, run } = this;
    if (spans.error) return failure(spans.error, () => spans.again());
    if (!spans.value) return loading(10);
    const rows = ganttRows(spans.value.spans);
    if (rows.length === 0) return empty("Nothing has started yet", "Attempts appear here as they start.");
    const from = Math.min(run.startedAtMs ?? run.createdAtMs, rows[0]!.startedAtMs);
    const end = hasEnded(run.state) ? (run.finishedAtMs ?? latest(rows)) : run.state === "running" ? Date.now() : latest(rows);
    const to = Math.max(end, from + 1);
    const id = this.param("node");
    const node = run.nodes.filter((one) => one.id === id).toSorted((a, b) => b.iteration - a.iteration)[0];
    return html`<div class="with-drawer"><div class="column">
      ${spans.value.more ? staleNote("The run has more attempts than the timeline can show: these are the first 5,000.") : nothing}
      <div class="axis">
        <span>${rows.length} ${rows.length === 1 ? "task" : "tasks"}</span>
        <span class="axis-ticks"
          >${Array.from({ length: TICKS }, (_, i) => html`<span>${clockTimeSeconds(from + ((to - from) * i) / (TICKS - 1))}</span>`)}</span
        ><span class="num">took</span>
      </div>
      <virtual-list
        label="Attempts over time"
        .count=${rows.length}
        .height=${() => ROW_PX}
        .keyOf=${(i: number) => rows[i]!.key}
        .row=${(i: number) => this.row(rows[i]!, from, to)}
      ></virtual-list>
    </div>${node
      ? html`<task-drawer
          .run=${run} .source=${this.source} .store=${this.store} .place=${this.place} .address=${this.address}
          .node=${node} .turns=${[node]}
          @close=${() => this.show({ node: null, part: null })}
        ></task-drawer>`
      : nothing}</div>`;
  }

  private row(row: GanttRow, from: number, to: number): TemplateResult {
    const total = to - from;
    const isStalled = this.run.state === "stalled";
    return html`<div class="span-row">
      <button type="button" class="link clip" title=${row.nodeId} @click=${() => this.show({ node: row.nodeId })}>
        ${oneLine(row.label ?? row.nodeId, 100)}${row.iteration ? html` <span class="mut">turn ${row.iteration + 1}</span>` : nothing}
      </button>
      <span class="track">
        ${row.spans.map((span) => {
          const look = nodeLook(span.state, isStalled);
          const end = span.finishedAtMs ?? to;
          return html`<i
            class="bar tone-${look.tone}"
            role="img"
            title=${`${span.nodeId}, attempt ${span.attempt}: ${look.word}, ${duration(end - span.startedAtMs)} from ${exactTime(span.startedAtMs)}${span.errorMessage ? `\n${oneLine(span.errorMessage, 300)}` : ""}`}
            aria-label=${`Attempt ${span.attempt}: ${look.word}, ${duration(end - span.startedAtMs)}`}
            ${style({
              left: `${((span.startedAtMs - from) / total) * 100}%`,
              width: `${Math.max(0, (end - span.startedAtMs) / total) * 100}%`,
            })}
          ></i>`;
        })}
      </span>
      <span class="num mut">${row.spans.length > 1 ? `${row.spans.length}× ` : ""}${duration(row.workMs(to))}</span>
    </div>`;
  }
}

const latest = (rows: GanttRow[]): number =>
  Math.max(...rows.flatMap((row) => row.spans.map((span) => span.finishedAtMs ?? span.startedAtMs)));

customElements.define("run-timeline-tab", TimelineTab);
