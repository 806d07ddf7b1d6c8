import { html, nothing, type TemplateResult } from "lit";
import { get } from "../../api/client";
import type { Page, Schedule } from "../../api/types";
import { empty } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { stateSign } from "../../components/state";
import { oneLine } from "../../lib/plain-text";
import type { StateLook } from "../../lib/run-state";
import { alarmLook, firingLook } from "../../lib/schedule-words";
import { HERE, isZone } from "../../lib/zoned";
import { live } from "../../live/stream";
import { mayWrite } from "../../session";
import { firingStrip } from "../schedules/firing-strip";
import { nextTimes } from "../schedules/next-times";
import { trigger } from "../schedules/schedule-actions";
import { scheduleUrl } from "../schedules/schedule-links";
import "../schedules/schedules.css";
import { WorkflowPart } from "./workflow-part";

const PAGE = 200;
/** Schedules that are looked through for those of this workflow. */
const MOST = 1_000;
/** Nothing tells of a schedule that was changed elsewhere. */
const EVERY_MS = 20_000;

const PAUSED: StateLook = { word: "Paused", tone: "off", shape: "bars" };
const NOT_YET: StateLook = { word: "Not due yet", tone: "off", shape: "dashed" };

/** When a workflow is launched by the clock. */
class WorkflowScheduleTab extends WorkflowPart {
  private readonly schedules = new Resource(this, (signal) => this.read(signal));

  override connectedCallback(): void {
    super.connectedCallback();
    this.whileSeen(EVERY_MS, () => this.schedules.soon(0));
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && change.run.workflow === this.name && this.schedules.soon(1_500),
        reload: () => this.schedules.soon(),
        poll: ({ list }) => list && this.schedules.soon(0),
      }),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("name")) return;
    this.schedules.reset();
    void this.schedules.load();
  }

  private async read(signal: AbortSignal): Promise<Schedule[]> {
    const { name } = this;
    const ours: Schedule[] = [];
    let cursor: string | null = null;
    let looked = 0;
    do {
      const page: Page<Schedule> = await get<Page<Schedule>>("/api/schedules", { limit: PAGE, cursor }, signal);
      ours.push(...page.items.filter((one) => one.definition.workflow === name));
      looked += page.items.length;
      cursor = page.nextCursor;
    } while (cursor !== null && looked < MOST);
    return ours;
  }

  protected override render(): unknown {
    return this.schedules.face((all) => this.list(all), 4);
  }

  private list(all: Schedule[]): TemplateResult {
    const add = mayWrite()
      ? html`<a class="button" href="/schedules?new=1&workflow=${encodeURIComponent(this.name)}">${icon("plus")} New schedule</a>`
      : nothing;
    if (all.length === 0) return empty("No schedule launches it", "A schedule launches it at the times that you choose.", add);
    return html`<div class="wf-bar"><span class="grow"></span>${add}</div>
      <ul class="wf-schedules">
        ${all.map((one) => this.schedule(one))}
      </ul>`;
  }

  private schedule(one: Schedule): TemplateResult {
    const last = one.lastFirings[0];
    const alarm = one.alarms[0];
    const look = alarm ? alarmLook(alarm.kind) : one.paused ? PAUSED : last ? firingLook(last) : NOT_YET;
    const zone = isZone(one.zone) ? one.zone : HERE;
    return html`<li class="card">
      <h2>${stateSign(look)} <a href=${scheduleUrl(one.name)}>${oneLine(one.name, 80)}</a> <span class="tag">${one.paused ? "Paused" : "On"}</span>
        <span class="grow"></span>
        ${mayWrite() ? html`<button type="button" aria-label="Run now: ${one.name}" @click=${() => void this.fire(one)}>${icon("play")} Run now</button>` : nothing}
      </h2>
      <p class="mut">${one.says}</p>
      ${firingStrip(one.lastFirings)}
      <details>
        <summary>
          ${one.paused ? "Next times, once resumed" : html`Next ${one.nextAtMs === null ? "never again" : html`<rel-time .at=${one.nextAtMs}></rel-time>`}`}
        </summary>
        ${nextTimes(one.nextTimes, zone)}
      </details>
    </li>`;
  }

  private async fire(one: Schedule): Promise<void> {
    if (await trigger(one)) void this.schedules.load();
  }
}

customElements.define("workflow-schedule-tab", WorkflowScheduleTab);
