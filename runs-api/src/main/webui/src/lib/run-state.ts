import type { NextAttempt, RunState, RunSummary, Wait } from "../api/types";
import { duration } from "./duration";

/** How a state is told: by colour, by shape and by word, never by colour alone. */
export interface StateLook {
  readonly word: string;
  readonly tone: Tone;
  /** One character that tells the state without colour. */
  readonly sign: string;
}

type Tone = "run" | "ok" | "ok-ring" | "bad" | "wait" | "stall" | "pause" | "off";

const RUNS: Record<RunState, StateLook> = {
  running: { word: "Running", tone: "run", sign: "▸" },
  stalled: { word: "Stalled", tone: "stall", sign: "!" },
  "waiting-approval": { word: "Waiting for approval", tone: "wait", sign: "?" },
  "waiting-event": { word: "Waiting for an event", tone: "wait", sign: "…" },
  "waiting-timer": { word: "Waiting for a timer", tone: "wait", sign: "…" },
  "waiting-quota": { word: "Waiting for quota", tone: "wait", sign: "…" },
  paused: { word: "Paused", tone: "pause", sign: "‖" },
  cancelling: { word: "Cancelling", tone: "off", sign: "–" },
  cancelled: { word: "Cancelled", tone: "off", sign: "–" },
  failed: { word: "Failed", tone: "bad", sign: "×" },
  finished: { word: "Finished", tone: "ok", sign: "✓" },
  "finished-with-failures": { word: "Finished with failures", tone: "ok-ring", sign: "✓" },
  continued: { word: "Continued", tone: "ok", sign: "→" },
  "needs-resume": { word: "Needs resume", tone: "stall", sign: "↻" },
  "not-started": { word: "Not started", tone: "off", sign: "○" },
  unknown: { word: "Unknown", tone: "off", sign: "·" },
};

export const runLook = (state: RunState): StateLook => RUNS[state] ?? RUNS.unknown;

/** States that want a person: they go to the top of the list. */
export const NEEDS_YOU: readonly RunState[] = ["stalled", "waiting-approval", "needs-resume"];

/** What the list is asked for besides: runs that are being executed and get nowhere, in whatever state. */
export const NEEDS_YOU_QUERY = [...NEEDS_YOU, "stuck"].join(",");

/** Whether it wants a person although nobody's decision is waited for. */
export const isInTrouble = (run: RunSummary): boolean => NEEDS_YOU.includes(run.state) || Boolean(run.stuck);

/** Whether the parent's engine process executes it. */
export const isSubflow = (run: RunSummary): boolean => run.parentId !== null && run.id.startsWith(`${run.parentId}:child:`);

/** Whether a person is waited for, whatever the state of the run says besides. */
export const isGate = (wait: Wait): boolean => wait.kind === "approval" || wait.kind === "question";

/** States of runs that go on, or will by themselves. A fork that nobody started does neither. */
export const ACTIVE: readonly RunState[] = [
  "running",
  "cancelling",
  "waiting-event",
  "waiting-timer",
  "waiting-quota",
  "paused",
];

const ENDED = new Set<RunState>(["cancelled", "failed", "finished", "finished-with-failures", "continued"]);
export const hasEnded = (state: RunState): boolean => ENDED.has(state);

/** A node between two attempts says which one comes next, and when. */
export const nextAttemptWords = (next: NextAttempt, nowMs: number): string =>
  `attempt ${next.attempt} of ${next.limit ?? "∞"}${next.atMs === null ? "" : next.atMs > nowMs ? `, again in ${duration(next.atMs - nowMs)}` : ", due"}`;

/** The look of a node; its words are the engine's. */
export function nodeLook(state: string, runIsStalled = false): StateLook {
  switch (state) {
    case "finished":
      return { word: "Finished", tone: "ok", sign: "✓" };
    case "failed":
      return { word: "Failed", tone: "bad", sign: "×" };
    case "in-progress":
      return runIsStalled
        ? { word: "Interrupted", tone: "stall", sign: "!" }
        : { word: "Running", tone: "run", sign: "▸" };
    case "cancelled":
      return { word: "Cancelled", tone: "off", sign: "–" };
    case "skipped":
      return { word: "Skipped", tone: "off", sign: "»" };
    case "retrying":
      return { word: "Retrying", tone: "stall", sign: "↻" };
    case "pending":
      return { word: "Pending", tone: "off", sign: "○" };
    default:
      return state.startsWith("waiting-")
        ? { word: `Waiting for ${state.slice("waiting-".length)}`, tone: "wait", sign: "?" }
        : { word: state || "Not yet", tone: "off", sign: "○" };
  }
}
