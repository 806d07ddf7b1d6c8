import { html, nothing, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { address, get } from "../../api/client";
import type { Health, Page, RunSummary, WorkflowItem } from "../../api/types";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { minuteBefore } from "../../lib/time";
import { live } from "../../live/stream";
import { mayWrite } from "../../session";
import "./overview.css";

const DAY_MS = 86_400_000;
const MOST = 200;
const SETTLE_MS = 2_000;

interface Day {
  health: Health;
  workflows: WorkflowItem[];
  failed: Page<RunSummary>;
  today: Page<RunSummary>;
}

async function readDay(signal: AbortSignal): Promise<Day> {
  const since = minuteBefore(Date.now(), DAY_MS);
  const [health, workflows, failed, today] = await Promise.all([
    get<Health>("/api/health", {}, signal),
    get<Page<WorkflowItem>>("/api/workflows", {}, signal),
    get<Page<RunSummary>>("/api/runs", { status: "failed", since, limit: MOST }, signal),
    get<Page<RunSummary>>("/api/runs", { since, limit: MOST }, signal),
  ]);
  return { health, workflows: workflows.items, failed, today };
}

/** The start: the day in five figures, and what one would do next. */
class OverviewPage extends PageElement {
  private readonly day = new Resource(this, readDay);

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = (): void => this.requestUpdate();
    attention.addEventListener("attention", draw);
    this.until(() => attention.removeEventListener("attention", draw));
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && this.day.soon(SETTLE_MS),
        reload: () => this.day.soon(SETTLE_MS),
        poll: ({ list }) => list && this.day.soon(SETTLE_MS),
      }),
    );
    void this.day.load();
  }

  protected override render(): unknown {
    const stalled = attention.runs.filter((run) => run.state === "stalled").length;
    const day = this.day.value;
    const active = day?.health.activeRuns["running"] ?? 0;
    const waiting = attention.gates.length;
    if (this.day.value === null && this.day.error) return this.day.face(() => "");
    return html`<header class="page-head"><h1>Overview</h1></header>
      ${this.day.staleFace()}
      <div class="overview">
      <h2>Last 24 hours</h2>
      <div class="tiles">
        ${tile("Stalled", attention.ready ? String(stalled) : "–", stalled ? "stall" : "off", address("/runs", { status: "stalled,needs-resume" }))}
        ${tile("Waiting for you", attention.ready ? `${waiting}${attention.moreGates ? "+" : ""}` : "–", waiting ? "wait" : "off", "/approvals")}
        ${tile("Failed", upTo(day?.failed), day?.failed.items.length ? "bad" : "off", address("/runs", { status: "failed", since: "24h" }))}
        ${tile("Running", day ? count(active) : "–", active ? "run" : "off", address("/runs", { status: "running,cancelling" }))}
        ${tile("Runs", upTo(day?.today), "off", address("/runs", { since: "24h" }))}
      </div>
      ${day ? this.troubles(day.health) : nothing}
      <h2>Workflows</h2>
      <ul class="overview-list">
        ${(day?.workflows ?? []).slice(0, 12).map(
          (one) =>
            html`<li>
              <a class="grow clip" href="/workflows/${encodeURIComponent(one.name)}">${oneLine(one.name, 80)}</a>
              <span class="mut small">${one.lastRun ? html`last run <rel-time at=${one.lastRun.createdAtMs}></rel-time>` : "never run"}</span>
              ${mayWrite()
                ? html`<a class="button" href="/workflows/${encodeURIComponent(one.name)}?launch=1" aria-label="Launch ${one.name}">${icon("play")} Launch</a>`
                : nothing}
            </li>`,
        )}
      </ul>
      <p class="hint">Press <kbd>Ctrl</kbd> <kbd>K</kbd> to find anything.</p>
    </div>`;
  }

  /** What is wrong with the Runs IDE itself. */
  private troubles({ engine, services }: Health): TemplateResult | typeof nothing {
    const down = services.filter((one) => one.status !== "ok").map((one) => one.name);
    if (engine.available && down.length === 0) return nothing;
    return html`<p class="stale-note" role="status">
      ${engine.available ? nothing : html`The engine is not available: ${plainText(engine.problem ?? "")} `}
      ${down.length ? html`${down.join(" and ")} ${down.length === 1 ? "is" : "are"} not well. ` : nothing}<a href="/system">System</a>
    </p>`;
  }
}

const upTo = (page: Page<RunSummary> | undefined): string =>
  page ? `${count(page.items.length)}${page.nextCursor === null ? "" : "+"}` : "–";

const tile = (word: string, figure: string, tone: string, href: string): TemplateResult =>
  html`<a class="tile card tone-${tone}" href=${href}><b class="tone-text-${tone}">${figure}</b>${word}</a>`;

customElements.define("overview-page", OverviewPage);
