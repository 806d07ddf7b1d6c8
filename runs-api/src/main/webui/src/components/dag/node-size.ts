import type { Dag, DagNode } from "../../api/types";
import type { FoldedDag } from "../../lib/dag-fold";
import { clusterName, nodeName } from "./dag-words";
import type { LayoutSpec } from "./layout-spec";

export const NODE_HEIGHT = 46;
const JOIN_SIZE = 10;
const MIN_WIDTH = 158;
const MAX_WIDTH = 236;
const AROUND_TEXT = 48;
const JOIN: DagNode["kind"] = "join";

let pen: CanvasRenderingContext2D | null = null;

function textWidth(text: string): number {
  if (!pen) {
    pen = document.createElement("canvas").getContext("2d");
    if (pen) pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
  }
  return pen ? pen.measureText(text).width : text.length * 7;
}

/** Depends on names only: a change of state does not move anything. */
const width = (name: string): number => Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, textWidth(name) + AROUND_TEXT)));

export const isJoin = (node: DagNode): boolean => node.kind === JOIN;

/** The question to the layout worker. */
export function layoutSpec(folded: FoldedDag, dag: Dag, room: LayoutSpec["room"]): LayoutSpec {
  const present = new Set([...folded.nodes.map((node) => node.id), ...folded.clusters.map((cluster) => cluster.id)]);
  return {
    nodes: [
      ...folded.nodes.map((node) => ({
        id: node.id,
        width: isJoin(node) ? JOIN_SIZE : width(nodeName(node)),
        height: isJoin(node) ? JOIN_SIZE : NODE_HEIGHT,
        groupId: node.groupId,
      })),
      ...folded.clusters.map((cluster) => ({
        id: cluster.id,
        width: Math.max(190, width(clusterName(cluster))),
        height: NODE_HEIGHT,
        groupId: cluster.groupId,
      })),
    ],
    edges: folded.edges
      .filter((edge) => present.has(edge.from) && present.has(edge.to))
      .map((edge) => ({ from: edge.from, to: edge.to, back: edge.kind === "loop" })),
    groups: dag.groups.map((group) => ({ id: group.id, parentId: group.parentId })),
    room,
  };
}
