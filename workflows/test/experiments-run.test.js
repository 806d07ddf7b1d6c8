import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { QUESTIONS } from "../lib/exam.js";
import { Workspace, until } from "./testing/engine.js";
import { ModelServer } from "./testing/model-server.js";

const MODELS = ["a/one", "b/two", "c/three", "d/four"];
const report = (ws, runId) => ws.output("experiments", "report", runId, "report");
const asked = (ws, runId) =>
  ws.rows("experiments", "SELECT node_id FROM paper WHERE run_id = ? ORDER BY 1", runId).map((row) => row.node_id);

test.concurrent("a generation crowns champions and retires losers for good; a dry run changes nothing", async () => {
  await using ws = new Workspace();
  const input = { models: MODELS, rules: { minScores: 1, margin: 0.1 }, failModels: ["d/four"] };

  const first = await ws.up("experiments.jsx", "gen-1", input);

  expect(first.json).toMatchObject({ status: "finished", failedChildren: 1 });
  const population = ws.read("population.json");
  expect(population).toMatchObject({ generation: 1, offline: true, lastReport: { runId: "gen-1", evaluated: 6 } });
  expect(population.candidates.map(({ kind }) => kind)).toEqual([...MODELS.map(() => "model"), "prompt", "prompt", "prompt"]);
  expect(population.candidates.find(({ id }) => id === "model:d/four")).toMatchObject({ misses: 1, scores: [], status: "active" });
  const retired = population.candidates.filter(({ status }) => status === "retired").map(({ id }) => id);
  expect(retired.length).toBeGreaterThan(0);
  expect(report(ws, "gen-1").failed[0].reason).toContain("failModels");
  expect(report(ws, "gen-1").markdown).toContain("(offline stand-in) No model was asked");

  const dry = await ws.up("experiments.jsx", "dry", input, { DRY_RUN: "1" });

  expect(dry.json.status).toBe("finished");
  expect(report(ws, "dry")).toMatchObject({ generation: 2, written: 0 });
  expect(ws.read("population.json")).toEqual(population);
  const known = ws.output("experiments", "seed", "dry", "seed").candidates.map(({ id }) => id);
  expect(known.filter((id) => retired.includes(id))).toEqual([]);
  expect(known).toHaveLength(7 - retired.length);
});

test.concurrent("after a kill in the middle, a resume finishes the generation and counts every score once", async () => {
  await using ws = new Workspace();
  const engine = ws.start([
    "up", join(import.meta.dir, "../experiments.jsx"), "--run-id", "crash",
    "--input", JSON.stringify({ models: MODELS, delayMs: 5000 }), // the kill comes in time on a busy machine too
  ]);
  await until(() => asked(ws, "crash").length >= 1, "a first paper is in");

  await ws.kill(engine);
  const before = ws.attempts("experiments", "crash").filter(({ state }) => state === "finished");
  expect(existsSync(join(ws.dir, "population.json"))).toBe(false);
  const { json } = await ws.resume("experiments.jsx", "crash");

  expect(json.status).toBe("finished");
  const after = ws.attempts("experiments", "crash");
  for (const attempt of before) expect(after).toContainEqual(attempt);
  expect(asked(ws, "crash")).toHaveLength(7);
  const { generation, candidates } = ws.read("population.json");
  expect(generation).toBe(1);
  expect(candidates.map(({ scores }) => scores.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect(readdirSync(ws.dir).filter((name) => /lock|tmp/.test(name))).toEqual([]);
});

test.concurrent("real models begin anew beside what the stand-in played, and the stand-in may not write over them", async () => {
  const paper = (right) => QUESTIONS.map(({ expect: answer }, at) => `${at + 1}: ${at < right ? answer : "?"}`).join("\n");
  using server = new ModelServer({ "a/one": { content: paper(8) }, "b/two": { content: paper(4) }, "p/p": { content: paper(6) } });
  await using ws = new Workspace();
  const played = { generation: 7, offline: true, candidates: [], champions: [] };
  ws.write("population.json", played);
  const env = { NVIDIA_API_KEY: "nvapi-test", CHAD_INFERENCE_BASE_URL: server.baseUrl, CHAD_MODEL_CAPABLE: "p/p" };

  const real = await ws.up("experiments.jsx", "real", { models: ["a/one", "b/two"] }, env);
  const offline = await ws.up("experiments.jsx", "offline", { models: ["a/one"] });

  expect(real.json.status).toBe("finished");
  const population = ws.read("population.json");
  expect(population).toMatchObject({ generation: 1, offline: false });
  const means = Object.fromEntries(population.candidates.map(({ id, mean }) => [id, mean]));
  expect(means).toMatchObject({ "model:a/one": 1, "model:b/two": 0.5, "prompt:terse": 0.75 });
  expect(population.champions[0]).toBe("model:a/one");
  expect(ws.read("population.json.offline")).toEqual(played);
  const systems = server.requests.filter(({ model }) => model === "p/p").map(({ messages }) => messages[0].content);
  expect(systems).toContain("Answer with as few words as possible.");
  expect(offline.json.status).toBe("failed");
  expect(JSON.stringify(ws.run("experiments", "offline").error_json)).toContain("set CHAD_POPULATION to another file");
});
