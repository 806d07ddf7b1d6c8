import { describe, expect, test } from "bun:test";
import { advance, enroll, newcomers, reportMarkdown, startingFrom } from "../lib/population.js";

const MODELS = ["a/a", "b/b", "c/c", "d/d"];
const entrants = newcomers(MODELS, "p/p").filter(({ kind }) => kind === "model");
const scores = (...list) => list.map((score, at) => ({ id: `model:${MODELS[at]}`, score }));
const run = (n, results, more = {}) => ({
  runId: `run-${n}`, atMs: n * 1000, offline: false, entrants, added: [], results, failed: [], ...more,
});
const find = (population, id) => population.candidates.find((each) => each.id === id);

test("a first generation gives the documented shape", () => {
  const population = advance(null, run(1, scores(0.9, 0.5, 0.7, 0.8), { added: ["model:a/a"] }));

  expect(population).toMatchObject({
    generation: 1, updatedAt: "1970-01-01T00:00:01.000Z", offline: false, champions: ["model:a/a", "model:d/d"],
    lastReport: { runId: "run-1", evaluated: 4, retired: [], added: ["model:a/a"] },
  });
  expect(find(population, "model:b/b")).toEqual({
    id: "model:b/b", kind: "model", model: "b/b", status: "active", mean: 0.5, misses: 0, retiredAtMs: null, reason: null,
    scores: [{ runId: "run-1", atMs: 1000, score: 0.5 }],
  });
  expect(find(population, "model:a/a").status).toBe("champion");
  expect(population.lastReport.leaderboard.map(({ rank, id }) => `${rank} ${id}`)).toEqual([
    "1 model:a/a", "2 model:d/d", "3 model:c/c", "4 model:b/b",
  ]);
});

test("the mean rolls over the latest scores, and champions change", () => {
  let population = null;
  for (let n = 1; n <= 4; n += 1) population = advance(population, run(n, scores(1, 0.8), { rules: { window: 2 } }));
  for (let n = 5; n <= 6; n += 1) {
    population = advance(population, run(n, scores(0.5, 0.9), { rules: { window: 2, champions: 1, margin: 1 } }));
  }

  expect(find(population, "model:a/a")).toMatchObject({ mean: 0.5, status: "active" });
  expect(population.champions).toEqual(["model:b/b"]);
});

describe("a loser", () => {
  const rules = { minScores: 2, margin: 0.1, champions: 1 };

  test("is retired for good once there are scores enough, with the reason", () => {
    const first = advance(null, run(1, scores(0.9, 0.85, 0.85, 0.2), { rules }));
    const second = advance(first, run(2, scores(0.9, 0.85, 0.85, 0.2), { rules }));

    expect(find(first, "model:d/d").status).toBe("active");
    expect(find(second, "model:d/d")).toMatchObject({
      status: "retired", retiredAtMs: 2000, reason: "Mean 0.2 over its last 2 scores; 0.8 was needed.",
    });
    expect(second.lastReport.retired.map(({ id }) => id)).toEqual(["model:d/d"]);
    const next = enroll(second, entrants);
    expect(next.candidates.map(({ id }) => id)).toEqual(["model:a/a", "model:b/b", "model:c/c"]);
    expect(next.added).toEqual([]);
    expect(find(advance(second, run(3, scores(0.1, 0.1, 0.1, 1), { rules })), "model:d/d").status).toBe("retired");
  });

  test("stays while too few would be left", () => {
    const harsh = { ...rules, minScores: 1, margin: 0, minActive: 3 };

    const population = advance(null, run(1, scores(0.9, 0.2, 0.1, 0.3), { rules: harsh }));

    expect(population.lastReport.retired.map(({ id }) => id)).toEqual(["model:c/c"]);
  });

  test("is not made by an endpoint that was down once, but by one that never answers", () => {
    const failed = [{ id: "model:d/d", reason: "HTTP 404." }];
    let population = advance(null, run(1, scores(0.9, 0.9, 0.9), { failed }));
    expect(find(population, "model:d/d")).toMatchObject({ status: "active", misses: 1, scores: [] });
    population = advance(population, run(2, scores(0.9, 0.9, 0.9, 0.9)));
    expect(find(population, "model:d/d").misses).toBe(0);

    for (const n of [3, 4, 5]) population = advance(population, run(n, scores(0.9, 0.9, 0.9), { failed }));

    expect(find(population, "model:d/d").reason).toBe("No answer in 3 generations in a row.");
  });
});

test("the same run applied twice changes nothing, also when another run came between", () => {
  const once = advance(null, run(1, scores(0.9, 0.5)));
  const later = advance(once, run(2, scores(0.9, 0.5)));

  expect(advance(once, run(1, scores(0.9, 0.5)))).toBe(once);
  expect(advance(later, run(1, scores(0.9, 0.5)))).toBe(later);
});

test("a model that the catalog features for the first time joins the race", () => {
  const population = advance(null, run(1, scores(0.9, 0.5, 0.7, 0.8)));

  const { candidates, added } = enroll(population, newcomers(["a/a", "new/one"], "p/p"));

  expect(added).toEqual(["model:new/one", "prompt:terse", "prompt:stepwise", "prompt:checking"]);
  expect(candidates.slice(0, 1)).toEqual([{ id: "model:new/one", kind: "model", model: "new/one" }]);
  expect(candidates.at(-1)).not.toHaveProperty("scores");
});

test("scores of the stand-in and of real models never meet", () => {
  const offline = { offline: true, candidates: [] };
  const real = { offline: false, candidates: [] };

  expect(startingFrom(null, { offline: false })).toBeNull();
  expect(startingFrom(offline, { offline: false })).toBeNull();
  expect(startingFrom(offline, { offline: true })).toBe(offline);
  expect(startingFrom(real, { offline: false })).toBe(real);
  expect(() => startingFrom(real, { offline: true })).toThrow("set CHAD_POPULATION to another file");
  expect(() => startingFrom({}, { offline: false })).toThrow("no list of candidates");
});

test("the report says what a reader must not overlook", () => {
  const { lastReport } = advance(null, run(1, scores(0.9), { offline: true, failed: [{ id: "model:b/b", reason: "HTTP 410." }] }));

  const text = reportMarkdown(lastReport, false);

  for (const part of ["(offline stand-in)", "DRY_RUN", "| 1 | model:a/a (champion) | a/a | 0.900 | 1 |", "model:b/b: HTTP 410."]) {
    expect(text).toContain(part);
  }
});
