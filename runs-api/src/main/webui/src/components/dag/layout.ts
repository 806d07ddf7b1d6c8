import { Graph, layout as dagre } from "@dagrejs/dagre";
import {
  BOTH_DIRECTIONS_LIMIT,
  type Box,
  type Direction,
  GROUP_HEAD,
  GROUP_PADDING,
  type Layout,
  type LayoutSpec,
  type Point,
} from "./layout-spec";

const NODE_GAP = 18;
const RANK_GAP = 44;
const MARGIN = 16;

/** Places nodes, edges and group boxes; of both directions the one that is larger in the room it has. */
export function layout(spec: LayoutSpec): Layout {
  if (spec.nodes.length > BOTH_DIRECTIONS_LIMIT) return place(spec, "across");
  const across = place(spec, "across");
  const down = place(spec, "down");
  return scaleIn(spec.room, down) > scaleIn(spec.room, across) * 1.05 ? down : across;
}

const scaleIn = (room: LayoutSpec["room"], drawing: Layout): number =>
  Math.min(room.width / drawing.width, room.height / drawing.height, 1);

function place(spec: LayoutSpec, direction: Direction): Layout {
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: direction === "across" ? "LR" : "TB", nodesep: NODE_GAP, ranksep: RANK_GAP });
  const filled = groupsWithNodes(spec);
  for (const group of filled) graph.setNode(group.id, {});
  for (const group of filled) if (group.parentId) graph.setParent(group.id, group.parentId);
  const inGroup = new Set(filled.map((group) => group.id));
  for (const node of spec.nodes) {
    graph.setNode(node.id, { width: node.width, height: node.height });
    if (node.groupId && inGroup.has(node.groupId)) graph.setParent(node.id, node.groupId);
  }
  spec.edges.forEach((edge, i) => {
    const [from, to] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
    if (from !== to) graph.setEdge(from, to, { weight: edge.back ? 0 : 1 }, String(i));
  });
  dagre(graph, { disableOptimalOrderHeuristic: spec.keepOrder });

  const nodes: Record<string, Box> = {};
  for (const { id, width, height } of spec.nodes) {
    const at = graph.node(id) as { x: number; y: number };
    nodes[id] = { x: at.x - width / 2, y: at.y - height / 2, width, height };
  }
  const groups = boxes(filled, spec, nodes);
  const edges = spec.edges.map((edge, i) => {
    if (edge.from === edge.to) return around(nodes[edge.from]!);
    const [from, to] = edge.back ? [edge.to, edge.from] : [edge.from, edge.to];
    const points = [...((graph.edge(from, to, String(i)) as { points: Point[] }).points ?? [])];
    return edge.back ? points.reverse() : points;
  });
  return normalised({ direction, width: 0, height: 0, nodes, edges, groups });
}

/** A task that repeats by itself: an arc over its upper edge. */
function around(node: Box): Point[] {
  const right = node.x + node.width * 0.75;
  const left = node.x + node.width * 0.25;
  return [
    { x: right, y: node.y },
    { x: right, y: node.y - 20 },
    { x: left, y: node.y - 20 },
    { x: left, y: node.y },
  ];
}

/** Groups that hold a node somewhere inside: the layout can't place empty ones. Outer ones first. */
function groupsWithNodes(spec: LayoutSpec): LayoutSpec["groups"] {
  const byId = new Map(spec.groups.map((group) => [group.id, group]));
  const filled = new Set<string>();
  for (const node of spec.nodes) {
    for (let at = byId.get(node.groupId ?? ""); at && !filled.has(at.id); at = byId.get(at.parentId ?? "")) {
      filled.add(at.id);
    }
  }
  const depth = (id: string | undefined): number => (id && byId.has(id) ? 1 + depth(byId.get(id)!.parentId) : 0);
  return spec.groups
    .filter((group) => filled.has(group.id))
    .map((group) => ({ id: group.id, parentId: byId.has(group.parentId ?? "") ? group.parentId : undefined }))
    .sort((a, b) => depth(a.id) - depth(b.id));
}

/** The layout's own boxes have no room for a title; so they are drawn around what is inside, inner ones first. */
function boxes(groups: LayoutSpec["groups"], spec: LayoutSpec, nodes: Record<string, Box>): Layout["groups"] {
  const made = new Map<string, Box>();
  for (const group of groups.toReversed()) {
    const inside = [
      ...spec.nodes.filter((node) => node.groupId === group.id).map((node) => nodes[node.id]!),
      ...groups.filter((one) => one.parentId === group.id).map((one) => made.get(one.id)!),
    ];
    const left = Math.min(...inside.map((box) => box.x)) - GROUP_PADDING;
    const top = Math.min(...inside.map((box) => box.y)) - GROUP_PADDING / 2 - GROUP_HEAD;
    const right = Math.max(...inside.map((box) => box.x + box.width)) + GROUP_PADDING;
    const bottom = Math.max(...inside.map((box) => box.y + box.height)) + GROUP_PADDING;
    made.set(group.id, { x: left, y: top, width: right - left, height: bottom - top });
  }
  return groups.map((group) => ({ id: group.id, ...made.get(group.id)! }));
}

/** Moves the drawing to where it begins at a margin, and takes its size. */
function normalised(drawing: Layout): Layout {
  const all = [...Object.values(drawing.nodes), ...drawing.groups];
  const points = drawing.edges.flat();
  const left = Math.min(...all.map((box) => box.x), ...points.map((point) => point.x)) - MARGIN;
  const top = Math.min(...all.map((box) => box.y), ...points.map((point) => point.y)) - MARGIN;
  const right = Math.max(...all.map((box) => box.x + box.width), ...points.map((point) => point.x)) + MARGIN;
  const bottom = Math.max(...all.map((box) => box.y + box.height), ...points.map((point) => point.y)) + MARGIN;
  for (const thing of [...all, ...points]) {
    thing.x = Math.round((thing.x - left) * 10) / 10;
    thing.y = Math.round((thing.y - top) * 10) / 10;
  }
  drawing.width = Math.ceil(right - left);
  drawing.height = Math.ceil(bottom - top);
  return drawing;
}
