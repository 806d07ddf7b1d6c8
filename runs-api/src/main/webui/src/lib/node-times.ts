import type { RunNode } from "../api/types";

/** What a node has cost, all its turns together. */
export interface NodeTime {
  /** Its latest turn. */
  readonly node: RunNode;
  readonly turns: number;
  readonly tookMs: number;
  readonly attempts: number;
  readonly tokens: number;
  readonly updatedAtMs: number;
}

/** The nodes that were tried, those that took longest first. */
export function nodeTimes(nodes: readonly RunNode[], nowMs: number): NodeTime[] {
  const byId = new Map<string, RunNode[]>();
  for (const node of nodes) {
    if (node.attempts.length === 0) continue;
    const turns = byId.get(node.id);
    if (turns) turns.push(node);
    else byId.set(node.id, [node]);
  }
  const sum = (turns: RunNode[], of: (node: RunNode) => number): number => turns.reduce((all, node) => all + of(node), 0);
  return [...byId.values()]
    .map((turns) => ({
      node: turns.reduce((latest, node) => (node.iteration > latest.iteration ? node : latest)),
      turns: turns.length,
      tookMs: sum(turns, (node) => (node.startedAtMs === null ? 0 : (node.finishedAtMs ?? nowMs) - node.startedAtMs)),
      attempts: sum(turns, (node) => node.attempts.length + node.moreAttempts),
      tokens: sum(turns, (node) => node.tokens.total),
      updatedAtMs: Math.max(...turns.map((node) => node.updatedAtMs)),
    }))
    .toSorted((a, b) => b.tookMs - a.tookMs);
}
