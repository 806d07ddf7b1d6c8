import type { Dag, DagEdge, DagNode } from "../../lib/dag";
import type { Cluster } from "../../lib/dag-fold";
import type { StateLook } from "../../lib/run-state";
import { oneLine } from "../../lib/plain-text";

/** What is known of a node now. */
export interface NodeMark {
  look: StateLook;
  /** A few words more: a length of time, an attempt. */
  note?: string;
}

/** Keyed by `nodeId::iteration`, or by the node's id alone, which stands for every iteration. */
export type NodeMarks = ReadonlyMap<string, NodeMark>;

export const nodeName = (node: DagNode): string => oneLine(node.nodeId ?? node.id, 80);

export function markOf(node: DagNode, marks: NodeMarks): NodeMark | undefined {
  const id = node.nodeId ?? node.id;
  return marks.get(`${id}::${node.iteration ?? 0}`) ?? marks.get(id);
}

/** What sort of work it is: the kind of a task is more telling than that it is one. */
export const kindWord = (node: DagNode): string => (node.kind === "task" ? (node.taskKind ?? "task") : node.kind);

/** The second line of a node. */
export function underline(node: DagNode, mark: NodeMark | undefined): string {
  if (mark) return mark.note ? `${mark.look.word} · ${oneLine(mark.note, 40)}` : mark.look.word;
  const label = oneLine(node.label ?? "", 60);
  return label && label !== nodeName(node) ? label : kindWord(node);
}

/** "judge, agent, Compare the answers, finished". */
export function spokenName(node: DagNode, mark: NodeMark | undefined): string {
  const parts = [nodeName(node), kindWord(node)];
  const label = oneLine(node.label ?? "", 80);
  if (label && label !== nodeName(node)) parts.push(label);
  if (mark) parts.push(mark.look.word.toLowerCase());
  if (mark?.note) parts.push(oneLine(mark.note, 60));
  return parts.join(", ");
}

export const clusterName = (cluster: Cluster): string => `${cluster.members.length} × ${oneLine(cluster.name, 40)}`;

/** "20 finished, 1 failed": the states of those inside, the commonest first. */
export function clusterStates(cluster: Cluster, marks: NodeMarks): { words: string; worst: StateLook | undefined } {
  const counts = new Map<string, { look: StateLook; count: number }>();
  for (const node of cluster.members) {
    const look = markOf(node, marks)?.look;
    if (!look) continue;
    const known = counts.get(look.word);
    if (known) known.count++;
    else counts.set(look.word, { look, count: 1 });
  }
  const all = [...counts.values()].sort((a, b) => b.count - a.count);
  const urgency: StateLook["tone"][] = ["bad", "stall", "wait", "run", "pause", "lost", "ok", "off"];
  const worst = all.toSorted((a, b) => urgency.indexOf(a.look.tone) - urgency.indexOf(b.look.tone))[0]?.look;
  return { words: all.map(({ look, count }) => `${count} ${look.word.toLowerCase()}`).join(", "), worst };
}

/** "Parallel · panel · 4 at a time". */
export function groupTitle(group: Dag["groups"][number]): string {
  const parts = [group.kind.replace("-", " ")];
  if (group.name) parts.push(oneLine(group.name, 40));
  if (group.maxConcurrency) parts.push(`${group.maxConcurrency} at a time`);
  if (group.maxIterations) parts.push(`at most ${group.maxIterations} ×`);
  return parts.join(" · ");
}

export const EDGE_WORDS: Record<DagEdge["kind"], string> = {
  sequence: "then",
  dependency: "needs",
  loop: "again",
  failure: "when it fails",
  compensation: "undone by",
};
