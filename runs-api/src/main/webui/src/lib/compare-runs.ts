import type { RunNode } from "../api/types";
import { stringifyExact } from "./exact-json";

type Difference = "presence" | "state" | "attempts" | "output";

/** A node as it was in two runs; null where a run does not have it. */
export interface NodePair {
  readonly id: string;
  readonly iteration: number;
  readonly a: RunNode | null;
  readonly b: RunNode | null;
  readonly differs: Difference[];
}

/** Nodes of two runs, paired by id and turn, in the order of the first run. */
export function compareNodes(a: readonly RunNode[], b: readonly RunNode[]): NodePair[] {
  const key = (node: RunNode): string => `${node.id}::${node.iteration}`;
  const others = new Map(b.map((node) => [key(node), node]));
  const pairs = a.map((node) => pair(node, others.get(key(node)) ?? null));
  const known = new Set(a.map(key));
  return [...pairs, ...b.filter((node) => !known.has(key(node))).map((node) => pair(null, node))];
}

function pair(a: RunNode | null, b: RunNode | null): NodePair {
  const differs: Difference[] = [];
  if (!a || !b) differs.push("presence");
  else {
    if (a.state !== b.state) differs.push("state");
    if (a.attempts.length + a.moreAttempts !== b.attempts.length + b.moreAttempts) differs.push("attempts");
    if (stringifyExact(a.output) !== stringifyExact(b.output) || a.outputCut?.beginning !== b.outputCut?.beginning) {
      differs.push("output");
    }
  }
  const { id, iteration } = (a ?? b)!;
  return { id, iteration, a, b, differs };
}
