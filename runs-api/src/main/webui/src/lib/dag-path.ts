interface Point {
  x: number;
  y: number;
}

interface Box extends Point {
  width: number;
  height: number;
}

/**
 * The line of an edge as an SVG path: from the middle of one side to the middle of the other, as a curve that leaves and
 * arrives along the flow.
 */
export function edgePath(points: readonly Point[], from: Box, to: Box, direction: "across" | "down"): string {
  const across = direction === "across";
  const goesForward = across ? to.x > from.x + from.width - 1 : to.y > from.y + from.height - 1;
  const inner = points.slice(1, -1);
  const first = points[0] ?? middle(from);
  const last = points.at(-1) ?? middle(to);
  const ends = goesForward ? sides(from, to, across) : [first, last];
  // The layout puts one bend into each edge between neighbours; without it the curve is calmer.
  const bends = inner.length <= 1 && goesForward ? [] : inner;
  return curve([ends[0]!, ...bends, ends[1]!], across);
}

const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

function sides(from: Box, to: Box, across: boolean): Point[] {
  return across
    ? [
        { x: from.x + from.width, y: from.y + from.height / 2 },
        { x: to.x, y: to.y + to.height / 2 },
      ]
    : [
        { x: from.x + from.width / 2, y: from.y + from.height },
        { x: to.x + to.width / 2, y: to.y },
      ];
}

function curve(points: Point[], across: boolean): string {
  const [first, ...rest] = points;
  let path = `M${first!.x},${first!.y}`;
  let at = first!;
  for (const next of rest) {
    const half = across ? (next.x - at.x) / 2 : (next.y - at.y) / 2;
    path += across
      ? `C${at.x + half},${at.y} ${next.x - half},${next.y} ${next.x},${next.y}`
      : `C${at.x},${at.y + half} ${next.x},${next.y - half} ${next.x},${next.y}`;
    at = next;
  }
  return path;
}
