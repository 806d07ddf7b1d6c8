import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get, runPath } from "../../api/client";
import type { Json, Page, RunDetail, RunNode, RunSummary } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty, failure, loading } from "../../components/faces";
import "../../components/json-tree";
import { stringifyExact } from "../../lib/exact-json";
import { stateSign, stateTag } from "../../components/state";
import { compareNodes, type NodePair } from "../../lib/compare-runs";
import { duration } from "../../lib/duration";
import { tokensShort } from "../../lib/tokens";
import { oneLine } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { hasEnded, nodeLook, runLook } from "../../lib/run-state";
import { clockTimeSeconds } from "../../lib/time";
import { type Place, router } from "../../router";
import "./compare.css";

type Side = "a" | "b";

/** Two runs side by side: their figures, and node by node what differs. */
class ComparePage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    runs: { state: true },
    errors: { state: true },
    recent: { state: true },
    onlyDifferent: { state: true },
  };
  declare place: Place;
  declare runs: Partial<Record<Side, RunDetail>>;
  declare errors: Partial<Record<Side, unknown>>;
  declare recent: RunSummary[];
  declare onlyDifferent: boolean;
  private readonly asked: Partial<Record<Side, string>> = {};

  constructor() {
    super();
    this.runs = {};
    this.errors = {};
    this.recent = [];
    this.onlyDifferent = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    get<Page<RunSummary>>("/api/runs", { limit: 50 }).then(
      (page) => (this.recent = page.items),
      () => undefined, // ids can be typed
    );
  }

  protected override willUpdate(): void {
    for (const side of ["a", "b"] as const) {
      const id = this.place.query.get(side) ?? "";
      const store = this.place.query.get(`${side}-in`);
      const asked = runUrl({ id, store });
      if (this.asked[side] === asked) continue;
      this.asked[side] = asked;
      this.runs = { ...this.runs, [side]: undefined };
      this.errors = { ...this.errors, [side]: undefined };
      if (id) void this.read(side, id, store, asked);
    }
  }

  private async read(side: Side, id: string, store: string | null, asked: string): Promise<void> {
    try {
      const run = await get<RunDetail>(runPath(id), { store });
      if (this.asked[side] === asked) this.runs = { ...this.runs, [side]: run };
    } catch (cause) {
      this.errors = { ...this.errors, [side]: cause };
    }
  }

  protected override render(): unknown {
    const { a, b } = this.runs;
    return html`<header class="page-head"><h1>Compare runs</h1></header>
      <div class="page-body">
        <div class="compare-heads">${this.head("a", "One run")}${this.head("b", "The other")}</div>
        ${a && b ? this.table(a, b) : this.place.query.get("a") && this.place.query.get("b") ? nothing : empty("Choose two runs", "A fork and its parent, or yesterday's run and today's.")}
      </div>`;
  }

  private head(side: Side, label: string): TemplateResult {
    const run = this.runs[side];
    const id = this.place.query.get(side) ?? "";
    return html`<section class="card" aria-label=${label}>
      <label class="field"
        ><span>${label}</span
        ><input
          type="text"
          list="recent-runs"
          .value=${id}
          spellcheck="false"
          @change=${(event: Event) => this.choose(side, (event.target as HTMLInputElement).value.trim())}
      /></label>
      <datalist id="recent-runs">
        ${this.recent.map((one) => html`<option value=${one.id}>${one.workflow} ${runLook(one.state).word}</option>`)}
      </datalist>
      ${this.errors[side]
        ? failure(this.errors[side])
        : run
          ? html`<p><a href=${runUrl(run)}><b>${oneLine(run.workflowName || run.workflow, 80)}</b></a> ${stateTag(runLook(run.state))}</p>
              <p class="mut small">
                ${clockTimeSeconds(run.startedAtMs ?? run.createdAtMs)} ·
                ${run.durationMs !== null && hasEnded(run.state) ? duration(run.durationMs) : "goes on"} ·
                ${run.progress.finished} of ${run.progress.total} done · ${tokensShort(run.tokens) || "no"} tokens
              </p>`
          : id
            ? loading(2)
            : nothing}
    </section>`;
  }

  private choose(side: Side, id: string): void {
    router.replace(address("/compare", { ...Object.fromEntries(this.place.query), [side]: id }));
  }

  private table(a: RunDetail, b: RunDetail): TemplateResult {
    const pairs = compareNodes(a.nodes, b.nodes);
    const shown = (this.onlyDifferent ? pairs.filter((pair) => pair.differs.length > 0) : pairs).slice(0, 500);
    const different = pairs.filter((pair) => pair.differs.length > 0).length;
    return html`<p class="compare-line">
        ${different} of ${pairs.length} nodes differ in state, attempts or output.
        <label
          ><input type="checkbox" .checked=${this.onlyDifferent} @change=${(event: Event) => (this.onlyDifferent = (event.target as HTMLInputElement).checked)} />
          Only those</label
        >
      </p>
      ${sameJson(a.input, b.input) ? nothing : html`<div class="compare-outputs"><json-tree .value=${a.input} label="Input of the one"></json-tree><json-tree .value=${b.input} label="Input of the other"></json-tree></div>`}
      <div class="table-wrap" tabindex="0" role="group" aria-label="Nodes of both runs">
        <table>
          <thead>
            <tr>
              <th>Node</th>
              <th>One</th>
              <th class="num">Took</th>
              <th>Other</th>
              <th class="num">Took</th>
              <th>Differs in</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((pair) => this.row(pair, a, b))}
          </tbody>
        </table>
      </div>`;
  }

  private row(pair: NodePair, a: RunDetail, b: RunDetail): TemplateResult {
    return html`<tr>
        <td>${oneLine(pair.id, 80)}${pair.iteration ? html` <span class="mut">turn ${pair.iteration + 1}</span>` : nothing}</td>
        ${side(pair.a)} ${side(pair.b)}
        <td>${pair.differs.join(", ")}</td>
      </tr>
      ${pair.differs.includes("output")
        ? html`<tr>
            <td></td>
            <td colspan="5">
              <output-diff
                .run=${a}
                .node=${pair.id}
                .query=${{ iteration: pair.iteration, otherRun: b.id, otherStore: b.store }}
              ></output-diff>
              <details>
                <summary>Outputs</summary>
                <div class="compare-outputs">
                  <json-tree .value=${pair.a?.output ?? null} label="Output of the one"></json-tree>
                  <json-tree .value=${pair.b?.output ?? null} label="Output of the other"></json-tree>
                </div>
              </details>
            </td>
          </tr>`
        : nothing}`;
  }
}

function side(node: RunNode | null): TemplateResult {
  if (!node) return html`<td class="mut">not there</td><td></td>`;
  const look = nodeLook(node.state);
  const took = node.startedAtMs === null || node.finishedAtMs === null ? "" : duration(node.finishedAtMs - node.startedAtMs);
  return html`<td>${stateSign(look)} ${look.word}</td><td class="num">${took}</td>`;
}

const sameJson = (a: Json, b: Json): boolean => stringifyExact(a) === stringifyExact(b);

customElements.define("compare-page", ComparePage);
