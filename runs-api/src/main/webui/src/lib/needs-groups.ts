import type { Gate, RunSummary } from "../api/types";

/** Runs, or gates, that need a person for one and the same reason. */
export interface NeedsGroup {
  readonly kind: "gate" | "stalled" | "needs-resume";
  /** The workflow, when all are of one. */
  readonly workflow: string | null;
  /** What the service says of the newest; empty where the kind says it all. */
  readonly reason: string;
  /** When the oldest began to wait; null when that is not known. */
  readonly sinceMs: number | null;
  readonly count: number;
  /** Of gates, the runs that wait at them. */
  readonly runs: readonly { readonly id: string; readonly store: string }[];
}

const oldest = (times: readonly (number | null | undefined)[]): number | null =>
  times.reduce<number | null>((least, one) => (one == null ? least : least === null ? one : Math.min(least, one)), null);

const same = (workflows: readonly (string | null)[]): string | null => (new Set(workflows).size === 1 ? (workflows[0] ?? null) : null);

/** Two stalls have one cause when their sentences differ in numbers, times and names of tasks only. */
const causeOf = (reason: string): string =>
  reason
    .replace(/`[^`]*`/g, "`")
    .replace(/\d+/g, "0")
    .replace(/;.*$/, "");

function grouped<T>(items: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

/** Decisions first, then stalls, then what is decided or due; within each the largest group first. */
export function needsGroups(gates: readonly Gate[], runs: readonly RunSummary[]): NeedsGroup[] {
  const bySize = (a: NeedsGroup, b: NeedsGroup): number => b.count - a.count;
  const decisions = grouped(gates, (gate) => gate.workflow ?? "").map((group): NeedsGroup => ({
    kind: "gate",
    workflow: same(group.map((gate) => gate.workflow)),
    reason: group.length === 1 ? (group[0]?.title ?? group[0]?.nodeId ?? "") : "",
    sinceMs: oldest(group.map((gate) => gate.requestedAtMs)),
    count: group.length,
    runs: group.map((gate) => ({ id: gate.runId, store: gate.store })),
  }));
  const whole = runs.filter((run) => run.parentId === null || !run.id.startsWith(`${run.parentId}:child:`));
  const stalls = grouped(
    whole.filter((run) => run.state === "stalled"),
    (run) => causeOf(run.stall?.reason ?? ""),
  ).map((group): NeedsGroup => ({
    kind: "stalled",
    workflow: same(group.map((run) => run.workflow)),
    reason: group[0]?.stall?.reason ?? "",
    sinceMs: oldest(group.map((run) => run.stall?.sinceAtMs)),
    count: group.length,
    runs: group,
  }));
  const due = grouped(
    whole.filter((run) => run.state === "needs-resume"),
    (run) => run.workflow,
  ).map((group): NeedsGroup => ({
    kind: "needs-resume",
    workflow: same(group.map((run) => run.workflow)),
    reason: "",
    sinceMs: oldest(group.map((run) => run.createdAtMs)),
    count: group.length,
    runs: group,
  }));
  return [...decisions.sort(bySize), ...stalls.sort(bySize), ...due.sort(bySize)];
}
