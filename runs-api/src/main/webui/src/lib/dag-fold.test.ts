import { describe, expect, it } from "vitest";
import type { Dag } from "./dag";
import { commonName, drawnNodes, foldDag } from "./dag-fold";

function panel(size: number): Dag {
  const members = Array.from({ length: size }, (_, i) => `evaluate-${i}`);
  return {
    groups: [{ id: "panel", kind: "parallel" }],
    nodes: [
      { id: "seed", kind: "task" },
      ...members.map((id) => ({ id, nodeId: id, kind: "task" as const, taskKind: "agent", groupId: "panel" })),
      { id: "select", kind: "task" },
    ],
    edges: members.flatMap((id) => [
      { from: "seed", to: id, kind: "sequence" as const },
      { from: id, to: "select", kind: "sequence" as const },
    ]),
  };
}

/** Stages of chains, each stage a group. */
function chains(stages: number, width: number): Dag {
  const dag: Dag = { nodes: [{ id: "start", kind: "task" }], edges: [], groups: [] };
  let before = "start";
  for (let stage = 0; stage < stages; stage++) {
    dag.groups.push({ id: `g${stage}`, kind: "parallel" });
    const end = `end-${stage}`;
    for (let i = 0; i < width; i++) {
      const [a, b] = [`s${stage}-${i}-ask`, `s${stage}-${i}-check`];
      for (const id of [a, b]) dag.nodes.push({ id, nodeId: id, kind: "task", groupId: `g${stage}` });
      dag.edges.push(
        { from: before, to: a, kind: "sequence" },
        { from: a, to: b, kind: "sequence" },
        { from: b, to: end, kind: "sequence" },
      );
    }
    dag.nodes.push({ id: end, kind: "task" });
    before = end;
  }
  return dag;
}

describe("foldDag", () => {
  it("folds a small panel where there is little room", () => {
    const folded = foldDag(panel(6), new Set(), 6, 3);

    expect(folded.clusters.map((cluster) => cluster.members.length)).toEqual([6]);
    expect(foldDag(panel(3), new Set(), 3, 3).clusters).toEqual([]);
  });

  it("leaves small graphs as they are", () => {
    const dag = panel(40);

    const folded = foldDag(dag, new Set());

    expect(folded.clusters).toEqual([]);
    expect(folded.nodes).toBe(dag.nodes);
  });

  it("draws many alike as one, between what is before and after", () => {
    const folded = foldDag(panel(298), new Set());

    expect(folded.clusters.map(({ name, members }) => [name, members.length])).toEqual([["evaluate", 298]]);
    expect(folded.nodes.map((node) => node.id)).toEqual(["seed", "select"]);
    expect(folded.edges).toEqual([
      { from: "seed", to: "cluster:evaluate-0", kind: "sequence" },
      { from: "cluster:evaluate-0", to: "select", kind: "sequence" },
    ]);
  });

  it("folds a group whose members are chains", () => {
    const folded = foldDag(chains(10, 9), new Set());

    expect(folded.clusters).toHaveLength(10);
    expect(folded.nodes).toHaveLength(11);
    expect(folded.edges).toHaveLength(20);
  });

  it("keeps open what the reader opened", () => {
    const dag = panel(298);

    const folded = foldDag(dag, new Set(["cluster:evaluate-0"]));

    expect(drawnNodes(folded)).toHaveLength(dag.nodes.length);
    expect(folded.blocks.map((block) => block.members.length)).toEqual([298]);
    expect(folded.edges).toHaveLength(2); // one line for all of them
  });
});

describe("commonName", () => {
  const named = (...ids: string[]) => ids.map((id) => ({ id, kind: "task" as const, taskKind: "agent" }));

  it("is what the names begin with", () => {
    expect(commonName(named("ask-lab-alpha", "ask-lab-beta"))).toBe("ask-lab");
    expect(commonName(named("evaluate-10", "evaluate-11"))).toBe("evaluate");
  });

  it("is the kind of work when the names have nothing in common", () => {
    expect(commonName(named("alpha", "beta"))).toBe("agent");
  });
});
