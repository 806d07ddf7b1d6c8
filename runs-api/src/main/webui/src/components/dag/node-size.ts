import type { Dag, DagNode } from "../../lib/dag";
import type { FoldedDag } from "../../lib/dag-fold";
import { blockSize } from "./block-grid";
import { clusterName, nodeName } from "./dag-words";
import type { LayoutSpec } from "./layout-spec";

const NODE_HEIGHT = 46;
const JOIN_SIZE = 10;
const MIN_WIDTH = 172;
const MAX_WIDTH = 236;
const AROUND_TEXT = 46;
const JOIN: DagNode["kind"] = "join";

const TEXT_BEGIN = 34;

/** As dag.css writes a node's first and second line. */
const FONTS = { name: "600 13px", under: "400 12px" };
const pens: Partial<Record<keyof typeof FONTS, CanvasRenderingContext2D>> = {};

// What was measured before the page's own font came is another font's.
document.fonts?.addEventListener("loadingdone", () => {
  delete pens.name;
  delete pens.under;
});

function textWidth(text: string, line: keyof typeof FONTS): number {
  let pen = pens[line];
  if (!pen) {
    pen = document.createElement("canvas").getContext("2d")!;
    pen.font = `${FONTS[line]} ${getComputedStyle(document.body).fontFamily}`;
    pens[line] = pen;
  }
  return pen.measureText(text).width;
}

/** SVG has no ellipsis of its own. */
export function clipped(text: string, boxWidth: number, line: keyof typeof FONTS): string {
  const room = boxWidth - TEXT_BEGIN - 9;
  if (textWidth(text, line) <= room) return text;
  let fits = 0;
  let tooMany = text.length;
  while (tooMany - fits > 1) {
    const half = (fits + tooMany) >> 1;
    if (textWidth(`${text.slice(0, half)}…`, line) <= room) fits = half;
    else tooMany = half;
  }
  return `${text.slice(0, fits)}…`;
}

/** Depends on names only: a change of state does not move anything. */
const width = (name: string): number => Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, textWidth(name, "name") + AROUND_TEXT)));

export const isJoin = (node: DagNode): boolean => node.kind === JOIN;

/** The question to the layout worker. */
export function layoutSpec(folded: FoldedDag, dag: Dag, room: LayoutSpec["room"]): LayoutSpec {
  const present = new Set([...folded.nodes.map((node) => node.id), ...[...folded.clusters, ...folded.blocks].map((cluster) => cluster.id)]);
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
      ...folded.blocks.map((block) => ({ id: block.id, ...blockSize(block.members.length), groupId: block.groupId })),
    ],
    edges: folded.edges
      .filter((edge) => present.has(edge.from) && present.has(edge.to))
      .map((edge) => ({ from: edge.from, to: edge.to, back: edge.kind === "loop" })),
    groups: dag.groups.map((group) => ({ id: group.id, parentId: group.parentId })),
    // Containers alone never cross; what asks for others by name may.
    keepOrder: folded.edges.every((edge) => edge.kind !== "dependency"),
    room,
  };
}
