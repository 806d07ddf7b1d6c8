import type { DagEdge } from "./dag";

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export interface Place {
  id: string;
  /** The middle. */
  x: number;
  y: number;
}

/**
 * Where an arrow key leads: along the flow to what comes after or before (the nearest of several), across the flow to
 * the neighbour at the same depth. Nodes that can't be stood on (joins) are passed through.
 */
export function step(
  from: string,
  arrow: Arrow,
  direction: "across" | "down",
  places: readonly Place[],
  edges: readonly DagEdge[],
): string | null {
  const here = places.find((place) => place.id === from);
  if (!here) return places[0]?.id ?? null;
  const [forward, back] = direction === "across" ? ["ArrowRight", "ArrowLeft"] : ["ArrowDown", "ArrowUp"];
  if (arrow === forward || arrow === back) {
    const reached = along(from, arrow === forward, places, edges);
    return nearest(here, reached);
  }
  const [ahead, beside] = direction === "across" ? (["x", "y"] as const) : (["y", "x"] as const);
  const sign = arrow === "ArrowDown" || arrow === "ArrowRight" ? 1 : -1;
  const candidates = places.filter((place) => (place[beside] - here[beside]) * sign > 1);
  // Far along the flow counts four times: the neighbour in the same column wins over a nearer one in the next.
  const distance = (place: Place): number => Math.abs(place[beside] - here[beside]) + 4 * Math.abs(place[ahead] - here[ahead]);
  return candidates.sort((a, b) => distance(a) - distance(b))[0]?.id ?? null;
}

function along(from: string, forward: boolean, places: readonly Place[], edges: readonly DagEdge[]): Place[] {
  const standable = new Map(places.map((place) => [place.id, place]));
  const found: Place[] = [];
  const seen = new Set([from]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const edge of edges) {
      if (edge.kind === "loop" || (forward ? edge.from : edge.to) !== at) continue;
      const next = forward ? edge.to : edge.from;
      if (seen.has(next)) continue;
      seen.add(next);
      const place = standable.get(next);
      if (place) found.push(place);
      else queue.push(next);
    }
  }
  return found;
}

function nearest(here: Place, places: readonly Place[]): string | null {
  const distance = (place: Place): number => Math.hypot(place.x - here.x, place.y - here.y);
  return [...places].sort((a, b) => distance(a) - distance(b))[0]?.id ?? null;
}
