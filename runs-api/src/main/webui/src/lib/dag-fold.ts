import type { Dag, DagEdge, DagNode } from "./dag";

/** Many nodes that do the same, drawn as one. */
export interface Cluster {
  id: string;
  /** "evaluate": what their names have in common. */
  name: string;
  members: DagNode[];
  /** Whether they have the same neighbours: unfolded they stand in rows, with one line for all of them. */
  isAlike: boolean;
  groupId?: string | undefined;
}

export interface FoldedDag {
  nodes: DagNode[];
  clusters: Cluster[];
  /** Those that are alike and unfolded. */
  blocks: Cluster[];
  edges: DagEdge[];
  groups: Dag["groups"];
}

/** All tasks that are drawn one by one. */
export const drawnNodes = (folded: FoldedDag): DagNode[] => [...folded.nodes, ...folded.blocks.flatMap((block) => block.members)];

/** Graphs up to this many nodes are drawn as they are. */
const FOLD_ABOVE = 150;
/** So many alike are worth folding. */
const ALIKE = 12;

/**
 * A large graph, made readable: many nodes that come after the same nodes and before the same nodes are drawn as one,
 * and so is a group of many (a panel whose every member is a chain of tasks). Clusters in `open` stay unfolded; up to
 * `few` tasks are not many.
 */
export function foldDag(dag: Dag, open: ReadonlySet<string>, limit = FOLD_ABOVE, few = ALIKE): FoldedDag {
  const whole: FoldedDag = { nodes: dag.nodes, clusters: [], blocks: [], edges: dag.edges, groups: dag.groups };
  if (dag.nodes.length <= limit) return whole;
  const clusters = alike(dag, few);
  const taken = new Set(clusters.flatMap((cluster) => cluster.members.map((node) => node.id)));
  for (const { id, parentId, members } of groupsBySize(dag)) {
    if (members.length <= few || members.some((node) => taken.has(node.id))) continue;
    clusters.push({ id: `cluster:${id}`, name: commonName(members), members, isAlike: false, groupId: parentId });
    members.forEach((node) => taken.add(node.id));
  }
  return collapse(
    dag,
    clusters.filter((cluster) => !open.has(cluster.id)),
    clusters.filter((cluster) => cluster.isAlike && open.has(cluster.id)),
  );
}

/** Nodes of one kind in one group with the same neighbours. */
function alike(dag: Dag, few: number): Cluster[] {
  const before = neighbours(dag.edges, "to", "from");
  const after = neighbours(dag.edges, "from", "to");
  const byRole = new Map<string, DagNode[]>();
  for (const node of dag.nodes) {
    if (node.kind === "join") continue;
    const role = JSON.stringify([node.groupId, node.kind, node.taskKind, before.get(node.id), after.get(node.id)]);
    const same = byRole.get(role);
    if (same) same.push(node);
    else byRole.set(role, [node]);
  }
  return [...byRole.values()]
    .filter((members) => members.length > few)
    .map((members) => ({
      id: `cluster:${members[0]!.id}`,
      name: commonName(members),
      members,
      isAlike: true,
      groupId: members[0]!.groupId,
    }));
}

function neighbours(edges: DagEdge[], of: "from" | "to", other: "from" | "to"): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const edge of edges) {
    const entry = `${edge.kind}:${edge[other]}`;
    const list = all.get(edge[of]);
    if (list) list.push(entry);
    else all.set(edge[of], [entry]);
  }
  for (const list of all.values()) list.sort();
  return all;
}

/** Groups with all that is inside them, also in inner groups; the smallest, hence the inner ones, first. */
function groupsBySize(dag: Dag): { id: string; parentId: string | undefined; members: DagNode[] }[] {
  const parents = new Map(dag.groups.map((group) => [group.id, group.parentId]));
  const members = new Map<string, DagNode[]>(dag.groups.map((group) => [group.id, []]));
  for (const node of dag.nodes) {
    for (let at = node.groupId; at !== undefined; at = parents.get(at)) members.get(at)?.push(node);
  }
  return dag.groups
    .map((group) => ({ id: group.id, parentId: group.parentId, members: members.get(group.id)! }))
    .sort((a, b) => a.members.length - b.members.length);
}

function collapse(dag: Dag, clusters: Cluster[], blocks: Cluster[]): FoldedDag {
  const standsFor = new Map<string, string>();
  for (const cluster of [...clusters, ...blocks]) for (const node of cluster.members) standsFor.set(node.id, cluster.id);
  const seen = new Set<string>();
  const edges: DagEdge[] = [];
  for (const edge of dag.edges) {
    const from = standsFor.get(edge.from) ?? edge.from;
    const to = standsFor.get(edge.to) ?? edge.to;
    const key = `${edge.kind}\n${from}\n${to}`;
    if ((from === to && standsFor.has(edge.from)) || seen.has(key)) continue;
    seen.add(key);
    edges.push({ from, to, kind: edge.kind });
  }
  return { nodes: dag.nodes.filter((node) => !standsFor.has(node.id)), clusters, blocks, edges, groups: dag.groups };
}

/** What the names begin with, without a trailing number or separator; the kind when they have nothing in common. */
export function commonName(nodes: readonly DagNode[]): string {
  const names = nodes.map((node) => node.nodeId ?? node.id);
  let common = names[0] ?? "";
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  const word = common.replace(/[-_.:/\s\d]+$/, "");
  return word.length >= 2 ? word : (nodes[0]?.taskKind ?? nodes[0]?.kind ?? "tasks");
}
