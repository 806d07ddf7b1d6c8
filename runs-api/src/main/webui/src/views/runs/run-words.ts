import type { Gate, RunSummary, Wait } from "../../api/types";
import { duration } from "../../lib/duration";
import { oneLine } from "../../lib/plain-text";
import { isHeld, runLook } from "../../lib/run-state";
import { localTimes } from "../../lib/time";

/** What became of a run, or what holds it up: what an operator would ask next. */
export const rowWords = (run: RunSummary, gate: Gate | undefined, nowMs: number): string =>
  wordsOf(run, gate, nowMs).replaceAll("`", ""); // which mark names in the sentences of the service

function wordsOf(run: RunSummary, gate: Gate | undefined, nowMs: number): string {
  const { progress } = run;
  const troubleOf = (says: string): string => oneLine(localTimes(says, run.stuck?.sinceAtMs ?? nowMs, nowMs), 400);
  if (run.copyOf) return `Copy of a run in ${oneLine(run.copyOf, 60)}`;
  switch (run.state) {
    case "stalled":
      if (run.silence) return silent(run.silence, nowMs);
      return `Stalled ${duration(nowMs - (run.stall?.sinceAtMs ?? nowMs))} · ${oneLine(localTimes(run.stall?.reason ?? "", run.stall?.sinceAtMs ?? nowMs, nowMs), 160)}`;
    case "waiting-approval":
      return gate ? `${gate.requestId ? "Answer" : "Approve"}: ${oneLine(gate.title ?? gate.nodeId, 160)}` : "Waiting for a decision";
    case "needs-resume":
      return "Decided or due, but no process is running it";
    case "running":
      if (run.silence) return silent(run.silence, nowMs);
      if (run.stuck) return `Getting nowhere: ${troubleOf(run.stuck.says)}`;
      if (run.unusual.length > 0) return `Unusual: ${unusualWords(run)}`;
      return run.pauseRequestedAtMs
        ? "Pausing when its tasks end"
        : `${progress.finished} of ${progress.total}${progress.running ? `, ${progress.running} running` : ""}${progress.failed ? `, ${progress.failed} failed` : ""}`;
    case "failed":
      return run.cause ? troubleOf(run.cause.says) : `Failed after ${progress.finished} of ${progress.total}`;
    case "finished-with-failures":
      return `Finished, ${progress.failed + progress.cancelled} of ${progress.total} tasks failed (allowed)${run.cause ? ` · ${troubleOf(run.cause.says)}` : ""}`;
    case "finished":
      if (run.caveats.length + run.unusual.length > 0) {
        return troubleOf([...run.caveats.map((caveat) => caveat.says), unusualWords(run)].filter(Boolean).join(" "));
      }
      return `${progress.finished} ${progress.finished === 1 ? "task" : "tasks"}`;
    case "unknown":
      return `The engine says “${oneLine(run.status, 60)}”`;
    case "waiting-event":
    case "waiting-timer":
    case "waiting-quota":
    case "paused": {
      const waits = run.waits.map((wait) => waitWords(wait, nowMs)).join(" · ");
      if (isHeld(run)) return troubleOf(run.cause?.says ?? "");
      const unusual = run.unusual.length > 0 ? `Unusual: ${unusualWords(run)}` : "";
      return [run.state === "paused" ? "Paused" : "", waits, unusual].filter(Boolean).join(" · ") || runLook(run.state).word;
    }
    default:
      return runLook(run.state).word;
  }
}

const unusualWords = (run: RunSummary): string => run.unusual.map((one) => one.says).join(" ");

/** Which of the two it is nobody can tell from outside. */
const silent = (silence: NonNullable<RunSummary["silence"]>, nowMs: number): string =>
  `Engine process ${silence.pid} alive, silent for ${duration(nowMs - silence.sinceAtMs)}: busy or hung`;

/** What is waited for, as short as a row wants it. */
function waitWords(wait: Wait, nowMs: number): string {
  const name = oneLine(wait.name ?? wait.nodeId ?? "", 120);
  const left = wait.untilMs === null ? "" : wait.untilMs > nowMs ? ` in ${duration(wait.untilMs - nowMs)}` : " (due)";
  switch (wait.kind) {
    case "approval":
      return `Approve: ${name}`;
    case "question":
      return `Answer: ${name}`;
    case "signal":
      return `Signal ${name}${wait.correlationId ? ` (${oneLine(wait.correlationId, 60)})` : ""}${left && ` or time-out${left}`}`;
    case "timer":
      return `Timer ${name}${left}`;
    case "quota":
      return `Quota${name ? ` of ${name}` : ""}${left && `, again${left}`}`;
  }
}
