import { expect, test } from "vitest";
import { blockSize, withBlocks } from "./block-grid";
import type { Cluster } from "../../lib/dag-fold";

const block = (size: number): Cluster => ({
  id: "cluster:a",
  name: "a",
  isAlike: true,
  members: Array.from({ length: size }, (_, i) => ({ id: `a-${i}`, kind: "task" as const })),
});

test("many alike stand in rows within their block, none on another", () => {
  for (const size of [1, 13, 300, 5_000]) {
    const { width, height } = blockSize(size);
    const { nodes, groups } = withBlocks(
      { direction: "across", width, height, nodes: { "cluster:a": { x: 10, y: 20, width, height } }, edges: [], groups: [] },
      [block(size)],
    );
    const members = Object.entries(nodes).filter(([id]) => id.startsWith("a-"));

    expect(members).toHaveLength(size);
    expect(new Set(members.map(([, box]) => `${box.x} ${box.y}`)).size).toBe(size);
    for (const [, box] of members) {
      expect(box.x).toBeGreaterThanOrEqual(10);
      expect(box.x + box.width).toBeLessThanOrEqual(10 + width);
      expect(box.y).toBeGreaterThanOrEqual(20);
      expect(box.y + box.height).toBeLessThanOrEqual(20 + height);
    }
    expect(groups.map((group) => group.id)).toEqual(["cluster:a"]);
  }
});

test("a block of a thousand is about as wide as a screen, and no column", () => {
  const { width, height } = blockSize(1_000);

  expect(width / height).toBeGreaterThan(1.2);
  expect(width / height).toBeLessThan(2.2);
});
