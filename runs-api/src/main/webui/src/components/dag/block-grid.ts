import type { Cluster } from "../../lib/dag-fold";
import { type Box, GROUP_HEAD, GROUP_PADDING, type Layout } from "./layout-spec";

const CELL_WIDTH = 190;
const CELL_HEIGHT = 46;
const GAP = 12;
/** How much wider than high a block is to be. */
const SHAPE = 1.6;

const columnsOf = (members: number): number =>
  Math.max(1, Math.round(Math.sqrt((members * SHAPE * (CELL_HEIGHT + GAP)) / (CELL_WIDTH + GAP))));

/** The size of tasks that are alike and stand in rows: a column of a thousand could not be looked at. */
export function blockSize(members: number): { width: number; height: number } {
  const columns = Math.min(members, columnsOf(members));
  const rows = Math.ceil(members / columns);
  return {
    width: columns * (CELL_WIDTH + GAP) - GAP + 2 * GROUP_PADDING,
    height: rows * (CELL_HEIGHT + GAP) - GAP + 2 * GROUP_PADDING + GROUP_HEAD,
  };
}

/** The layout with the members of blocks, each in its row, and the blocks themselves among the groups. */
export function withBlocks(layout: Layout, blocks: readonly Cluster[]): Layout {
  if (blocks.length === 0) return layout;
  const nodes: Record<string, Box> = { ...layout.nodes };
  const groups = [...layout.groups];
  for (const block of blocks) {
    const at = layout.nodes[block.id];
    if (!at) continue;
    groups.push({ id: block.id, ...at });
    const columns = Math.min(block.members.length, columnsOf(block.members.length));
    block.members.forEach((member, i) => {
      nodes[member.id] = {
        x: at.x + GROUP_PADDING + (i % columns) * (CELL_WIDTH + GAP),
        y: at.y + GROUP_PADDING + GROUP_HEAD + Math.floor(i / columns) * (CELL_HEIGHT + GAP),
        width: CELL_WIDTH,
        height: CELL_HEIGHT,
      };
    });
  }
  return { ...layout, nodes, groups };
}
