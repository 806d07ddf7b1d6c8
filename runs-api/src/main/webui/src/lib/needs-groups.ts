import type { Gate, RunSummary, ScheduleAlarm } from "../api/types";
import { causeKey } from "./cause-key";
import { isFarOut, isGate, isHeld } from "./run-state";
import { runKey } from "./run-ref";
import { causeOf } from "./schedule-words";

export type NeedsKind = "decision" | "budget" | "stalled" | "stuck" | "unusual" | "needs-resume" | "failed" | "lossy";

/** Runs that need a person for one and the same reason. */
export interface NeedsGroup {
  readonly kind: NeedsKind;
  readonly workflow: string | null;
  /** What the service says of the newest; empty where the kind says it all. */
  readonly reason: string;
  /** When the oldest began to wait; null when that is not known. */
  readonly sinceMs: number | null;
  readonly runs: readonly RunSummary[];
}

const ORDER: readonly NeedsKind[] = ["decision", "budget", "stalled", "stuck", "unusual", "needs-resume", "failed", "lossy"];

function kindOf(run: RunSummary): NeedsKind {
  if (run.state === "stalled" || run.state === "needs-resume") return run.state;
  if (run.state === "waiting-approval" || run.waits.some(isGate)) return "decision";
  if (isHeld(run)) return "budget";
  if (run.stuck) return "stuck";
  if (isFarOut(run)) return "unusual";
  return run.state === "failed" ? "failed" : "lossy";
}

function reasonOf(kind: NeedsKind, run: RunSummary): string {
  switch (kind) {
    case "stalled":
      return run.stall?.reason ?? "";
    case "stuck":
      return run.stuck?.says ?? "";
    case "unusual":
      return run.unusual.map((one) => one.says).join(" ");
    case "budget":
    case "failed":
      return run.cause?.says ?? "";
    case "lossy":
      return run.caveats.map((caveat) => caveat.says).join(" ");
    default:
      return "";
  }
}

function reasonOfAll(kind: NeedsKind, group: readonly RunSummary[], gate: Gate | undefined): string {
  const newest = group[0]!;
  if (kind === "decision" && group.length === 1) return gate?.title ?? gate?.nodeId ?? "";
  return kind === "lossy" && group.length > 1 && isStandIn(newest)
    ? "No model was asked: the offline stand-in answered."
    : reasonOf(kind, newest);
}

function sinceOf(kind: NeedsKind, run: RunSummary, gate: Gate | undefined): number | null {
  switch (kind) {
    case "decision":
      return gate?.requestedAtMs ?? null;
    case "stalled":
      return run.stall?.sinceAtMs ?? null;
    case "stuck":
      return run.stuck?.sinceAtMs ?? null;
    default:
      return run.finishedAtMs ?? null;
  }
}

/** Without a key of the provider every run of every workflow ends so: one cause, and one line. */
const isStandIn = (run: RunSummary): boolean =>
  run.caveats.length > 0 && run.caveats.every((caveat) => caveat.kind === "stand-in");

function groupKey(kind: NeedsKind, run: RunSummary): string {
  if (kind === "lossy" && isStandIn(run)) return "stand-in";
  const reason = causeKey(reasonOf(kind, run)).replaceAll(" The same is true of 0 more.", "");
  // A killed engine takes runs of several workflows along.
  return `${kind} ${kind === "stalled" ? "" : run.workflow} ${reason}`;
}

/** Decisions first, failures last; within each kind the largest group first. */
export function needsGroups(runs: readonly RunSummary[], gates: readonly Gate[]): NeedsGroup[] {
  const gateOf = new Map(gates.map((gate) => [runKey({ id: gate.runId, store: gate.store }), gate]));
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const kind = kindOf(run);
    const key = groupKey(kind, run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const found = [...groups.values()].map((group): NeedsGroup => {
    const newest = group[0]!;
    const kind = kindOf(newest);
    const gate = gateOf.get(runKey(newest));
    const times = group.map((run) => sinceOf(kind, run, gateOf.get(runKey(run)))).filter((time) => time !== null);
    return {
      kind,
      workflow: group.every((run) => run.workflow === newest.workflow) ? newest.workflow : null,
      reason: reasonOfAll(kind, group, gate),
      sinceMs: times.length ? Math.min(...times) : null,
      runs: group,
    };
  });
  return found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.runs.length - a.runs.length);
}

/** Alarms of schedules for one and the same reason. */
export interface SilenceGroup {
  readonly kind: ScheduleAlarm["kind"];
  /** What the service says of the one that has been late for the longest. */
  readonly says: string;
  readonly alarms: readonly ScheduleAlarm[];
}

/** A service that was down silences many schedules at once. A run that needs somebody anyway is not told of twice. */
export function silenceGroups(alarms: readonly ScheduleAlarm[], runs: readonly RunSummary[]): SilenceGroup[] {
  const told = new Set(runs.map((run) => run.id));
  const groups = new Map<string, ScheduleAlarm[]>();
  for (const alarm of alarms) {
    if (alarm.runId !== null && told.has(alarm.runId)) continue;
    const key = `${alarm.kind} ${causeKey(causeOf(alarm.says))}`;
    groups.set(key, [...(groups.get(key) ?? []), alarm]);
  }
  return [...groups.values()].map((group) => ({ kind: group[0]!.kind, says: group[0]!.says, alarms: group }));
}
