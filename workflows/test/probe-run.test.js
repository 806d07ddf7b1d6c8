import { expect, test } from "bun:test";
import { NOBODY, Workspace } from "./testing/engine.js";
import { ModelServer } from "./testing/model-server.js";

const byTarget = (report) => Object.fromEntries(report.targets.map((each) => [each.target, each]));

test.concurrent("with everything down and no network, the probe finishes and says so for each target", async () => {
  await using ws = new Workspace();

  const { code, json } = await ws.up("probe.jsx", "dark", {}, { CHAD_INFERENCE_BASE_URL: NOBODY });

  expect([code, json.status]).toEqual([0, "finished"]);
  const report = ws.output("probe", "report", "dark", "report");
  expect(report).toMatchObject({ status: "down", healthy: 0 });
  expect(report.targets.map(({ target, status }) => `${target} ${status}`)).toEqual([
    "runs-api down", "model-refresh down", "fusion-roster down", "inference down", "state degraded",
  ]);
});

test.concurrent("each target is judged on its own: healthy, not ready, silent, asking for a key", async () => {
  using models = new ModelServer({ "a/b": {} });
  using silent = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Promise(() => {}) });
  using services = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    routes: {
      "/api/health": () => new Response("", { status: 401 }),
      "/q/health/ready": () => Response.json({ status: "DOWN" }, { status: 503 }),
    },
    fetch: () => new Response("", { status: 404 }),
  });
  await using ws = new Workspace();
  ws.write("models.json", { generatedAt: new Date().toISOString(), featured: [] });

  const { json } = await ws.up("probe.jsx", "mixed", { timeoutMs: 5_000 }, {
    CHAD_RUNS_URL: services.url.origin,
    CHAD_REFRESH_URL: services.url.origin,
    CHAD_ROSTER_URL: silent.url.origin,
    CHAD_INFERENCE_BASE_URL: models.baseUrl,
  });

  expect(json.status).toBe("finished");
  const targets = byTarget(ws.output("probe", "report", "mixed", "report"));
  expect(targets["runs-api"]).toMatchObject({ status: "up", http: 401 });
  expect(targets["model-refresh"]).toMatchObject({ status: "degraded", http: 503 });
  expect(targets["fusion-roster"]).toMatchObject({ status: "down", detail: "fusion-roster gave no answer within 5 s." });
  expect(targets.inference).toMatchObject({ status: "up", http: 200 });
  expect(targets.state.status).toBe("up");
});

test.concurrent("with a key the default model, one of the catalog, makes a round trip with a tool", async () => {
  const asked = [];
  using provider = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    routes: { "/v1/models": () => Response.json({ data: [] }) },
    async fetch(request) {
      const body = await request.json();
      asked.push({ model: body.model, key: request.headers.get("authorization"), last: body.messages.at(-1) });
      const call = { id: "c1", type: "function", function: { name: body.tools[0].function.name, arguments: "{}" } };
      const message = asked.length === 1 ? { content: null, tool_calls: [call] } : { content: "kingfisher" };
      return Response.json({ choices: [{ message }] });
    },
  });
  await using ws = new Workspace();
  ws.write("models.json", { generatedAt: new Date().toISOString(), featured: ["a/b"], chat: ["a/b"] });

  const { json } = await ws.up("probe.jsx", "keyed", { timeoutMs: 500 }, {
    CHAD_INFERENCE_BASE_URL: `${provider.url.origin}/v1`,
    NVIDIA_API_KEY: "k-1",
  });

  expect(json.status).toBe("finished");
  const { model } = byTarget(ws.output("probe", "report", "keyed", "report"));
  expect(model).toMatchObject({ status: "up", http: 200, detail: "a/b called the tool and used what it gave." });
  expect(asked.map((each) => `${each.model} ${each.key}`)).toEqual(["a/b Bearer k-1", "a/b Bearer k-1"]);
  expect(JSON.parse(asked[1].last.content)).toEqual({ word: "kingfisher" });
});
