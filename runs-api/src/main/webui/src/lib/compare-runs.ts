import type { Json, RunNode } from "../api/types";
import { isExact, stringifyExact } from "./exact-json";

type Difference = "only in the base" | "only in the other" | "state" | "attempts" | "time" | "output";

/** A node as it was in two runs; null where a run does not have it. */
export interface NodePair {
  readonly id: string;
  readonly iteration: number;
  readonly a: RunNode | null;
  readonly b: RunNode | null;
  readonly differs: readonly Difference[];
}

/** A member of two values that is not the same in both; undefined where a value does not have it. */
export interface MemberPair {
  readonly name: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/** What is shorter than this, or than a fifth of the longer one, is the machine's mood and no difference. */
const TIME_MATTERS_MS = 100;
const TIME_MATTERS_SHARE = 0.2;

/** Nodes of two runs, paired by id and turn, in the order of the first run. */
export function compareNodes(a: readonly RunNode[], b: readonly RunNode[]): NodePair[] {
  const key = (node: RunNode): string => `${node.id}::${node.iteration}`;
  const others = new Map(b.map((node) => [key(node), node]));
  const pairs = a.map((node) => pair(node, others.get(key(node)) ?? null));
  const known = new Set(a.map(key));
  return [...pairs, ...b.filter((node) => !known.has(key(node))).map((node) => pair(null, node))];
}

function pair(a: RunNode | null, b: RunNode | null): NodePair {
  const { id, iteration } = (a ?? b)!;
  return { id, iteration, a, b, differs: !b ? ["only in the base"] : !a ? ["only in the other"] : differences(a, b) };
}

function differences(a: RunNode, b: RunNode): Difference[] {
  const differs: Difference[] = [];
  if (a.state !== b.state) differs.push("state");
  if (a.attempts.length + a.moreAttempts !== b.attempts.length + b.moreAttempts) differs.push("attempts");
  if (timeDiffers(tookMs(a), tookMs(b))) differs.push("time");
  if (stringifyExact(a.output) !== stringifyExact(b.output) || a.outputCut?.beginning !== b.outputCut?.beginning) {
    differs.push("output");
  }
  return differs;
}

/** From the node's beginning to its end; null while it has none. */
export const tookMs = (node: Pick<RunNode, "startedAtMs" | "finishedAtMs">): number | null =>
  node.startedAtMs === null || node.finishedAtMs === null ? null : node.finishedAtMs - node.startedAtMs;

function timeDiffers(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return false;
  const by = Math.abs(a - b);
  return by >= TIME_MATTERS_MS && by >= TIME_MATTERS_SHARE * Math.max(a, b);
}

/** The members of two objects that differ, in the order of the first; null when one of them is no object. */
export function compareMembers(a: Json, b: Json): MemberPair[] | null {
  if (!isObject(a) || !isObject(b)) return null;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((name) => ({ name, a: a[name], b: b[name] }))
    .filter((member) => stringifyExact(member.a ?? null) !== stringifyExact(member.b ?? null));
}

const isObject = (value: Json): value is { [member: string]: Json } =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !isExact(value);
