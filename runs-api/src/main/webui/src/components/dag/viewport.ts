import type { Box } from "./layout-spec";

export interface View {
  /** Where the drawing's origin is on screen, in pixels. */
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

const MIN_SCALE = 0.04;
const MAX_SCALE = 2;

/** The whole drawing in the middle, never larger than life. */
export function fit(drawing: Size, room: Size): View {
  const scale = clamp(Math.min(room.width / drawing.width, room.height / drawing.height, 1));
  return { scale, x: (room.width - drawing.width * scale) / 2, y: (room.height - drawing.height * scale) / 2 };
}

/** Below it a name has room for no more than some letters. */
export const LEGIBLE = 0.3;
const NAMES_IN_FULL = 0.85;
const EDGE = 16;

/** The whole drawing where its names can be read, else its beginning. */
export function home(drawing: Size, room: Size, first: Box | undefined): View {
  const all = fit(drawing, room);
  if (all.scale >= LEGIBLE) return all;
  const scale = NAMES_IN_FULL;
  const along = (size: number, space: number, begin: number, length: number): number =>
    size * scale <= space ? (space - size * scale) / 2 : Math.min(EDGE, space / 2 - (begin + length / 2) * scale);
  return {
    scale,
    x: first ? Math.min(EDGE, EDGE - first.x * scale) : EDGE,
    y: along(drawing.height, room.height, first?.y ?? 0, first?.height ?? 0),
  };
}

/** What is at the point of the screen stays there. */
export function zoomAt(view: View, factor: number, x: number, y: number): View {
  const scale = clamp(view.scale * factor);
  const real = scale / view.scale;
  return { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
}

/** Moves no further than it takes to see the box; larger ones are shown from their beginning. */
export function reveal(view: View, box: Box, room: Size, margin = 24): View {
  const left = view.x + box.x * view.scale - margin;
  const top = view.y + box.y * view.scale - margin;
  const right = left + box.width * view.scale + 2 * margin;
  const bottom = top + box.height * view.scale + 2 * margin;
  const dx = left < 0 ? -left : right > room.width ? Math.max(room.width - right, -left) : 0;
  const dy = top < 0 ? -top : bottom > room.height ? Math.max(room.height - bottom, -top) : 0;
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** At least a corner of the drawing stays on screen, however far it is thrown. */
export function keepNear(view: View, drawing: Size, room: Size): View {
  const reach = 48;
  return {
    scale: view.scale,
    x: Math.min(room.width - reach, Math.max(reach - drawing.width * view.scale, view.x)),
    y: Math.min(room.height - reach, Math.max(reach - drawing.height * view.scale, view.y)),
  };
}

const clamp = (scale: number): number => Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
