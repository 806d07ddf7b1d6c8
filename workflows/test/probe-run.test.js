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

  const { json } = await ws.up("probe.jsx", "mixed", { timeoutMs: 500 }, {
    CHAD_RUNS_URL: services.url.origin,
    CHAD_REFRESH_URL: services.url.origin,
    CHAD_ROSTER_URL: silent.url.origin,
    CHAD_INFERENCE_BASE_URL: models.baseUrl,
  });

  expect(json.status).toBe("finished");
  const targets = byTarget(ws.output("probe", "report", "mixed", "report"));
  expect(targets["runs-api"]).toMatchObject({ status: "up", http: 401 });
  expect(targets["model-refresh"]).toMatchObject({ status: "degraded", http: 503 });
  expect(targets["fusion-roster"]).toMatchObject({ status: "down", detail: "fusion-roster gave no answer within 0.5 s." });
  expect(targets.inference).toMatchObject({ status: "up", http: 200 });
  expect(targets.state.status).toBe("up");
});
