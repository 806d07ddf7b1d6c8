// What the worker is asked, and what it answers. All numbers are pixels at scale 1.

export interface LayoutSpec {
  nodes: { id: string; width: number; height: number; groupId?: string | undefined }[];
  /** `back`: drawn from `from` to `to`, but laid out the other way round (a loop's edge). */
  edges: { from: string; to: string; back: boolean }[];
  groups: { id: string; parentId?: string | undefined }[];
  /** Siblings stand as in the file. Otherwise they may be shuffled, so that fewer edges cross. */
  keepOrder: boolean;
  /** What the drawing should fit into: decides whether it goes across or down. */
  room: { width: number; height: number };
}

export interface Point {
  x: number;
  y: number;
}

/** `x` and `y` are the upper left corner. */
export interface Box extends Point {
  width: number;
  height: number;
}

export type Direction = "across" | "down";

export interface Layout {
  direction: Direction;
  width: number;
  height: number;
  nodes: Record<string, Box>;
  /** In the order of the spec's edges; from the edge's `from` to its `to`. */
  edges: Point[][];
  /** Outer ones first. */
  groups: ({ id: string } & Box)[];
}

/** Above it only one direction is tried. */
export const BOTH_DIRECTIONS_LIMIT = 120;
export const GROUP_PADDING = 14;
export const GROUP_HEAD = 22;
