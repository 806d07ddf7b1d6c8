import type { RunDetail, RunNode } from "../api/types";

/** How many nodes of each kind the service counts beyond those that the page holds. */
export interface Unloaded {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  readonly skipped: number;
}

const SETTLED = ["finished", "failed", "cancelled", "skipped"];

/** What the service counts of a run less what is known of its loaded nodes; null when all of them are loaded. */
export function unloaded(run: Pick<RunDetail, "nodes" | "nodeCount" | "progress" | "tree">): Unloaded | null {
  const { nodes, nodeCount, progress, tree } = run;
  if (nodes.length >= nodeCount) return null;
  // A node that the tree no longer has counts once it has ended; before the first frame there is no tree to ask.
  const counted = nodes.filter((node) => tree === null || node.inTree || SETTLED.includes(node.state));
  const known = (is: (node: RunNode) => boolean): number => counted.filter(is).length;
  const left = (all: number, held: number): number => Math.max(0, all - held); // both move while a run is live
  return {
    total: left(progress.total, counted.length),
    finished: left(progress.finished, known((node) => node.state === "finished")),
    failed: left(progress.failed + progress.caught + progress.cancelled, known((node) => ["failed", "cancelled"].includes(node.state))),
    running: left(progress.running, known((node) => node.state === "in-progress")),
    waiting: left(progress.waiting, known((node) => node.state.startsWith("waiting-"))),
    skipped: left(progress.skipped, known((node) => node.state === "skipped")),
  };
}

/** The state that all of them share, when they do: that of each is known then without it being loaded. */
export function sharedState(rest: Unloaded): string | null {
  if (rest.total === 0) return null;
  if (rest.finished === rest.total) return "finished";
  if (rest.skipped === rest.total) return "skipped";
  if (rest.running === rest.total) return "in-progress";
  return rest.finished + rest.failed + rest.running + rest.waiting + rest.skipped === 0 ? "pending" : null;
}

/** What is inside a container. */
export interface Inside {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  /** How many of them nothing is known of. */
  readonly unknown: number;
  /** The state that the container shows: the one that wants a person first; null when that is not known. */
  readonly state: string | null;
}

const FIRST = ["in-progress", "waiting-approval", "waiting-event", "waiting-timer", "failed"];

/**
 * @param states of what is inside; undefined for a node that the page does not hold
 * @param rest null when the page holds all nodes: one without a state has not begun then
 * @param missing how many of the whole tree's nodes the page does not hold
 */
export function inside(states: readonly (string | undefined)[], rest: Unloaded | null, missing: number): Inside {
  const known = states.map((state) => state ?? (rest ? (sharedState(rest) ?? undefined) : "pending"));
  const unknown = known.filter((state) => state === undefined).length;
  // The counts are of this container when it holds all that is missing, and nothing outside of the tree is counted too.
  const counts = rest && unknown > 0 && unknown === missing && missing === rest.total ? rest : null;
  const finished = known.filter((state) => state === "finished").length + (counts?.finished ?? 0);
  const failed = known.filter((state) => state === "failed").length + (counts?.failed ?? 0);
  const skipped = known.filter((state) => state === "skipped").length + (counts?.skipped ?? 0);
  const all = [...known, counts?.running ? "in-progress" : undefined, counts?.failed ? "failed" : undefined];
  const first = FIRST.find((state) => all.includes(state));
  const left = counts ? 0 : unknown;
  const ended = states.length > 0 && finished + skipped === states.length;
  return {
    total: states.length,
    finished,
    failed,
    unknown: left,
    state: first ?? (ended ? "finished" : left ? null : finished ? "in-progress" : "pending"),
  };
}
