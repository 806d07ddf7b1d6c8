import type { NextAttempt, RunState, RunSummary, Wait } from "../api/types";
import { duration } from "./duration";

/** How a state is told: by shape, by word and by colour, never by colour alone. */
export interface StateLook {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: Shape;
}

/** Which colour; what is well or over has none. */
export type Tone = "run" | "ok" | "lost" | "bad" | "wait" | "stall" | "pause" | "off";

/** What is drawn; `components/state.ts` has the drawings. */
export type Shape =
  | "arc"
  | "diamond"
  | "cross"
  | "square"
  | "arrows"
  | "check"
  | "check-dot"
  | "bars"
  | "onward"
  | "struck"
  | "dashed"
  | "clock"
  | "dot";

const RUNS: Record<RunState, StateLook> = {
  running: { word: "Running", tone: "run", shape: "arc" },
  stalled: { word: "Stalled", tone: "stall", shape: "square" },
  "waiting-approval": { word: "Waiting for approval", tone: "wait", shape: "diamond" },
  "waiting-event": { word: "Waiting for an event", tone: "wait", shape: "diamond" },
  "waiting-timer": { word: "Waiting for a timer", tone: "wait", shape: "diamond" },
  "waiting-quota": { word: "Waiting for quota", tone: "wait", shape: "diamond" },
  paused: { word: "Paused", tone: "pause", shape: "bars" },
  cancelling: { word: "Cancelling", tone: "off", shape: "struck" },
  cancelled: { word: "Cancelled", tone: "off", shape: "struck" },
  failed: { word: "Failed", tone: "bad", shape: "cross" },
  finished: { word: "Finished", tone: "ok", shape: "check" },
  "finished-with-failures": { word: "Finished with failures", tone: "lost", shape: "check-dot" },
  continued: { word: "Continued", tone: "ok", shape: "onward" },
  "needs-resume": { word: "Needs resume", tone: "stall", shape: "arrows" },
  "not-started": { word: "Not started", tone: "off", shape: "dashed" },
  unknown: { word: "Unknown", tone: "off", shape: "dot" },
};

export const runLook = (state: RunState): StateLook => RUNS[state] ?? RUNS.unknown;

export const GETTING_NOWHERE: StateLook = { word: "Getting nowhere", tone: "stall", shape: "arrows" };

/** Of a run that goes on and takes far more of something than runs of its workflow usually do. */
export const UNUSUAL: StateLook = { word: "Unusual", tone: "lost", shape: "clock" };

const FINISHED_BUT: StateLook = { word: "Finished, but…", tone: "lost", shape: "check-dot" };

/** Whether it finished, and got something in another way than was meant or took far more of something than usual. */
export const isLossy = (run: RunSummary): boolean => run.state === "finished" && run.caveats.length + run.unusual.length > 0;

/** Whether it goes on and takes far more of something than usual. */
export const isFarOut = (run: RunSummary): boolean => run.unusual.length > 0 && !hasEnded(run.state);

/** The look of a run in a list: of one that gets nowhere, or takes far more than usual, that is what matters, whatever its state says. */
export const rowLook = (run: RunSummary): StateLook =>
  run.stuck ? GETTING_NOWHERE : isFarOut(run) && !NEEDS_YOU.includes(run.state) && !isHeld(run) ? UNUSUAL : isLossy(run) ? FINISHED_BUT : runLook(run.state);

/** States that want a person: they go to the top of the list. */
export const NEEDS_YOU: readonly RunState[] = ["stalled", "waiting-approval", "needs-resume"];

/** Whether it wants a person although nobody's decision is waited for. */
export const isInTrouble = (run: RunSummary): boolean => NEEDS_YOU.includes(run.state) || Boolean(run.stuck) || isFarOut(run);

/** Whether the parent's engine process executes it. */
export const isSubflow = (run: RunSummary): boolean => run.parentId !== null && run.id.startsWith(`${run.parentId}:child:`);

/** Whether a person is waited for, whatever the state of the run says besides. */
export const isGate = (wait: Wait): boolean => wait.kind === "approval" || wait.kind === "question";

/** A budget keeps it paused: it goes on when that is raised, or it is let past it. */
export const isHeld = (run: Pick<RunSummary, "state" | "cause">): boolean => run.state === "paused" && run.cause?.kind === "budget";

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
      return { word: "Finished", tone: "ok", shape: "check" };
    case "failed":
      return { word: "Failed", tone: "bad", shape: "cross" };
    case "in-progress":
      return runIsStalled
        ? { word: "Interrupted", tone: "stall", shape: "square" }
        : { word: "Running", tone: "run", shape: "arc" };
    case "cancelled":
      return { word: "Cancelled", tone: "off", shape: "struck" };
    case "skipped":
      return { word: "Skipped", tone: "off", shape: "onward" };
    case "retrying":
      return { word: "Retrying", tone: "stall", shape: "arrows" };
    case "pending":
      return { word: "Pending", tone: "off", shape: "dashed" };
    default:
      return state.startsWith("waiting-")
        ? { word: `Waiting for ${state.slice("waiting-".length)}`, tone: "wait", shape: "diamond" }
        : { word: state || "Not yet", tone: "off", shape: "dashed" };
  }
}
