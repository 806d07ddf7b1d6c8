import { expect, it } from "vitest";
import type { DagEdge } from "./dag";
import { step } from "./dag-walk";

const places = [
  { id: "seed", x: 0, y: 50 },
  { id: "a", x: 100, y: 0 },
  { id: "b", x: 100, y: 60 },
  { id: "end", x: 300, y: 50 },
];
const edge = (from: string, to: string, kind: DagEdge["kind"] = "sequence"): DagEdge => ({ from, to, kind });
const edges = [edge("seed", "a"), edge("seed", "b"), edge("a", "join"), edge("b", "join"), edge("join", "end"), edge("end", "seed", "loop")];

it("goes forward to the nearest of what comes after", () => {
  expect(step("seed", "ArrowRight", "across", places, edges)).toBe("b");
});

it("passes through joins, which nobody can stand on", () => {
  expect(step("a", "ArrowRight", "across", places, edges)).toBe("end");
  expect(step("end", "ArrowLeft", "across", places, edges)).toBe("b");
});

it("goes across the flow to the neighbour at the same depth", () => {
  expect(step("a", "ArrowDown", "across", places, edges)).toBe("b");
  expect(step("b", "ArrowUp", "across", places, edges)).toBe("a");
});

it("stays where nothing comes after, and does not follow a loop back", () => {
  expect(step("end", "ArrowRight", "across", places, edges)).toBeNull();
});

it("turns with the drawing", () => {
  const down = places.map(({ id, x, y }) => ({ id, x: y, y: x }));
  expect(step("seed", "ArrowDown", "down", down, edges)).toBe("b");
});
