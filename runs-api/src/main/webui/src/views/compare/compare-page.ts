import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get, runPath } from "../../api/client";
import type { Json, Page, RunDetail, RunNode, RunSummary, WorkflowForm } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty, failure, loading } from "../../components/faces";
import { stateSign, stateTag } from "../../components/state";
import { style } from "../../components/style";
import { versionMark } from "../../components/version-mark";
import { compareNodes, type NodePair, tookMs } from "../../lib/compare-runs";
import { duration } from "../../lib/duration";
import { isExact, stringifyExact } from "../../lib/exact-json";
import type { InputField } from "../../lib/input-schema";
import { schemaFields } from "../../lib/json-schema";
import { asGiven } from "../../lib/launch-form";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { tokensTold, tokensWords } from "../../lib/tokens";
import { runUrl } from "../../lib/run-ref";
import { hasEnded, nodeLook, runLook } from "../../lib/run-state";
import { runTitle } from "../../lib/run-title";
import { exactTime, listTime } from "../../lib/time";
import "../../parts/output-diff";
import { readable } from "../../parts/readable";
import { type Place, router } from "../../router";
import { valueDiff } from "./value-diff";
import "./compare.css";

type Side = "a" | "b";

/** Two runs side by side: their figures, what they were given, and task by task what differs. */
class ComparePage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    runs: { state: true },
    errors: { state: true },
    recent: { state: true },
    forms: { state: true },
  };
  declare place: Place;
  declare runs: Partial<Record<Side, RunDetail>>;
  declare errors: Partial<Record<Side, unknown>>;
  declare recent: RunSummary[];
  /** How the inputs of workflows are described, by the workflow's name. */
  declare forms: ReadonlyMap<string, InputField[]>;
  private readonly asked: Partial<Record<Side, string>> = {};

  constructor() {
    super();
    this.runs = {};
    this.errors = {};
    this.recent = [];
    this.forms = new Map();
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
      await this.readForm(run.workflow);
    } catch (cause) {
      if (this.asked[side] === asked) this.errors = { ...this.errors, [side]: cause };
    }
  }

  /** A store spells the names of an input in its own way: `delay_ms` for a `delayMs`. */
  private async readForm(workflow: string): Promise<void> {
    if (this.forms.has(workflow)) return;
    const form = await get<WorkflowForm>("/api/workflow-form", { name: workflow }).catch(() => null);
    this.forms = new Map([...this.forms, [workflow, schemaFields(form?.inputSchema ?? null) ?? []]]);
  }

  private given(run: RunDetail): Json {
    const { input } = run;
    if (input === null || typeof input !== "object" || Array.isArray(input) || isExact(input)) return input;
    return asGiven(input, this.forms.get(run.workflow) ?? []).input;
  }

  private get onlyDifferent(): boolean {
    return !this.place.query.has("all");
  }

  protected override render(): unknown {
    const { a, b } = this.runs;
    const isAsked = this.place.query.get("a") && this.place.query.get("b");
    return html`<header class="page-head"><h1>Compare runs</h1></header>
      <div class="page-body compare">
        <div class="compare-heads">${this.head("a", "Base", null)} ${this.head("b", "Compared with", a ?? null)}</div>
        ${a && b
          ? this.comparison(a, b)
          : isAsked
            ? nothing
            : empty("No two runs are chosen", "Choose two above: a fork and its parent, or yesterday's run and today's.")}
      </div>`;
  }

  private head(side: Side, label: string, base: RunDetail | null): TemplateResult {
    const run = this.runs[side];
    const id = this.place.query.get(side) ?? "";
    return html`<section class="card" aria-label=${label}>
      <label class="field"
        ><span>${label}</span
        ><input
          type="text"
          list="recent-runs"
          placeholder="Id of a run"
          .value=${id}
          spellcheck="false"
          @change=${(event: Event) => this.choose(side, (event.target as HTMLInputElement).value.trim())}
      /></label>
      <datalist id="recent-runs">
        ${this.recent.map((one) => html`<option value=${one.id}>${runTitle(one)}, ${runLook(one.state).word}</option>`)}
      </datalist>
      ${this.errors[side] ? failure(this.errors[side]) : run ? this.facts(run, base) : id ? loading(2) : nothing}
    </section>`;
  }

  private facts(run: RunDetail, base: RunDetail | null): TemplateResult {
    const started = run.startedAtMs ?? run.createdAtMs;
    const took = hasEnded(run.state) ? run.durationMs : null;
    const than = base && hasEnded(base.state) ? base.durationMs : null;
    return html`<p class="compare-title">
        ${stateSign(runLook(run.state))} <a class="clip" href=${runUrl(run)}><b>${runTitle(run)}</b></a> ${stateTag(runLook(run.state))}
      </p>
      <p class="mut small compare-facts">
        <span>${oneLine(run.workflowName || run.workflow, 80)} ${versionMark(run.workflowHash)}</span>
        <span title=${exactTime(started)}>started ${listTime(started, Date.now())}</span>
        <span>${took === null ? "not ended" : duration(took)} ${took === null || than === null ? nothing : delta(took - than, duration)}</span>
        <span>${count(run.progress.finished)} of ${count(run.progress.total)} tasks</span>
        <span title=${tokensWords(run.tokens)}>${tokensTold(run.tokens) || "no tokens"} ${tokensDelta(run, base)}</span>
      </p>`;
  }

  private choose(side: Side, id: string): void {
    router.replace(address("/compare", { ...Object.fromEntries(this.place.query), [side]: id }));
  }

  private comparison(a: RunDetail, b: RunDetail): TemplateResult {
    const pairs = compareNodes(a.nodes, b.nodes);
    const different = pairs.filter((pair) => pair.differs.length > 0);
    const shown = (this.onlyDifferent ? different : pairs).slice(0, ROWS);
    const longest = Math.max(1, ...pairs.flatMap(({ a: one, b: other }) => [(one && tookMs(one)) ?? 0, (other && tookMs(other)) ?? 0]));
    const [before, after] = [this.given(a), this.given(b)];
    const partly = a.nodeCount > a.nodes.length || b.nodeCount > b.nodes.length;
    return html`<section aria-labelledby="compare-input">
        <h2 id="compare-input">Input</h2>
        ${stringifyExact(before) === stringifyExact(after) ? html`<p class="mut">The same in both.</p>` : valueDiff(before, after)}
      </section>
      <section aria-labelledby="compare-tasks">
        <div class="compare-line">
          <h2 id="compare-tasks">Tasks</h2>
          <span class="mut">${count(different.length)} of ${count(pairs.length)} differ</span>
          <label
            ><input
              type="checkbox"
              .checked=${this.onlyDifferent}
              @change=${(event: Event) =>
                router.replace(address("/compare", { ...Object.fromEntries(this.place.query), all: (event.target as HTMLInputElement).checked ? null : 1 }))}
            />
            Differences only</label
          >
        </div>
        ${partly ? html`<p class="hint">The first ${count(Math.max(a.nodes.length, b.nodes.length))} tasks of each run are compared.</p>` : nothing}
        ${shown.length === 0
          ? html`<p class="mut">All tasks ended alike, in about the same time, with the same outputs.</p>`
          : html`<div class="table-wrap" tabindex="0" role="group" aria-label="Tasks of both runs">
              <table class="compare-table">
                <thead>
                  <tr>
                    <th>Task</th>
                    <th>Base</th>
                    <th>Compared with</th>
                    <th class="compare-bars">Time</th>
                    <th class="num">Change</th>
                    <th>Differs in</th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map((pair) => this.row(pair, a, b, longest))}
                </tbody>
              </table>
            </div>`}
        ${shown.length === ROWS ? html`<p class="hint">The first ${count(ROWS)} tasks are shown.</p>` : nothing}
      </section>`;
  }

  private row(pair: NodePair, a: RunDetail, b: RunDetail, longest: number): TemplateResult {
    const [before, after] = [pair.a && tookMs(pair.a), pair.b && tookMs(pair.b)];
    return html`<tr class=${pair.differs.includes("output") ? "has-output" : ""}>
        <td class="compare-name">
          ${oneLine(pair.a?.label ?? pair.b?.label ?? pair.id, 80)}${pair.iteration ? html` <span class="mut">turn ${pair.iteration + 1}</span>` : nothing}
        </td>
        <td>${state(pair.a)}</td>
        <td>${state(pair.b)}</td>
        <td class="compare-bars" title="${time(before)}, ${time(after)}">
          <span class="compare-bar" ${style({ width: `${((before ?? 0) / longest) * 100}%` })}></span>
          <span class="compare-bar compare-bar-b" ${style({ width: `${((after ?? 0) / longest) * 100}%` })}></span>
          <span class="visually-hidden">${time(before)} in the base, ${time(after)} in the other</span>
        </td>
        <td class="num">${before === null || after === null || !pair.differs.includes("time") ? nothing : delta(after - before, duration)}</td>
        <td>${pair.differs.join(", ")}</td>
      </tr>
      ${pair.differs.includes("output")
        ? html`<tr>
            <td colspan="6" class="compare-output">${this.outputs(pair, a, b)}</td>
          </tr>`
        : nothing}`;
  }

  private outputs(pair: NodePair, a: RunDetail, b: RunDetail): TemplateResult {
    const isCut = pair.a?.outputCut || pair.b?.outputCut;
    if (isCut || !pair.a || !pair.b) {
      return html`<output-diff
        .run=${a}
        .node=${pair.id}
        .query=${{ iteration: pair.iteration, otherRun: b.id, otherStore: b.store }}
      ></output-diff>`;
    }
    return html`${valueDiff(pair.a.output, pair.b.output)}
      <details>
        <summary>Side by side</summary>
        <div class="compare-outputs">
          <section aria-label="Output of the base">${readable(pair.a.output)}</section>
          <section aria-label="Output of the other">${readable(pair.b.output)}</section>
        </div>
      </details>`;
  }
}

const ROWS = 500;

const time = (ms: number | null): string => (ms === null ? "no time" : duration(ms));

function state(node: RunNode | null): TemplateResult {
  if (!node) return html`<span class="mut">not there</span>`;
  const look = nodeLook(node.state);
  return html`${stateSign(look)} <span class="compare-word">${look.word}</span>`;
}

/** "+1.2 s", "−140": how much more the other run has. */
const tokensDelta = (run: RunDetail, base: RunDetail | null): TemplateResult | typeof nothing =>
  !base || run.tokens.total === null || base.tokens.total === null ? nothing : delta(run.tokens.total - base.tokens.total, count);

const delta = (by: number, words: (by: number) => string): TemplateResult | typeof nothing =>
  by === 0 ? nothing : html`<b class="compare-delta">${by > 0 ? "+" : "−"}${words(Math.abs(by))}</b>`;

customElements.define("compare-page", ComparePage);
