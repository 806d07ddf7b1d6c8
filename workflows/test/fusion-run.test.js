import { describe, expect, test } from "bun:test";
import { OFFLINE_LABEL } from "../lib/offline.js";
import { Workspace, until } from "./testing/engine.js";
import { ModelServer } from "./testing/model-server.js";

const PANEL = ["z-ai/glm-5.2", "a/broken", "b/silent", "c/fine"];
const failedNodes = (ws, runId) =>
  ws.rows("fusion", "SELECT node_id FROM _smithers_nodes WHERE run_id = ? AND state = 'failed' ORDER BY 1", runId)
    .map(({ node_id }) => node_id);

describe("without any model configured", () => {
  test.concurrent("a fusion finishes, every answer is labelled, and the roster says that its service was down", async () => {
    await using ws = new Workspace();

    const { code, json } = await ws.up("fusion.jsx", "plain", { prompt: "Is a monorepo worth it?" });

    expect([code, json.status]).toEqual([0, "finished"]);
    const roster = ws.output("fusion", "roster", "plain", "roster");
    expect(roster).toMatchObject({ source: "built-in", backend: "offline" });
    expect(roster.notes[0]).toContain("roster service did not answer");
    const answers = ws.rows("fusion", "SELECT * FROM answer WHERE run_id = 'plain'");
    expect(answers.map(({ model }) => model).sort()).toEqual([...roster.models].sort());
    const fused = ws.output("fusion", "fused", "plain", "synthesize");
    for (const text of [...answers.map(({ answer }) => answer), fused.answer, fused.rationale]) {
      expect(text).toContain(OFFLINE_LABEL);
    }
    expect(roster.models).toContain(fused.best_model);
  });

  test.concurrent("a panel with one model that fails and one that never answers finishes, and names both with the reason", async () => {
    await using ws = new Workspace();

    const { json } = await ws.up("fusion.jsx", "four", {
      prompt: "Why?", models: PANEL, failModels: ["a/broken"], hangModels: ["b/silent"], panelTimeoutMs: 1000,
    });

    expect(json).toMatchObject({ status: "finished", failedChildren: 2 });
    const summary = ws.output("fusion", "summary", "four", "panel-summary");
    expect(summary.answered.map(({ model }) => model)).toEqual(["z-ai/glm-5.2", "c/fine"]);
    expect(summary.failed.map(({ model, reason }) => `${model}: ${reason}`)).toEqual([
      "a/broken: a/broken (offline): a/broken fails because the run's input says so (failModels).",
      "b/silent: b/silent (offline) gave no answer within 1 s.",
    ]);
    expect(failedNodes(ws, "four")).toEqual(["ask-a-broken", "ask-b-silent"]);
    const labels = ws.rows("fusion", "SELECT node_id, label FROM _smithers_nodes WHERE node_id LIKE 'ask-%' ORDER BY 1");
    expect(labels.map(({ label }) => label)).toEqual(["a/broken", "b/silent", "c/fine", "z-ai/glm-5.2"]);
  });

  test.concurrent("a panel that nobody can answer fails with all reasons, and a badly set backend says what to set", async () => {
    await using ws = new Workspace();

    const { code, json } = await ws.up("fusion.jsx", "none", { prompt: "Why?", models: ["a/b"] }, { CHAD_BACKEND: "nemotron" });

    expect([code, json.status]).toEqual([1, "failed"]);
    const [{ error_json: error }] = ws.attempts("fusion", "none").filter(({ node_id }) => node_id === "panel-summary");
    expect(error.message).toMatch(/None of the 1 models answered\. a\/b: .*needs NVIDIA_API_KEY/);
  });

  test.concurrent("input that makes no sense is refused before a run exists", async () => {
    await using ws = new Workspace();
    const inputs = [{ prompt: "   " }, { prompt: "x", max: 0 }];

    for (const input of inputs) {
      const { code, json } = await ws.up("fusion.jsx", "bad", input);

      expect([code, json.error.code]).toEqual([1, "INVALID_INPUT"]);
    }
    expect(ws.rows("fusion", "SELECT run_id FROM _smithers_runs")).toEqual([]);
  });
});

test.concurrent("after a kill in the middle, a resume asks the same models and runs no finished node again", async () => {
  await using ws = new Workspace();
  const models = ["m/1", "m/2", "m/3", "m/4", "m/5", "m/6"];
  const engine = ws.start(
    ["up", `${import.meta.dir}/../fusion.jsx`, "--run-id", "crash", "--input", JSON.stringify({ prompt: "Why?", delayMs: 5000 })],
    { CHAD_FUSION_MODELS: models.join(",") },
  );
  const state = (wanted) => ws.attempts("fusion", "crash").filter((a) => a.node_id.startsWith("ask-") && a.state === wanted);
  await until(() => state("finished").length >= 1 && state("in-progress").length >= 1, "half of the panel is done");

  await ws.kill(engine);
  const before = ws.attempts("fusion", "crash").filter(({ state }) => state === "finished");
  const caught = state("in-progress").map(({ node_id }) => node_id);
  expect(ws.run("fusion", "crash").status).toBe("running");
  const { json } = await ws.resume("fusion.jsx", "crash", { CHAD_FUSION_MODELS: "other/model" });

  expect(json.status).toBe("finished");
  const after = ws.attempts("fusion", "crash");
  for (const attempt of before) expect(after).toContainEqual(attempt);
  expect(after.filter(({ node_id }) => before.some((b) => b.node_id === node_id))).toHaveLength(before.length);
  for (const id of caught) expect(after.filter((a) => a.node_id === id).map((a) => a.state)).toEqual(["cancelled", "finished"]);
  expect(ws.output("fusion", "roster", "crash", "roster").models).toEqual(models);
  expect(ws.output("fusion", "summary", "crash", "panel-summary").answered.map(({ model }) => model)).toEqual(models);
});

