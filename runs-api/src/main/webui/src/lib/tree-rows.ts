import type { RunNode, TreeNode } from "../api/types";

/** A line of the task tree. */
export interface TreeRow {
  readonly node: TreeNode;
  readonly depth: number;
  /** Whether what is inside is shown; null when there is nothing inside. */
  readonly isOpen: boolean | null;
}

/** Containers that only say "one after the other" add a level without a meaning. */
const isTransparent = (node: TreeNode): boolean =>
  !node.nodeId && (node.kind === "workflow" || (node.kind === "sequence" && !node.label));

/** The tree as lines, without those below a closed one. */
export function treeRows(root: TreeNode | null, closed: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (node: TreeNode, depth: number): void => {
    if (isTransparent(node)) {
      for (const child of node.children) add(child, depth);
      return;
    }
    const isOpen = node.children.length === 0 ? null : !closed.has(node.id);
    rows.push({ node, depth, isOpen });
    if (isOpen) for (const child of node.children) add(child, depth + 1);
  };
  if (root) add(root, 0);
  return rows;
}

/** Everything that the engine executes in a part of the tree. */
export function executedIn(node: TreeNode): TreeNode[] {
  const inside = node.children.flatMap(executedIn);
  return node.nodeId ? [node, ...inside] : inside;
}

/** The parts of the tree whose tasks change files in a working folder of their own. */
export function worktrees(node: TreeNode | null): TreeNode[] {
  if (!node) return [];
  return node.kind === "worktree" ? [node] : node.children.flatMap(worktrees);
}

/** Whether the task is in one of them: only then there can be a diff of it. */
export const isInWorktree = (root: TreeNode | null, nodeId: string): boolean =>
  worktrees(root).flatMap(executedIn).some((one) => one.nodeId === nodeId);

const KINDS: Partial<Record<TreeNode["kind"], string>> = {
  parallel: "in parallel",
  loop: "loop",
  "merge-queue": "merge queue",
  branch: "branch",
  worktree: "worktree",
  saga: "saga",
  try: "try",
  "inline-subflow": "inline subflow",
  group: "group",
  sequence: "in sequence",
};

/** What a line is called, and what kind it is when its name does not tell. */
export function rowTitle(node: TreeNode): { title: string; kind: string } {
  // a gate or a question is that, though the engine executes its rest as a computation
  const kind = node.kind === "task" ? (node.taskKind ?? "task") : (KINDS[node.kind] ?? node.kind);
  const title = node.nodeId ? (node.name ?? node.nodeId) : (node.label ?? node.name ?? KINDS[node.kind] ?? node.tag);
  return { title, kind };
}

/** The task that began last of those that are executed now, else the one that ended last. */
export function newest(nodes: readonly RunNode[]): RunNode | undefined {
  const last = (candidates: RunNode[], at: (node: RunNode) => number): RunNode | undefined =>
    candidates.reduce<RunNode | undefined>((best, node) => (best && at(best) >= at(node) ? best : node), undefined);
  const inTree = nodes.filter((node) => node.inTree);
  return (
    last(
      inTree.filter((node) => node.state === "in-progress"),
      (node) => node.startedAtMs ?? 0,
    ) ??
    last(
      inTree.filter((node) => node.finishedAtMs !== null),
      (node) => node.finishedAtMs ?? 0,
    )
  );
}

export const nodeKey = (id: string, iteration: number | undefined | null): string => `${id}::${iteration ?? 0}`;
