import { describe, expect, it } from "vitest";
import { layout } from "./layout";
import type { LayoutSpec } from "./layout-spec";

const node = (id: string, groupId?: string) => ({ id, width: 100, height: 40, groupId });
const room = { width: 1200, height: 700 };
const spec: LayoutSpec = {
  nodes: [node("draft", "loop"), node("judge", "loop"), node("send")],
  edges: [
    { from: "draft", to: "judge", back: false },
    { from: "judge", to: "draft", back: true },
    { from: "judge", to: "send", back: false },
  ],
  groups: [{ id: "loop" }, { id: "empty" }],
  keepOrder: true,
  room,
};

describe("layout", () => {
  it("goes across in a wide room and down in a narrow one", () => {
    expect(layout(spec).direction).toBe("across");
    expect(layout({ ...spec, room: { width: 300, height: 700 } }).direction).toBe("down");
  });

  it("keeps a loop's tasks in their order, and lets its edge run back", () => {
    const { nodes, edges } = layout(spec);

    expect(nodes["draft"]!.x).toBeLessThan(nodes["judge"]!.x);
    expect(edges[1]![0]!.x).toBeGreaterThan(edges[1]!.at(-1)!.x);
  });

  it("draws a group around what is inside, and none around nothing", () => {
    const { nodes, groups } = layout(spec);

    expect(groups.map((group) => group.id)).toEqual(["loop"]);
    expect(groups[0]!.x).toBeLessThan(nodes["draft"]!.x);
    expect(groups[0]!.x + groups[0]!.width).toBeGreaterThan(nodes["judge"]!.x + 100);
  });

  it("keeps the members of a panel as they are written", () => {
    const members = ["a", "b", "c", "d", "e"];
    const { nodes } = layout({
      ...spec,
      nodes: [node("seed"), ...members.map((id) => node(id)), node("end")],
      edges: members.flatMap((id) => [
        { from: "seed", to: id, back: false },
        { from: id, to: "end", back: false },
      ]),
      groups: [],
    });

    const tops = members.map((id) => nodes[id]!.y);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  });

  it("takes a task that repeats by itself", () => {
    const { edges } = layout({ ...spec, edges: [{ from: "draft", to: "draft", back: true }] });

    expect(edges[0]).toHaveLength(4);
  });
});
