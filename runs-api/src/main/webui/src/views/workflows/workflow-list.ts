import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get } from "../../api/client";
import type { Page, RunState, Stats, WorkflowItem } from "../../api/types";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { stateSign } from "../../components/state";
import { ticks } from "../../components/ticks";
import { duration } from "../../lib/duration";
import { count, share } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { runLook } from "../../lib/run-state";
import { hourBefore } from "../../lib/time";
import { live } from "../../live/stream";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { runUrl } from "../../lib/run-ref";
import { editorUrl, runsUrl, workflowUrl } from "./workflow-links";
import "./workflow-thumb";

/** What the figures are of. */
const FIGURES_OF_MS = 7 * 86_400_000;

/** Every workflow: its shape, how its runs went and how long they take, and when the last was. */
class WorkflowList extends PageElement {
  static override properties: PropertyDeclarations = { search: { type: String } };
  declare search: string;

  private readonly workflows = new Resource(this, async (signal) => (await get<Page<WorkflowItem>>("/api/workflows", {}, signal)).items);
  /** The list is of use without them, so it does not wait for them. */
  private readonly stats = new Resource(this, (signal) =>
    get<Stats>("/api/stats", { since: hourBefore(Date.now(), FIGURES_OF_MS), bucket: "day" }, signal),
  );

  constructor() {
    super();
    this.search = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.workflows.load();
    void this.stats.load();
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind === "run" || (change.kind === "catalog" && change.of === "workflows")) this.workflows.soon(800);
          if (change.kind === "run") this.stats.soon(2_000);
        },
        reload: () => this.workflows.soon(),
        poll: ({ list }) => list && this.workflows.soon(0),
      }),
    );
  }

  protected override render(): unknown {
    return html`
      <header class="page-head">
        <h1>Workflows</h1>
        <input
          type="search"
          class="wf-search"
          aria-label="Search workflows"
          placeholder="Search workflows"
          .value=${this.search}
          @input=${(event: Event) =>
            router.replace(address("/workflows", { q: (event.target as HTMLInputElement).value }))}
        />
        <span class="grow"></span>
        <a class="button" href="/editor?new=1">${icon("plus")} New workflow</a>
      </header>
      <div class="page-body">${this.workflows.face((all) => this.table(all))}</div>
    `;
  }

  private table(all: WorkflowItem[]): unknown {
    if (all.length === 0) {
      return empty(
        "No workflow yet",
        "The service looks for .jsx and .tsx files in its workflow folder. Create the first one from a template.",
        html`<a class="button primary" href="/editor?new=1">New workflow</a>`,
      );
    }
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name, title, description, tags }: WorkflowItem): boolean =>
      words.every((word) => `${name} ${title ?? ""} ${description ?? ""} ${tags.join(" ")}`.toLowerCase().includes(word));
    const shown = all.filter(fits);
    if (shown.length === 0) {
      return empty(
        "No matches",
        `${all.length} ${all.length === 1 ? "workflow is" : "workflows are"} hidden by the search.`,
        html`<a class="button" href="/workflows">Show all</a>`,
      );
    }
    const figures = new Map((this.stats.value?.workflows ?? []).map((one) => [one.workflow, one]));
    return html`<div class="table-wrap wf-wrap">
      <table class="wf-table" aria-label="Workflows">
        <thead>
          <tr>
            <th><span class="visually-hidden">Shape</span></th>
            <th>Workflow</th>
            <th title="Of the last 7 days">Last 20 runs</th>
            <th class="num" title="Of the last 7 days">Success</th>
            <th class="num" title="Of the last 7 days">p50 / p95</th>
            <th>Runs</th>
            <th>Last run</th>
            <th>Edited</th>
            <th><span class="visually-hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${each(
            shown,
            (one) => one.name,
            (one) => this.row(one, figures.get(one.name)),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private row(one: WorkflowItem, stats: Stats["workflows"][number] | undefined): TemplateResult {
    const { name, lastRun } = one;
    const figures = stats?.figures;
    // The store says "running" of a run that has stalled; the figures know better.
    const newest = stats?.latest.find((run) => run.id === lastRun?.id)?.state ?? (lastRun?.status as RunState);
    return html`<tr>
      <td class="wf-picture">
        <a href=${workflowUrl(name)} tabindex="-1" aria-hidden="true"
          ><workflow-thumb .name=${name} .stamp=${one.modifiedAtMs} .lastRun=${lastRun && one.store ? { id: lastRun.id, store: one.store } : null}></workflow-thumb
        ></a>
      </td>
      <td class="wf-words">
        <a href=${workflowUrl(name)}>${oneLine(one.title || name, 160)}</a>
        <span class="mut small">${one.title ? html`<code>${name}</code>` : nothing}${one.description ? html` ${oneLine(one.description, 160)}` : nothing}</span>
        ${one.missing.length ? html`<span class="small field-error">Needs ${oneLine(one.missing.join("; "), 300)}.</span>` : nothing}
      </td>
      <td class="wf-ticks">${ticks(stats?.latest ?? [])}</td>
      <td class="num wf-success">${figures?.successRate == null ? "–" : share(figures.successRate)}</td>
      <td class="num wf-took">${figures?.medianMs == null ? "–" : `${duration(figures.medianMs)} / ${duration(figures.p95Ms ?? 0)}`}</td>
      <td class="wf-counts">${counts(one)}</td>
      <td class="wf-when">
        ${lastRun
          ? html`<a href=${runUrl({ id: lastRun.id, store: one.store })}
              >${stateSign(runLook(newest))} <rel-time .at=${lastRun.createdAtMs} as="list"></rel-time
            ></a>`
          : html`<span class="mut">never</span>`}
      </td>
      <td class="mut wf-edited"><rel-time .at=${one.modifiedAtMs} as="list"></rel-time></td>
      <td class="wf-acts">
        <div>
        <a class="button" href=${editorUrl(name)} aria-label="Edit ${name}">Edit</a>
        ${mayWrite()
          ? html`<a class="button" href=${workflowUrl(name, { launch: "1" })} aria-label="Launch ${name}">${icon("play")} Launch</a>`
          : nothing}
        </div>
      </td>
    </tr>`;
  }
}

/** Runs by status, each figure a link to these runs. */
export function counts({ name, runs }: WorkflowItem): unknown {
  const all = Object.entries(runs).filter(([, number]) => number > 0);
  if (all.length === 0) return html`<span class="mut small">no runs</span>`;
  return all
    .sort(([, a], [, b]) => b - a)
    .map(([status, number]) => {
      const look = runLook(status as RunState);
      return html`<a class="wf-count" href=${runsUrl(name, status)} title=${look.word} aria-label="${count(number)} ${look.word.toLowerCase()}"
        >${stateSign(look)} <b>${count(number)}</b></a
      >`;
    });
}

customElements.define("workflow-list", WorkflowList);
