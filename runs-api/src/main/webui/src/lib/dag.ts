/** A graph as it is drawn, whether it shows a run or a workflow that has not run yet. */
export interface Dag {
  nodes: DagNode[];
  edges: DagEdge[];
  groups: DagGroup[];
}

export interface DagNode {
  id: string;
  /** A task, or where several ways come together. */
  kind: string;
  label?: string;
  nodeId?: string;
  iteration?: number;
  taskKind?: string;
  groupId?: string;
}

export interface DagEdge {
  from: string;
  to: string;
  kind: string;
}

/** Nodes with a frame around them. */
export interface DagGroup {
  id: string;
  kind: string;
  name?: string;
  parentId?: string;
  maxConcurrency?: number;
  maxIterations?: number;
}
