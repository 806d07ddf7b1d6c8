import { html, nothing, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { get } from "../../api/client";
import type { Page, RunSummary } from "../../api/types";
import { each } from "../../components/each";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import { Resource } from "../../components/resource";
import { style } from "../../components/style";
import { oneLine } from "../../lib/plain-text";
import { runKey, runUrl } from "../../lib/run-ref";
import { hasEnded } from "../../lib/run-state";
import { live } from "../../live/stream";
import { rerun } from "../../parts/rerun";
import { mayWrite } from "../../session";
import { COLUMNS, columnWidths } from "../runs/columns";
import { tableRow } from "../runs/run-row";
// All of it: were the rows shared by themselves, the list of runs would have to fetch a script more.
import "../runs/runs-page";
import { runsUrl, workflowUrl } from "./workflow-links";
import { counts } from "./workflow-list";
import { WorkflowPart } from "./workflow-part";

const RUNS_SHOWN = 50;

/** The last runs of a workflow, as the list of all runs shows them. */
class WorkflowRunsTab extends WorkflowPart {
  private readonly runs = new Resource(this, async (signal) => {
    return (await get<Page<RunSummary>>("/api/runs", { workflow: this.name, limit: RUNS_SHOWN }, signal)).items;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = (): void => this.requestUpdate();
    attention.addEventListener("attention", draw);
    this.until(() => attention.removeEventListener("attention", draw));
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && change.run.workflow === this.name && this.runs.soon(),
        reload: () => this.runs.soon(),
        poll: ({ list }) => list && this.runs.soon(0),
      }),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("name")) return;
    this.runs.reset();
    void this.runs.load();
  }

  protected override render(): unknown {
    return this.runs.face((runs) => (runs.length ? this.table(runs) : empty("Never run", "Launch it, and its runs appear here.")), 10);
  }

  private table(runs: RunSummary[]): TemplateResult {
    const leftOut = new Set(["workflow", ...(runs.some((run) => run.score !== null) ? [] : ["score"])]);
    const columns = COLUMNS.filter(({ id }) => !leftOut.has(id));
    return html`<div class="wf-runs-head">
        <span class="wf-counts">${this.item ? counts(this.item) : nothing}</span>
        <span class="grow"></span>
        <a class="small" href=${runsUrl(this.name)}>All runs</a>
      </div>
      <div
        class=${[...leftOut].map((id) => `without-${id}`).join(" ")}
        role="table"
        aria-label="Last runs"
        ${style({ "--run-columns": columnWidths(leftOut) })}
      >
        <div class="run-row run-head-row" role="row">
          <span role="columnheader"></span>
          <span role="columnheader"><span class="visually-hidden">State</span></span>
          <span role="columnheader">Title</span>
          ${columns.map(
            ({ id, word }) =>
              html`<span role="columnheader" class="run-${id} ${["tokens", "cost", "score", "took", "when"].includes(id) ? "num" : ""}">${word}</span>`,
          )}
        </div>
        ${each(runs, runKey, (run) => html`<div role="row">${this.row(run)}</div>`)}
      </div>
      ${runs.length === RUNS_SHOWN
        ? html`<p class="wf-runs-end mut small">These are the last ${RUNS_SHOWN}. <a href=${runsUrl(this.name)}>All runs of this workflow</a></p>`
        : nothing}`;
  }

  private row(run: RunSummary): TemplateResult {
    return tableRow(
      { kind: "run", run, alike: 1, isInFold: false, isOpen: false, isOfDay: false },
      {
        href: runUrl(run),
        gate: attention.gates.find((one) => one.runId === run.id && one.store === run.store),
        isChosen: false,
        isTabStop: true,
        isSelected: null,
        select: () => undefined,
        toggleFold: () => undefined,
        actions: this.actions(run),
      },
    );
  }

  private actions(run: RunSummary): TemplateResult | typeof nothing {
    if (!mayWrite() || run.copyOf || !hasEnded(run.state)) return nothing;
    return html`<button type="button" @click=${() => void rerun(run)}>${icon("redo")} Rerun</button>
      <a
        class="button"
        href=${workflowUrl(this.name, { launch: "1", from: run.id, "from-in": run.store })}
        aria-label="Rerun ${oneLine(run.id, 100)} with changes"
        >With changes…</a
      >`;
  }
}

customElements.define("workflow-runs-tab", WorkflowRunsTab);
