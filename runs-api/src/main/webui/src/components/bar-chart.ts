import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { axisEnd, type Bar, type StateCounts } from "../lib/buckets";
import { count } from "../lib/numbers";
import "./bar-chart.css";
import { PageElement } from "./element";
import { style } from "./style";

/** From the foot of a bar to its top; what is well has no colour. */
const SERIES: readonly { readonly name: keyof StateCounts; readonly word: string; readonly tone: string }[] = [
  { name: "finished", word: "finished", tone: "bar" },
  { name: "cancelled", word: "cancelled", tone: "bar" },
  { name: "other", word: "not started", tone: "bar" },
  { name: "running", word: "running", tone: "run" },
  { name: "waiting", word: "waiting", tone: "wait" },
  { name: "stalled", word: "stalled", tone: "stall" },
  { name: "failed", word: "failed", tone: "bad" },
];

/** "12 runs: 9 finished, 3 failed". */
export const countWords = (runs: StateCounts): string => {
  const parts = SERIES.filter((one) => runs[one.name] > 0).map((one) => `${count(runs[one.name])} ${one.word}`);
  const total = `${count(runs.total)} ${runs.total === 1 ? "run" : "runs"}`;
  return parts.length ? `${total}: ${parts.join(", ")}` : "No runs";
};

/**
 * Runs over time, one stacked bar for each span: a click, or a drag over several, opens the list of that time. Who can't
 * see it walks through the same spans as links.
 */
class BarChart extends PageElement {
  static override properties: PropertyDeclarations = {
    bars: { attribute: false },
    words: { attribute: false },
    href: { attribute: false },
    open: { attribute: false },
    marked: { attribute: false },
    from: { state: true },
    to: { state: true },
  };
  declare bars: readonly Bar[];
  /** The span of a bar in words, such as "Thu 09:00". */
  declare words: (bar: Bar) => string;
  declare href: (sinceMs: number, untilMs: number) => string;
  declare open: (address: string) => void;
  /** The time that something beside it is narrowed to; null for none. */
  declare marked: { readonly sinceMs: number; readonly untilMs: number } | null;
  /** While bars are dragged over: the first and the last, in the order of the drag. */
  declare from: number | null;
  declare to: number | null;

  constructor() {
    super();
    this.bars = [];
    this.marked = null;
    this.from = null;
    this.to = null;
  }

  protected override render(): unknown {
    const most = Math.max(0, ...this.bars.map((bar) => bar.runs.total));
    const end = axisEnd(most);
    return html`<div class="bar-chart">
      <div class="bar-lines" aria-hidden="true">
        <span>${most ? count(end) : nothing}</span><span>${most ? count(end / 2) : nothing}</span>
      </div>
      <div
        class="bar-columns"
        role="list"
        aria-label="Runs over time"
        @pointerdown=${this.down}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @pointercancel=${this.forget}
        @click=${this.clicked}
      >
        ${this.bars.map((bar, at) => this.column(bar, at, end))}
      </div>
      <div class="bar-axis" aria-hidden="true">${this.axis()}</div>
    </div>`;
  }

  private column(bar: Bar, at: number, end: number): TemplateResult {
    const said = `${this.words(bar)}: ${countWords(bar.runs)}`;
    return html`<span role="listitem" class="bar-column ${this.isChosen(at) ? "chosen" : ""}"
      ><a
        href=${this.href(bar.sinceMs, bar.untilMs)}
        aria-label=${said}
        title=${said}
        draggable="false"
        data-at=${at}
        tabindex=${at === this.bars.length - 1 ? 0 : -1}
        @keydown=${this.step}
        >${SERIES.map(({ name, tone }) =>
          bar.runs[name] > 0
            ? html`<i class="fill-${tone}" ${style({ height: `${(bar.runs[name] / end) * 100}%` })}></i>`
            : nothing,
        )}</a
      ></span
    >`;
  }

  /** Four times, evenly spread. */
  private axis(): unknown {
    const last = this.bars.length - 1;
    if (last < 0) return nothing;
    return [0, 1, 2, 3].map((part) => {
      const bar = this.bars[Math.round((last * part) / 3)];
      return bar ? html`<span>${this.words(bar)}</span>` : nothing;
    });
  }

  private isChosen(at: number): boolean {
    if (this.from === null || this.to === null || this.from === this.to) return this.isMarked(at);
    return at >= Math.min(this.from, this.to) && at <= Math.max(this.from, this.to);
  }

  private isMarked(at: number): boolean {
    const { marked, bars } = this;
    const bar = bars[at];
    return marked !== null && bar !== undefined && bar.sinceMs < marked.untilMs && bar.untilMs > marked.sinceMs;
  }

  private barAt(event: PointerEvent): number | null {
    const below = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>(".bar-column a");
    return below && this.contains(below) ? Number(below.dataset["at"]) : null;
  }

  private readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.from = this.to = this.barAt(event);
  };

  private readonly move = (event: PointerEvent): void => {
    if (this.from !== null) this.to = this.barAt(event) ?? this.to;
  };

  private readonly up = (): void => {
    const [from, to] = [this.from, this.to];
    if (from === null || to === null || from === to) return this.forget();
    const [first, last] = [this.bars[Math.min(from, to)], this.bars[Math.max(from, to)]];
    if (first && last) this.open(this.href(first.sinceMs, last.untilMs));
  };

  private readonly forget = (): void => {
    this.from = this.to = null;
  };

  /** The click that ends a drag opens no bar. */
  private readonly clicked = (event: MouseEvent): void => {
    if (this.from !== null && this.from !== this.to) {
      event.preventDefault();
      event.stopPropagation();
    }
    this.forget();
  };

  private readonly step = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = Number((event.currentTarget as HTMLElement).dataset["at"]) + by;
    this.querySelector<HTMLElement>(`.bar-column a[data-at="${at}"]`)?.focus();
  };
}

customElements.define("bar-chart", BarChart);
