import { expect, test } from "bun:test";
import { GithubServer } from "./testing/github-server.js";
import { until, Workspace } from "./testing/engine.js";

const STORE = "gha-offload";
const FILE = "gha-offload.jsx";
const INPUT = { task: "add it up", pollSeconds: 1 };

/** Does what the supervisor of the service does: goes on with a run whose timer is due. */
async function goOn(ws, runId, env) {
  return await until(async () => {
    const { status } = ws.run(STORE, runId);
    if (status !== "waiting-timer") return status;
    const [timer] = ws.rows(STORE, "SELECT meta_json FROM _smithers_attempts WHERE run_id = ? AND state = 'waiting-timer'", runId);
    if (timer && timer.meta_json.timer.firesAtMs <= Date.now()) await ws.resume(FILE, runId, env);
    return null;
  }, "the run to end");
}

test.concurrent("no process of ours lives while the runner works, and its result becomes the report", async () => {
  await using ws = new Workspace();
  using server = new GithubServer({ hideLooks: 3 });

  const launched = await ws.up(FILE, "works", INPUT, server.env);
  expect(launched.json).toMatchObject({ status: "waiting-timer" });

  expect(await goOn(ws, "works", server.env)).toBe("finished");
  expect(ws.output(STORE, "report", "works", "report")).toMatchObject({ status: "success", answer: "42" });
  expect(server.dispatches).toHaveLength(1);
  expect(JSON.stringify(ws.rows(STORE, "SELECT payload_json FROM _smithers_events WHERE run_id = 'works'"))).not.toContain(GithubServer.TOKEN);
});

test.concurrent("a failure and a timeout over there are reports of finished runs", async () => {
  await using ws = new Workspace();
  using failing = new GithubServer({ conclusion: "failure" });
  using endless = new GithubServer({ conclusion: null });

  await ws.up(FILE, "fails", INPUT, failing.env);
  expect(await goOn(ws, "fails", failing.env)).toBe("finished");
  await ws.up(FILE, "late", { ...INPUT, limitMs: 1_000 }, endless.env);
  expect(await goOn(ws, "late", endless.env)).toBe("finished");

  expect(ws.output(STORE, "report", "fails", "report")).toMatchObject({ status: "failure", answer: null });
  expect(ws.output(STORE, "report", "late", "report")).toMatchObject({ status: "timeout", answer: null });
});

test.concurrent("a power cut behind the dispatch loses nothing and dispatches nothing twice", async () => {
  await using ws = new Workspace();
  using server = new GithubServer({ neverAnswers: true, hideLooks: 2 });
  const engine = ws.start(["up", `${import.meta.dir}/../${FILE}`, "--run-id", "cut", "--input", JSON.stringify(INPUT)], server.env);
  await until(() => server.dispatches.length === 1, "the dispatch");

  await ws.kill(engine);
  expect(ws.run(STORE, "cut").status).toBe("running");
  await ws.resume(FILE, "cut", server.env);

  expect(await goOn(ws, "cut", server.env)).toBe("finished");
  expect(ws.output(STORE, "gha_dispatch", "cut", "offload-dispatch")).toMatchObject({ outcome: "tried-before" });
  expect(ws.output(STORE, "report", "cut", "report")).toMatchObject({ status: "success", answer: "42" });
  expect(server.dispatches).toHaveLength(1);
});
