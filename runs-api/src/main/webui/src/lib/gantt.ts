import type { TimelineSpan } from "../api/types";

/** A line of the timeline: a node in one turn, with its attempts. */
export interface GanttRow {
  readonly key: string;
  readonly nodeId: string;
  readonly iteration: number;
  readonly label: string | null;
  readonly startedAtMs: number;
  readonly spans: TimelineSpan[];
  /** Time spent in attempts; one that is open counts until `nowMs`. */
  workMs(nowMs: number): number;
}

/** Attempts grouped by node and turn, in the order in which they began. */
export function ganttRows(spans: readonly TimelineSpan[]): GanttRow[] {
  const groups = new Map<string, TimelineSpan[]>();
  for (const span of spans) {
    const key = `${span.nodeId}::${span.iteration}`;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  return [...groups]
    .map(([key, group]) => {
      const ordered = group.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
      const first = ordered[0]!;
      return {
        key,
        nodeId: first.nodeId,
        iteration: first.iteration,
        label: first.label,
        startedAtMs: first.startedAtMs,
        spans: ordered,
        workMs: (nowMs: number) =>
          ordered.reduce((sum, span) => sum + Math.max(0, (span.finishedAtMs ?? nowMs) - span.startedAtMs), 0),
      };
    })
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
}
