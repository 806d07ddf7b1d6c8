import { html, type TemplateResult } from "lit";
import type { RunDetail, RunNode } from "../../api/types";
import { style } from "../../components/style";
import { duration } from "../../lib/duration";
import { hasEnded, nodeLook } from "../../lib/run-state";
import { marks, place, type TimeAxis, timeAxis } from "../../lib/time-axis";
import "./task-bars.css";

const MARKS = 4;

/** A stretch of a task's bar. */
interface Stretch {
  readonly kind: "done" | "now" | "bad" | "again" | "gap" | "wait" | "stall";
  readonly fromMs: number;
  readonly toMs: number;
  readonly says: string;
}

/** The axis of the whole run: as long as it took, or until now while it goes on. */
export function axisOf(run: RunDetail, nowMs: number): TimeAxis {
  const times = run.nodes.flatMap((node) => node.attempts.flatMap((one) => [one.startedAtMs, one.finishedAtMs ?? one.heartbeatAtMs ?? 0]));
  const last = times.reduce((most, time) => Math.max(most, time), 0);
  const from = times.reduce((least, time) => (time > 0 ? Math.min(least, time) : least), run.startedAtMs ?? run.createdAtMs);
  // Nobody executes a stalled or a paused run: its time ended with its last sign of life.
  const isIdle = run.state === "stalled" || run.state === "paused";
  const to = hasEnded(run.state) ? Math.max(run.finishedAtMs ?? 0, last) : isIdle ? Math.max(last, run.heartbeatAtMs ?? 0) : nowMs;
  return timeAxis(from, to, MARKS);
}

/**
 * Attempts one after the other, and what was waited between them.
 *
 * @param askedAtMs since when a person is asked; null when nobody is
 */
export function stretches(node: RunNode, axis: TimeAxis, isStalled: boolean, askedAtMs: number | null): Stretch[] {
  const found: Stretch[] = [];
  node.attempts.forEach((attempt, i) => {
    const before = node.attempts[i - 1]?.finishedAtMs;
    if (before && before < attempt.startedAtMs) {
      found.push({ kind: "gap", fromMs: before, toMs: attempt.startedAtMs, says: `${duration(attempt.startedAtMs - before)} until the next attempt` });
    }
    const isLast = i === node.attempts.length - 1;
    const toMs = attempt.finishedAtMs ?? (isStalled ? (attempt.heartbeatAtMs ?? axis.toMs) : axis.toMs);
    const state = isLast ? node.state : attempt.state;
    const kind =
      state === "in-progress"
        ? isStalled
          ? "stall"
          : "now"
        : state.startsWith("waiting-")
          ? "wait"
          : state === "failed"
            ? isLast
              ? "bad"
              : "again"
            : "done";
    const took = duration(toMs - attempt.startedAtMs);
    found.push({ kind, fromMs: attempt.startedAtMs, toMs, says: `Attempt ${attempt.attempt}: ${nodeLook(state, isStalled).word.toLowerCase()}, ${took}` });
  });
  if (askedAtMs !== null) found.push({ kind: "wait", fromMs: askedAtMs, toMs: axis.toMs, says: `Asked ${duration(axis.toMs - askedAtMs)} ago` });
  return found;
}

/** A task's bar on the axis. */
export const taskBars = (found: readonly Stretch[], axis: TimeAxis): TemplateResult =>
  html`<span class="task-bars"
    >${found.map((one) => {
      const { left, width } = place(axis, one.fromMs, one.toMs);
      return html`<i class="stretch stretch-${one.kind}" title=${one.says} ${style({ left: `${left * 100}%`, width: `${width * 100}%` })}></i>`;
    })}</span
  >`;

/** The thin line of a group, over all that is inside. */
export function groupBar(nodes: readonly RunNode[], axis: TimeAxis, isLive: boolean): TemplateResult {
  const spans = nodes.flatMap((node) => node.attempts);
  if (spans.length === 0) return html`<span class="task-bars"></span>`;
  const from = spans.reduce((least, one) => Math.min(least, one.startedAtMs), Number.MAX_VALUE);
  const to = spans.reduce((most, one) => Math.max(most, one.finishedAtMs ?? axis.toMs), 0);
  const { left, width } = place(axis, from, to);
  return html`<span class="task-bars"
    ><i class="stretch stretch-group ${isLive ? "stretch-now" : ""}" ${style({ left: `${left * 100}%`, width: `${width * 100}%` })}></i
  ></span>`;
}

/** What the marks of the axis say, above the bars. */
export const axisHead = (axis: TimeAxis): TemplateResult =>
  html`<span class="axis-head"
    >${marks(axis)
      .filter((mark) => mark.at < 0.88)
      .map((mark) => html`<span ${style({ left: `${mark.at * 100}%` })}>${mark.afterMs === 0 ? "0" : duration(mark.afterMs)}</span>`)}</span
  >`;

/** How far its lines are apart, for the background of each line. */
export const gridStep = (axis: TimeAxis): string => `${(axis.stepMs / (axis.toMs - axis.fromMs)) * 100}%`;
