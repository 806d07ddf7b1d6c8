import { html, nothing, type TemplateResult } from "lit";
import { get } from "../../api/client";
import type { Page, RunSummary, Spend, Stats } from "../../api/types";
import { empty } from "../../components/faces";
import { OF_DAYS, rangeOf, rangeSwitch } from "../../components/range-switch";
import { Resource } from "../../components/resource";
import { style } from "../../components/style";
import { duration } from "../../lib/duration";
import { money } from "../../lib/money";
import { count, share } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { hasEnded, rowLook } from "../../lib/run-state";
import { exactTime, hourBefore } from "../../lib/time";
import { usedInOut } from "../../lib/tokens";
import { live } from "../../live/stream";
import { workflowUrl } from "./workflow-links";
import { WorkflowPart } from "./workflow-part";

const DAY_MS = 86_400_000;
const SETTLE_MS = 3_000;
/** Bars that can be told apart on a small screen. */
const BARS = 100;
const ROWS = 12;
/** So many times the middle duration is the end of the axis. */
const OUTLIER = 4;


interface Shown {
  /** Undefined when it has no run in this time, or fewer than fifty others have. */
  readonly figures: Stats["workflows"][number] | undefined;
  readonly spend: Spend;
  /** The last that have ended, newest first. */
  readonly runs: readonly RunSummary[];
}

/** How a workflow does: how often it succeeds, how long it takes, what it uses. `?range=` is how far back. */
class WorkflowStatsTab extends WorkflowPart {
  private asked = "";

  private readonly shown = new Resource(this, async (signal): Promise<Shown> => {
    const { name: workflow } = this;
    const since = hourBefore(Date.now(), OF_DAYS[this.range].days * DAY_MS);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const [stats, spend, runs] = await Promise.all([
      get<Stats>("/api/stats", { since, bucket: "day", zone }, signal),
      get<Spend>("/api/spend", { by: "model", workflow, since, zone }, signal),
      get<Page<RunSummary>>("/api/runs", { workflow, limit: 2 * BARS }, signal),
    ]);
    return {
      figures: stats.workflows.find((one) => one.workflow === workflow),
      spend,
      runs: runs.items.filter((run) => hasEnded(run.state) && run.durationMs !== null).slice(0, BARS),
    };
  });

  private get range(): keyof typeof OF_DAYS {
    return rangeOf(OF_DAYS, this.query.get("range"));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && change.run.workflow === this.name && this.shown.soon(SETTLE_MS),
        reload: () => this.shown.soon(SETTLE_MS),
        poll: ({ list }) => list && this.shown.soon(0),
      }),
    );
  }

  protected override willUpdate(): void {
    const key = `${this.name} ${this.range}`;
    if (key === this.asked) return;
    this.asked = key;
    this.shown.reset();
    void this.shown.load();
  }

  protected override render(): unknown {
    return html`<div class="wf-bar">
        <span class="grow"></span>
        ${rangeSwitch(OF_DAYS, this.range, (range) => workflowUrl(this.name, { tab: "stats", range }))}
      </div>
      ${this.shown.face((shown) => this.body(shown), 8)}`;
  }

  private body({ figures, spend, runs }: Shown): TemplateResult {
    if (!figures && runs.length === 0 && spend.total.calls === 0) return empty("No runs in this time", "Its figures appear once it has run.");
    const { total } = spend;
    const figure = (word: string, value: string, note: string): TemplateResult =>
      html`<div><dt>${word}</dt><dd>${value}</dd><dd class="wf-note">${note}</dd></div>`;
    const ran = figures?.runs;
    const took = figures?.figures;
    return html`<div class="wf-stats">
      <dl class="wf-figures">
        ${figure("Runs", ran ? count(ran.total) : "0", ran ? [`${count(ran.finished)} finished`, ran.failed ? `${count(ran.failed)} failed` : ""].filter(Boolean).join(", ") : "")}
        ${figure("Success rate", took?.successRate == null ? "–" : share(took.successRate), "of those that ended by themselves")}
        ${figure("Duration", took?.medianMs == null ? "–" : duration(took.medianMs), took?.p95Ms == null ? "" : `95 % within ${duration(took.p95Ms)}`)}
        ${figure("Tokens in / out", total.calls ? usedInOut(total) : "–", total.calls ? `${count(total.calls)} ${total.calls === 1 ? "call" : "calls"}` : "no model was called")}
        ${figure("Spend", total.calls ? money(total.costUsd, total.costAccuracy) : "–", total.standInCalls ? `${count(total.standInCalls)} calls by the offline stand-in` : "")}
      </dl>
      ${runs.length ? took100(runs) : nothing} ${spend.total.calls ? byModel(spend) : nothing}
    </div>`;
  }
}

/** A bar for each of the last runs that have ended, oldest first; one that took very long is cut off at the top. */
function took100(newestFirst: readonly RunSummary[]): TemplateResult {
  const runs = newestFirst.toReversed();
  const lengths = runs.map((run) => run.durationMs ?? 0).sort((a, b) => a - b);
  const most = Math.max(1, lengths.at(-1) ?? 0);
  // One run that took a night would make lines of all others.
  const end = Math.max(1, Math.min(most, OUTLIER * (lengths[Math.floor(lengths.length / 2)] ?? most)));
  const failed = runs.filter((run) => run.state === "failed").length;
  return html`<section aria-labelledby="wf-took">
    <h2 id="wf-took">Duration of the last ${count(runs.length)} ${runs.length === 1 ? "run" : "runs"}</h2>
    <div class="wf-bars" role="group" aria-label="The longest took ${duration(most)}; ${count(failed)} failed">
      <span class="wf-most" aria-hidden="true">${duration(end)}${most > end ? "+" : ""}</span>
      ${runs.map((run) => {
        const look = rowLook(run);
        return html`<a
          href=${runUrl(run)}
          tabindex="-1"
          aria-hidden="true"
          title="${look.word}, ${duration(run.durationMs ?? 0)}, ${exactTime(run.createdAtMs)}"
          ><i class="wf-bar-${look.tone}" ${style({ height: `${Math.max(2, Math.min(1, (run.durationMs ?? 0) / end) * 100)}%` })}></i
        ></a>`;
      })}
    </div>
  </section>`;
}

function byModel(spend: Spend): TemplateResult {
  const groups = spend.groups.filter(({ used }) => used.calls > 0);
  return html`<section aria-labelledby="wf-models">
    <h2 id="wf-models">By model</h2>
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="num">Calls</th>
            <th scope="col" class="num">Tokens in / out</th>
            <th scope="col" class="num">Spend</th>
          </tr>
        </thead>
        <tbody>
          ${groups.slice(0, ROWS).map(
            ({ key, used }) =>
              html`<tr>
                <td>${oneLine(key, 120)}</td>
                <td class="num">${count(used.calls)}</td>
                <td class="num">${usedInOut(used)}</td>
                <td class="num">${money(used.costUsd, used.costAccuracy)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${groups.length > ROWS ? html`<p class="mut small">And ${count(groups.length - ROWS)} more.</p>` : nothing}
  </section>`;
}

customElements.define("workflow-stats-tab", WorkflowStatsTab);
