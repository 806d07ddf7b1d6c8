import type { Firing, PlannedRun, ScheduleAlarm } from "../api/types";
import { fromIso } from "./iso-duration";
import { runLook, type StateLook } from "./run-state";

/** What became of a firing, in a word and a sign; of one that launched a run, how that stands. */
export function firingLook(firing: Firing): StateLook {
  switch (firing.outcome) {
    case "waiting":
      return { word: "Waiting", tone: "run", shape: "dashed" };
    case "skipped":
      return { word: "Skipped", tone: "off", shape: "struck" };
    case "missed":
      return { word: "Missed", tone: "wait", shape: "clock" };
    case "refused":
      return { word: "Refused", tone: "bad", shape: "cross" };
    default:
      return runLook(firing.runState ?? "not-started");
  }
}

/** What became of a firing, and that it was no due time which asked for it. */
export function outcomeWords({ kind, outcome }: Pick<Firing, "kind" | "outcome">): string {
  if (kind === "scheduled") return outcome;
  const how = kind === "manual" ? "by hand" : "as a backfill";
  return outcome === "launched" ? `launched ${how}` : `${outcome}, asked for ${how}`;
}

const ALARMS: Record<ScheduleAlarm["kind"], StateLook> = {
  "not-started": { word: "Not started", tone: "wait", shape: "clock" },
  "not-finished": { word: "Late", tone: "stall", shape: "clock" },
  "not-succeeded": { word: "Failed", tone: "bad", shape: "cross" },
  "paused-by-failures": { word: "Paused by failures", tone: "bad", shape: "bars" },
  "not-fired": { word: "Silent", tone: "stall", shape: "clock" },
};

export const alarmLook = (kind: ScheduleAlarm["kind"]): StateLook => ALARMS[kind] ?? ALARMS["not-fired"];

/** Of firings that launched a run which has ended by itself, the part that succeeded; null while there is none. */
export function successOf(firings: readonly Firing[]): number | null {
  const ended = firings.filter((one) => one.outcome === "launched" && one.endedAtMs !== null && one.runState !== "cancelled");
  return ended.length ? ended.filter((one) => one.runState !== "failed" && one.runState !== "unknown").length / ended.length : null;
}

/** The middle duration of the runs that have ended; null while there is none. */
export function medianOf(firings: readonly Firing[]): number | null {
  const took = firings
    .flatMap((one) => (one.startedAtMs !== null && one.endedAtMs !== null ? [one.endedAtMs - one.startedAtMs] : []))
    .sort((a, b) => a - b);
  if (took.length === 0) return null;
  const middle = Math.floor(took.length / 2);
  return took.length % 2 ? took[middle]! : (took[middle - 1]! + took[middle]!) / 2;
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g;
const LENGTH = /\bP(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?(?=[\s.,;)]|$)/g;

/** A sentence of the service, whose instants are UTC, with the times that `words` makes of them and lengths in words. */
export const localSentence = (text: string, words: (atMs: number) => string): string =>
  text.replace(INSTANT, (instant) => words(Date.parse(instant))).replace(LENGTH, (length) => fromIso(length));

/** What a sentence says of a schedule whose name stands beside it: "was due at … and did not start", "the run that …". */
export const withoutName = (says: string, name: string): string =>
  (says.startsWith(name) ? says.slice(name.length) : says).replace(/^[:\s]+/, "").replace(/^is paused: /, "paused: ");

/** As a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The cause that a sentence about one schedule gives: what stands behind its last colon. */
export const causeOf = (says: string): string => says.slice(says.lastIndexOf(": ") + 1).trim();

/** All planned runs of a name, soonest first. */
export interface PlannedGroup {
  readonly name: string;
  readonly kind: PlannedRun["kind"];
  readonly workflow: string | null;
  readonly times: readonly number[];
}

/** A line for each name, in the order of their first times: a probe every 15 minutes hides nothing else. */
export function plannedGroups(planned: readonly PlannedRun[]): PlannedGroup[] {
  const groups = new Map<string, { group: PlannedRun; times: number[] }>();
  for (const one of planned) {
    const key = `${one.kind} ${one.name}`;
    const known = groups.get(key);
    if (known) known.times.push(one.dueAtMs);
    else groups.set(key, { group: one, times: [one.dueAtMs] });
  }
  return [...groups.values()].map(({ group: { name, kind, workflow }, times }) => ({ name, kind, workflow, times }));
}

/** Until when "tonight" goes: nine o'clock of the next morning by the clock on the wall; before five it is still that night. */
export function endOfNight(nowMs: number): number {
  const end = new Date(nowMs);
  if (end.getHours() >= 5) end.setDate(end.getDate() + 1);
  end.setHours(9, 0, 0, 0);
  return end.getTime();
}