describe("with a model endpoint", () => {
  const verdict = (best_model) => JSON.stringify({
    consensus: "both say yes", contradictions: [], unique_insights: [{ model: "good/one", insight: "it depends" }],
    blind_spots: ["cost"], best_model, confidence: 0.8,
  });
  const fused = JSON.stringify({ answer: "Yes, but count the cost.", best_model: "good/one", rationale: "Both agree." });

  test.concurrent("real models are asked; errors become reasons, tokens are counted", async () => {
    using server = new ModelServer({
      "good/one": { content: "Yes, it depends.", reasoning: "think", usage: [100, 20] },
      "good/two": { content: "Yes.", usage: [110, 5] },
      "bad/key": { status: 401 },
      "busy/one": { status: 429 },
      "down/one": { status: 500 },
      "slow/one": { delayMs: 30_000 },
      "the/judge": { content: (body) => (/REQUIRED OUTPUT[\s\S]*rationale/.test(JSON.stringify(body)) ? fused : verdict("good/one")) },
    });
    await using ws = new Workspace();
    const env = {
      NVIDIA_API_KEY: "nvapi-test", CHAD_INFERENCE_BASE_URL: server.baseUrl, CHAD_MODEL_RETRIES: "0",
      CHAD_MODEL_CAPABLE: "the/judge",
    };
    const models = ["good/one", "bad/key", "busy/one", "down/one", "slow/one", "good/two"];

    const { json } = await ws.up("fusion.jsx", "real", { prompt: "Worth it?", models, panelTimeoutMs: 4000 }, env);

    expect(json).toMatchObject({ status: "finished", failedChildren: 4 });
    const reasons = Object.fromEntries(
      ws.output("fusion", "summary", "real", "panel-summary").failed.map(({ model, reason }) => [model, reason]),
    );
    expect(reasons["bad/key"]).toContain("HTTP 401. The key was refused");
    expect(reasons["busy/one"]).toContain("HTTP 429. Too many requests");
    expect(reasons["down/one"]).toContain("HTTP 500. The endpoint is in trouble");
    expect(reasons["slow/one"]).toContain("gave no answer within 4 s");
    expect(ws.output("fusion", "verdict", "real", "judge")).toMatchObject({ best_model: "good/one", confidence: 0.8 });
    expect(ws.output("fusion", "fused", "real", "synthesize").answer).toBe("Yes, but count the cost.");
    const tokens = ws.rows(
      "fusion",
      `SELECT json_extract(payload_json, '$.model') model, json_extract(payload_json, '$.inputTokens') input,
              json_extract(payload_json, '$.outputTokens') output
         FROM _smithers_events WHERE run_id = 'real' AND type = 'TokenUsageReported' AND payload_json LIKE '%good/%'
        ORDER BY 1`,
    );
    expect(tokens).toEqual([
      { model: "good/one", input: 100, output: 20 }, { model: "good/two", input: 110, output: 5 },
    ]);
    const store = JSON.stringify(ws.rows("fusion", "SELECT * FROM _smithers_attempts"));
    expect(store).not.toContain("nvapi-test");
  });

  test.concurrent("a judge that names a model nobody asked is corrected, and a failing judge is replaced", async () => {
    const verdicts = [verdict("gpt-unheard-of"), verdict("good/two")];
    using server = new ModelServer({
      "dead/judge": { status: 500 },
      "spare/judge": { content: (body) => (/unique_insights/.test(body.messages.at(-1).content) && verdicts.length > 0 ? verdicts.shift() : fused) },
    });
    await using ws = new Workspace();
    const env = {
      CHAD_INFERENCE_BASE_URL: server.baseUrl, CHAD_MODEL_RETRIES: "0", CHAD_STREAM: "1",
      CHAD_MODEL_CAPABLE: "dead/judge", CHAD_MODEL_SPARE: "spare/judge",
    };

    const { json } = await ws.up("fusion.jsx", "spare", { prompt: "Worth it?", models: ["good/one", "good/two"] }, env);

    expect(json.status).toBe("finished");
    expect(ws.output("fusion", "verdict", "spare", "judge").best_model).toBe("good/two");
    const judge = ws.attempts("fusion", "spare").filter(({ node_id }) => node_id === "judge");
    expect(judge.map(({ state }) => state)).toEqual(["failed", "finished"]);
    expect(server.requests.every(({ stream, key }) => stream === true && key === null)).toBe(true);
  });
});
