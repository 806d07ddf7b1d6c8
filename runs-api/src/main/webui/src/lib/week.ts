import type { PlannedRun } from "../api/types";
import { plannedGroups, type PlannedGroup } from "./schedule-words";
import { dayKey, dayKeys, hourOf } from "./zoned";

export const PARTS = ["Night", "Morning", "Afternoon", "Evening"] as const;

/** As many times of one schedule in a day are one line. */
const OFTEN = 4;

export interface Day {
  readonly key: string;
  /** Schedules that are due so often that each time by itself would hide the others. */
  readonly often: readonly PlannedGroup[];
  /** The other times, by the part of the day: six hours each, from midnight on. */
  readonly parts: readonly (readonly PlannedRun[])[];
}

/** The planned runs by the days of the zone, from the one that holds `nowMs` on. */
export function week(planned: readonly PlannedRun[], nowMs: number, zone: string, days = 7): Day[] {
  return dayKeys(nowMs, zone, days).map((key) => {
    const ofDay = planned.filter((one) => dayKey(one.dueAtMs, zone) === key);
    const groups = plannedGroups(ofDay);
    const often = groups.filter((group) => group.times.length > OFTEN);
    const names = new Set(often.map((group) => `${group.kind} ${group.name}`));
    const rest = ofDay.filter((one) => !names.has(`${one.kind} ${one.name}`)).sort((a, b) => a.dueAtMs - b.dueAtMs);
    return { key, often, parts: PARTS.map((_, part) => rest.filter((one) => Math.floor(hourOf(one.dueAtMs, zone) / 6) === part)) };
  });
}
