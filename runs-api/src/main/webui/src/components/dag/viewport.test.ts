import { expect, it } from "vitest";
import { fit, keepNear, reveal, zoomAt } from "./viewport";

const room = { width: 800, height: 600 };

it("shows the whole of a large drawing, and a small one no larger than it is", () => {
  expect(fit({ width: 1600, height: 600 }, room)).toEqual({ scale: 0.5, x: 0, y: 150 });
  expect(fit({ width: 200, height: 100 }, room)).toEqual({ scale: 1, x: 300, y: 250 });
});

it("zooms around the pointer", () => {
  const view = zoomAt({ x: 10, y: 20, scale: 1 }, 2, 110, 120);

  expect(view).toEqual({ x: -90, y: -80, scale: 2 });
});

it("moves no further than it takes to see a box", () => {
  const view = { x: 0, y: 0, scale: 1 };

  expect(reveal(view, { x: 100, y: 100, width: 50, height: 50 }, room)).toEqual(view);
  expect(reveal(view, { x: 790, y: 100, width: 50, height: 50 }, room, 10).x).toBe(-50);
});

it("keeps a corner of the drawing on screen", () => {
  expect(keepNear({ x: -5_000, y: 0, scale: 1 }, { width: 400, height: 400 }, room).x).toBe(48 - 400);
});
