import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { collect, dispatchKey, dispatchOnce, lookOnce, planJob } from "../lib/gha.js";
import { GithubServer } from "./testing/github-server.js";

const schema = z.object({ answer: z.string() });
let dir;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gha-test-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The whole step, without the engine: plan, dispatch, look until settled, collect. */
async function step(server, { wanted = {}, env = {} } = {}) {
  const all = { ...server.env, CHAD_STATE_DIR: dir, ...env };
  const job = planJob("run-1", "offload", { inputs: { task: "x" }, limitMs: 3_000, ...wanted }, all);
  const dispatched = await dispatchOnce(job, all);
  let looked;
  while (["sent", "tried-before"].includes(dispatched.outcome) && !looked?.settled) {
    looked = await lookOnce(job, dispatched, looked, all);
  }
  return { job, dispatched, looked, ended: await collect(job, dispatched, looked, schema, all), env: all };
}

test("the key is the same for every attempt of a node, and another for a fork", () => {
  expect(dispatchKey("Night 7", "offload")).toBe(dispatchKey("Night 7", "offload"));
  expect(dispatchKey("Night 7", "offload")).toMatch(/^night-7-[0-9a-f]{20}$/);
  expect(dispatchKey("night-8", "offload")).not.toBe(dispatchKey("night-7", "offload"));
  expect(dispatchKey("night-7", "other")).not.toBe(dispatchKey("night-7", "offload"));
});

test("a result is fetched, unpacked, checked and given", async () => {
  using server = new GithubServer({ hideLooks: 2 });

  const { ended, job } = await step(server);

  expect(ended).toMatchObject({ status: "success", result: { answer: "42" }, ghRunId: 1, key: job.key });
  expect(server.dispatches).toEqual([{ ref: "main", inputs: { task: "x", dispatch_key: job.key } }]);
  expect(JSON.stringify(ended)).not.toContain(GithubServer.TOKEN);
});

test("who dispatches again finds the first dispatch, also when its answer was never heard", async () => {
  using server = new GithubServer();
  const { job, env } = await step(server);

  expect(await dispatchOnce(job, env)).toMatchObject({ outcome: "tried-before" });
  rmSync(join(dir, "gha"), { recursive: true }); // the state folder was lost: GitHub still knows
  expect(await dispatchOnce(job, env)).toMatchObject({ outcome: "tried-before" });
  expect(server.dispatches).toHaveLength(1);
});

test.each([
  ["failure", "failure"], ["timed_out", "timeout"], ["cancelled", "cancelled"], ["skipped", "cancelled"],
  ["startup_failure", "failure"], ["action_required", "failure"],
])("a run that ends with %s is a %s", async (conclusion, status) => {
  using server = new GithubServer({ conclusion });

  expect((await step(server)).ended).toMatchObject({ status, result: null, url: expect.stringContaining("/runs/1") });
});

test("a run that never ends is a timeout, and is told to stop", async () => {
  using server = new GithubServer({ conclusion: null });

  expect((await step(server, { wanted: { limitMs: 300 } })).ended.status).toBe("timeout");
  expect(server.cancelled).toEqual([1]);
});

test.each([
  ["no result.json", { files: { "other.txt": "x" } }, "has no result.json"],
  ["a broken result.json", { files: { "result.json": "{" } }, "can't be read"],
  ["a result of another shape", { files: { "result.json": '{"answer":42}' } }, "not what was expected"],
  ["a result that is too large", { files: { "result.json": `"${"x".repeat(6_000_000)}"` } }, "too large"],
  ["an artifact of another name", { artifact: "logs" }, 'without an artifact named "result"'],
])("%s is invalid", async (_, plan, words) => {
  using server = new GithubServer(plan);

  const { ended } = await step(server);

  expect(ended).toMatchObject({ status: "invalid", result: null });
  expect(ended.detail).toContain(words);
});

test.each([401, 404, 422])("a dispatch that GitHub refuses with %d is invalid, and nothing counts as sent", async (dispatchStatus) => {
  using server = new GithubServer({ dispatchStatus });

  expect((await step(server)).ended).toMatchObject({ status: "invalid", detail: expect.stringContaining(String(dispatchStatus)) });
  expect(readdirSync(join(dir, "gha"))).toEqual([]);
});

test("bad moments of GitHub are waited out", async () => {
  using server = new GithubServer({ failLooks: 4 });

  expect((await step(server)).ended.status).toBe("success");
});

test("a state folder that can't be written is invalid, and nothing is dispatched", async () => {
  using server = new GithubServer();
  writeFileSync(join(dir, "gha"), "a file where a folder should be");

  expect((await step(server)).ended).toMatchObject({ status: "invalid", detail: expect.stringContaining("Nothing was dispatched") });
  expect(server.dispatches).toEqual([]);
});

test.each([["null"], ["[]"], ["<html>"], ['{"workflow_runs":[null,{"id":"x"},7]}']])("nonsense for an answer is waited out: %s", async (body) => {
  using nonsense = Bun.serve({
    hostname: "127.0.0.1", port: 0,
    fetch: ({ method }) => (method === "POST" ? new Response(null, { status: 204 }) : new Response(body)),
  });
  const server = { env: { CHAD_GITHUB_API_URL: `http://127.0.0.1:${nonsense.port}`, CHAD_GHA_REPO: "a/b", GITHUB_TOKEN: "t" } };

  expect((await step(server, { wanted: { limitMs: 100 } })).ended.status).toBe("unreachable");
}, 30_000);

test("nobody there is unreachable, and may be tried again later", async () => {
  using server = new GithubServer();
  const nobody = await step(server, { env: { CHAD_GITHUB_API_URL: "http://127.0.0.1:9" } });

  expect(nobody.ended.status).toBe("unreachable");
  expect((await step(server)).ended.status).toBe("success");
}, 20_000);

test("a run that never shows its key is unreachable, and is not dispatched again", async () => {
  using server = new GithubServer({ nameless: true });

  const { ended } = await step(server, { wanted: { limitMs: 300 } });

  expect(ended).toMatchObject({ status: "unreachable", detail: expect.stringContaining("run-name") });
  expect(server.dispatches).toHaveLength(1);
});

test("what is not set is said, and a dry run dispatches nothing", async () => {
  using server = new GithubServer();

  expect((await step(server, { env: { GITHUB_TOKEN: "" } })).ended).toMatchObject({ status: "invalid", detail: expect.stringContaining("GITHUB_TOKEN") });
  expect((await step(server, { env: { CHAD_GHA_REPO: "../../evil" } })).ended).toMatchObject({ status: "invalid" });
  expect((await step(server, { env: { DRY_RUN: "1" } })).ended).toMatchObject({ status: "cancelled" });
  expect(server.dispatches).toEqual([]);
});
