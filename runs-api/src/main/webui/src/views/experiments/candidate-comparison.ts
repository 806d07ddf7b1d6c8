import { html, nothing, type PropertyDeclarations, svg } from "lit";
import type { Candidate } from "../../api/types";
import { PageElement } from "../../components/element";
import { LazyParts } from "../../lazy-parts";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { align, type Aligned, percent, segments } from "../../lib/scores";
import { exactTime, listTime } from "../../lib/time";

const HEIGHT = 160;
/** The chart's own margins and those of its card. */
const BESIDE_CHART = 86;
const MARK = ["circle", "square", "diamond", "triangle"] as const;

/**
 * Candidates side by side: their scores over the same generations, as a picture and as a table, and what differs in
 * their prompts.
 *
 * @fires done
 */
class CandidateComparison extends PageElement {
  static override properties: PropertyDeclarations = {
    candidates: { attribute: false },
    isChosen: { type: Boolean },
    width: { state: true },
  };
  declare candidates: readonly Candidate[];
  /** Whether somebody has chosen these: then their prompts are compared too. */
  declare isChosen: boolean;
  /** Of the chart, as wide as it is shown, so that its words keep their size. */
  declare width: number;
  private readonly parts = new LazyParts(this);

  constructor() {
    super();
    this.candidates = [];
    this.isChosen = false;
    this.width = 700;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const sizes = new ResizeObserver(([entry]) => entry && (this.width = Math.max(200, Math.round(entry.contentRect.width) - BESIDE_CHART)));
    sizes.observe(this);
    this.until(() => sizes.disconnect());
  }

  protected override willUpdate(): void {
    if (this.isChosen && this.prompts.length >= 2) this.parts.want("compare", () => import("../../components/code/code-compare"));
  }

  private get prompts(): Candidate[] {
    return this.candidates.filter((one) => one.prompt !== null);
  }

  protected override render(): unknown {
    const aligned = align(this.candidates.map((one) => one.scores));
    return html`<div class="card ex-compare">
      <header>
        <h2>${this.isChosen ? "Side by side" : "Scores over the generations"}</h2>
        ${this.isChosen ? html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent("done"))}>Done</button>` : nothing}
      </header>
      <ul class="ex-legend">
        ${this.candidates.map(
          (one, i) => html`<li>
            <svg width="34" height="12" aria-hidden="true" class="ex-series-${i}">
              <path class="ex-line" d="M1,6H33" />
              ${mark(MARK[i] ?? "circle", 17, 6)}
            </svg>
            <b>${oneLine(one.id, 80)}</b>
            <span class="mut">${one.mean === null ? "no score" : percent(one.mean)}, ${oneLine(one.status, 20)}</span>
          </li>`,
        )}
      </ul>
      ${aligned.columns.length ? this.chart(aligned) : html`<p class="mut">None of these has a score yet.</p>`}
      ${aligned.columns.length ? this.table(aligned) : nothing} ${this.isChosen ? this.promptDiff() : nothing}
    </div>`;
  }

  private chart({ columns, rows }: Aligned): unknown {
    const { width } = this;
    const label = `Scores of ${this.candidates.length} candidates over ${columns.length} generations; the table below has the figures.`;
    return html`<svg class="ex-chart" viewBox="-46 -10 ${width + 56} ${HEIGHT + 34}" role="img" aria-label=${label}>
      ${[0, 0.5, 1].map(
        (share) =>
          svg`<path class="ex-grid" d="M0,${HEIGHT - share * HEIGHT}H${width}" />
            <text class="ex-axis" x="-8" y=${HEIGHT - share * HEIGHT + 4} text-anchor="end">${percent(share)}</text>`,
      )}
      ${columns.length > 1
        ? [columns[0]!, columns.at(-1)!].map(
            ({ atMs }, i) =>
              svg`<text class="ex-axis" x=${i * width} y=${HEIGHT + 18} text-anchor=${i ? "end" : "start"}>${
                atMs === null ? "" : listTime(atMs, Date.now())
              }</text>`,
          )
        : nothing}
      ${rows.map(
        (values, i) =>
          svg`<g class="ex-series-${i}">
            ${segments(values, width, HEIGHT).map(
              (points) =>
                svg`<path class="ex-line" d="M${points.map(({ x, y }) => `${x},${y}`).join("L")}" />
                ${points.map(({ x, y }) => mark(MARK[i] ?? "circle", x, y))}`,
            )}
          </g>`,
      )}
    </svg>`;
  }

  private table({ columns, rows }: Aligned): unknown {
    return html`<details>
      <summary class="small">The figures</summary>
      <div class="table-wrap" tabindex="0" role="region" aria-label="Scores by generation">
        <table>
          <thead>
            <tr>
              <th>Generation</th>
              ${this.candidates.map((one) => html`<th class="num">${oneLine(one.id, 60)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${columns.map(
              ({ runId, atMs }, column) => html`<tr>
                <td>
                  ${runId ? html`<a href=${runUrl({ id: runId })}>${oneLine(runId, 64)}</a>` : atMs === null ? "–" : exactTime(atMs)}
                </td>
                ${rows.map((values) => {
                  const value = values[column] ?? null;
                  return html`<td class="num">${value === null ? "–" : percent(value)}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  private promptDiff(): unknown {
    const [first, second, ...others] = this.prompts;
    if (!first) return nothing;
    if (!second) {
      return html`<div>
        <h3>Prompt of ${oneLine(first.id, 80)}</h3>
        <pre class="text ex-prompt">${plainText(first.prompt ?? "")}</pre>
      </div>`;
    }
    if (!this.parts.has("compare")) return this.parts.face("compare");
    return html`<div>
      <h3>Prompts: ${oneLine(first.id, 80)} and ${oneLine(second.id, 80)}</h3>
      <code-compare
        class="ex-diff"
        language="text"
        .first=${plainText(first.prompt ?? "")}
        .second=${plainText(second.prompt ?? "")}
        firstLabel="Prompt of ${first.id}"
        secondLabel="Prompt of ${second.id}"
        .unified=${matchMedia("(max-width: 820px)").matches}
      ></code-compare>
      ${others.map(
        (one) => html`<h3>${oneLine(one.id, 80)}</h3>
          <pre class="text ex-prompt">${plainText(one.prompt ?? "")}</pre>`,
      )}
    </div>`;
  }
}

/** A sign for each line, so that they are told apart without colour. */
function mark(shape: (typeof MARK)[number], x: number, y: number): unknown {
  switch (shape) {
    case "circle":
      return svg`<circle class="ex-mark" cx=${x} cy=${y} r="3.6" />`;
    case "square":
      return svg`<path class="ex-mark" d="M${x - 3.4},${y - 3.4}h6.8v6.8h-6.8z" />`;
    case "diamond":
      return svg`<path class="ex-mark" d="M${x},${y - 4.8}L${x + 4.8},${y}L${x},${y + 4.8}L${x - 4.8},${y}z" />`;
    case "triangle":
      return svg`<path class="ex-mark" d="M${x},${y - 4.4}L${x + 4.6},${y + 3.6}H${x - 4.6}z" />`;
  }
}

customElements.define("candidate-comparison", CandidateComparison);
