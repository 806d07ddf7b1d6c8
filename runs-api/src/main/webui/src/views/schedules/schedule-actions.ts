import { html, nothing } from "lit";
import { until } from "lit/directives/until.js";
import { write } from "../../api/client";
import type { Firing, Page, Schedule } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { ask, problemText } from "../../components/dialog";
import { toast } from "../../components/toast";
import { count } from "../../lib/numbers";
import { HERE, zonedClock, zonedDay } from "../../lib/zoned";
import { router } from "../../router";
import { schedulePath, scheduleUrl } from "./schedule-links";

const NOTE_CHARS = 1_000;
const SHOWN = 12;
const DAY_MS = 86_400_000;

/** @returns whether it is paused now */
export function pause(schedule: Schedule): Promise<boolean> {
  let note = "";
  return ask({
    title: `Pause ${schedule.name}?`,
    body: () => html`<p>Nothing is launched until it is resumed. Runs that were launched go on.</p>
      <label class="field"
        ><span>Note <span class="mut small">optional, shown with the schedule</span></span
        ><input type="text" maxlength=${NOTE_CHARS} placeholder="until the key has come" .value=${note} @input=${(event: Event) => (note = (event.target as HTMLInputElement).value)}
      /></label>
      ${commandLine("schedule", "pause", schedule.name, ...(note.trim() ? ["--note", note.trim()] : []))}`,
    confirm: "Pause",
    run: async () => {
      await write(schedulePath(schedule.name, "/pause"), note.trim() ? { note: note.trim() } : {});
      toast("ok", `Paused ${schedule.name}`);
    },
  });
}

/** At once: it launches nothing before its next due time, and can be paused again until then. */
export async function resume(schedule: Schedule): Promise<boolean> {
  try {
    const now = await write<Schedule>(schedulePath(schedule.name, "/resume"), {});
    toast("ok", `Resumed ${schedule.name}`, {
      detail: now.nextAtMs === null ? "It is not due any more." : `Next: ${zonedDay(now.nextAtMs, HERE)}, ${zonedClock(now.nextAtMs, HERE)}`,
    });
    return true;
  } catch (cause) {
    toast("bad", `${schedule.name} could not be resumed`, { detail: (cause as Error).message });
    return false;
  }
}

export function trigger(schedule: Schedule): Promise<boolean> {
  return ask({
    title: `Run ${schedule.name} now?`,
    body: () => html`<p>
        Launches <code>${schedule.definition.workflow}</code> once, beside whatever runs${schedule.paused ? ", although the schedule is paused" : ""}. Its
        next due time stays as it is.
      </p>
      ${commandLine("schedule", "trigger", schedule.name)}`,
    confirm: "Run now",
    run: async () => {
      await write<Firing>(schedulePath(schedule.name, "/trigger"), {});
      toast("ok", `Launching ${schedule.name}`, {
        action: { label: "What becomes of it", run: () => void router.go(scheduleUrl(schedule.name)) },
      });
    },
  });
}

export async function markSeen(name: string): Promise<boolean> {
  try {
    await write(schedulePath(name, "/seen"), {});
    return true;
  } catch (cause) {
    toast("bad", `The alarms of ${name} could not be marked as seen`, { detail: (cause as Error).message });
    return false;
  }
}

export function remove(schedule: Schedule): Promise<boolean> {
  return ask({
    title: `Delete ${schedule.name}?`,
    body: () => html`<p>It launches nothing any more, and the record of its firings is deleted with it. Its runs stay.</p>
      ${commandLine("schedule", "rm", schedule.name)}`,
    confirm: "Delete",
    danger: true,
    arm: `I want to delete the schedule ${schedule.name}.`,
    run: async () => {
      await write(schedulePath(schedule.name), undefined, { method: "DELETE" });
      toast("ok", `Deleted ${schedule.name}`);
    },
  });
}

/** Says which runs there would be before it launches them. */
export function backfill(schedule: Schedule): Promise<boolean> {
  const now = Date.now();
  let from = inputTime(now - DAY_MS);
  let before = inputTime(now);
  let asked = "";
  let found: readonly Firing[] | null = null;
  let preview: Promise<unknown> = Promise.resolve(nothing);
  const request = (dryRun: boolean) => ({ fromMs: Date.parse(from), beforeMs: Math.min(Date.parse(before), Date.now()), dryRun });

  const look = (): Promise<unknown> => {
    const key = `${from} ${before}`;
    if (key === asked) return preview;
    asked = key;
    found = null;
    const dialog = document.querySelector<HTMLFormElement>("dialog.dialog form");
    preview = Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(before))
      ? Promise.resolve(html`<p class="mut">Give both times.</p>`)
      : write<Page<Firing>>(schedulePath(schedule.name, "/backfill"), request(true)).then(
          ({ items }) => {
            if (key !== asked) return nothing;
            found = items;
            (dialog ?? document.querySelector("dialog.dialog form"))?.dispatchEvent(new Event("input")); // the button can be pressed now
            return planned(items, schedule.zone);
          },
          (cause: unknown) => html`<p class="tone-text-bad">${problemText(cause)}</p>`,
        );
    return preview;
  };

  const field = (label: string, value: string, set: (value: string) => void) =>
    html`<label class="field"
      ><span>${label}</span><input type="datetime-local" max=${inputTime(Date.now())} .value=${value} @change=${(event: Event) => {
        set((event.target as HTMLInputElement).value);
        event.target?.dispatchEvent(new Event("input", { bubbles: true }));
      }}
    /></label>`;

  return ask({
    title: `Backfill ${schedule.name}`,
    body: () => html`<p>Makes up for the due times of a period: one run after the other, at most 100. Those that were made up for before are left out.</p>
      <div class="sc-period">
        ${field("From", from, (value) => (from = value))} ${field("Until", before, (value) => (before = value))}
      </div>
      <p class="small mut">By the clock of this browser (${HERE}).</p>
      <div role="status" class="sc-backfill">${until(look(), html`<p class="mut">Looking which times were due…</p>`)}</div>
      ${Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(before))
        ? nothing
        : commandLine("schedule", "backfill", schedule.name, "--since", new Date(from).toISOString(), "--until", new Date(before).toISOString())}`,
    confirm: "Launch them",
    ready: () => found !== null && found.length > 0,
    run: async () => {
      const { items } = await write<Page<Firing>>(schedulePath(schedule.name, "/backfill"), request(false));
      toast("ok", `${count(items.length)} ${items.length === 1 ? "run is" : "runs are"} launched one after the other`);
    },
  });
}

function planned(firings: readonly Firing[], zone: string): unknown {
  if (firings.length === 0) return html`<p>Nothing was due in this period.</p>`;
  return html`<p><b>${count(firings.length)} ${firings.length === 1 ? "run" : "runs"}</b>, by the clock of ${zone}:</p>
    <ul class="sc-times">
      ${firings.slice(0, SHOWN).map((one) => html`<li>${zonedDay(one.dueAtMs, zone)} <b>${zonedClock(one.dueAtMs, zone)}</b></li>`)}
      ${firings.length > SHOWN ? html`<li class="mut">and ${count(firings.length - SHOWN)} more</li>` : nothing}
    </ul>`;
}

/** As a field of date and time has it. */
const inputTime = (atMs: number): string => new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
