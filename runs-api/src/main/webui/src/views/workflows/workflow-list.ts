import { html, nothing, type PropertyDeclarations } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { address, get } from "../../api/client";
import type { Page, RunState, WorkflowItem } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { stateSign } from "../../components/state";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { runLook } from "../../lib/run-state";
import { live } from "../../live/stream";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { runUrl } from "../../lib/run-ref";
import { editorUrl, runsUrl, workflowUrl } from "./workflow-links";
import "./workflow-thumb";

/** Every workflow as a card: its shape, how its runs went, and when the last was. */
class WorkflowList extends PageElement {
  static override properties: PropertyDeclarations = { search: { type: String } };
  declare search: string;

  private readonly workflows = new Resource(this, async (signal) => (await get<Page<WorkflowItem>>("/api/workflows", {}, signal)).items);

  constructor() {
    super();
    this.search = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.workflows.load();
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind === "run" || (change.kind === "catalog" && change.of === "workflows")) this.workflows.soon(800);
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
      <div class="page-body">${this.workflows.face((all) => this.cards(all))}</div>
    `;
  }

  private cards(all: WorkflowItem[]): unknown {
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
    return html`<ul class="wf-cards">
      ${repeat(
        shown,
        (one) => one.name,
        (one) => this.card(one),
      )}
    </ul>`;
  }

  private card(one: WorkflowItem): unknown {
    const { name, lastRun } = one;
    return html`<li class="card wf-card">
      <a class="wf-picture" href=${workflowUrl(name)} tabindex="-1" aria-hidden="true">
        <workflow-thumb .name=${name} .stamp=${one.modifiedAtMs}></workflow-thumb>
      </a>
      <div class="wf-words">
        <h2><a href=${workflowUrl(name)}>${name}</a></h2>
        <p class="wf-title">${one.title ? oneLine(one.title) : html`<span class="mut">no title</span>`}</p>
        ${one.description ? html`<p class="mut small">${oneLine(one.description, 200)}</p>` : nothing}
        ${one.missing.length ? html`<p class="small field-error">Needs ${oneLine(one.missing.join("; "), 300)}.</p>` : nothing}
      </div>
      <div class="wf-counts">${counts(one)}</div>
      <div class="wf-foot">
        <div class="wf-when">
          ${lastRun
            ? html`<a href=${runUrl(lastRun)}
                >${stateSign(runLook(lastRun.status as RunState))} <rel-time .at=${lastRun.createdAtMs} as="list"></rel-time
              ></a>`
            : html`<span class="mut">never run</span>`}
          <span class="mut">edited <rel-time .at=${one.modifiedAtMs} as="list"></rel-time></span>
        </div>
        <a class="button" href=${editorUrl(name)} aria-label="Edit ${name}">Edit</a>
        ${mayWrite()
          ? html`<a class="button" href=${workflowUrl(name, { launch: "1" })} aria-label="Launch ${name}">${icon("play")} Launch</a>`
          : nothing}
      </div>
    </li>`;
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
      return html`<a class="wf-count" href=${runsUrl(name, status)}
        >${stateSign(look)} <b>${count(number)}</b> ${look.word.toLowerCase()}</a
      >`;
    });
}

customElements.define("workflow-list", WorkflowList);
