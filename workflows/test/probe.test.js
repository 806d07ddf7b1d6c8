import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelOf } from "../lib/backends.js";
import { httpTargets, modelTarget, probeHttp, probeModel, probeState, shownUrl, verdict } from "../lib/probe.js";

const target = { id: "svc", url: "http://user:secret@svc.test/health" };
const probe = (fetch, limitMs = 1_000) => probeHttp(target, { limitMs, fetch });

test("addresses come from the environment, whole ones first", () => {
  const env = { CHAD_RUNS_URL: "http://runs:7331/", CHAD_ROSTER_URL: "http://r:1", CHAD_ROSTER_HEALTH_URL: "http://r:2/up" };

  const urls = Object.fromEntries(httpTargets(env).map(({ id, url }) => [id, url]));

  expect(urls).toEqual({
    "runs-api": "http://runs:7331/api/health",
    "model-refresh": "http://127.0.0.1:9332/q/health/ready",
    "fusion-roster": "http://r:2/up",
    inference: "https://integrate.api.nvidia.com/v1/models",
  });
});

test("services are asked where they listen, and the endpoint that workflows would ask", () => {
  const urlOf = (env, wanted) => httpTargets(env).find(({ id }) => id === wanted)?.url;

  expect(urlOf({ CHAD_RUNS_MANAGEMENT_PORT: "9000", CHAD_RUNS_MANAGEMENT_HOST: "0.0.0.0" }, "runs-api"))
    .toBe("http://127.0.0.1:9000/q/health/ready");
  expect(urlOf({ CHAD_ROSTER_MANAGEMENT_HOST: "10.0.0.7" }, "fusion-roster")).toBe("http://10.0.0.7:9333/q/health/ready");
  expect(urlOf({ CHAD_BACKEND: "local" }, "inference")).toBe("http://127.0.0.1:11434/v1/models");
  expect(urlOf({ CHAD_CATALOG_URL: "http://c:1/list" }, "catalog")).toBe("http://c:1/list");
  expect(urlOf({ CHAD_INFERENCE_BASE_URL: "http://c:1", CHAD_CATALOG_URL: "http://c:1/models" }, "catalog")).toBeUndefined();
});

test("no key of the provider goes to another backend's address", () => {
  const env = { NVIDIA_API_KEY: "secret", CHAD_BACKEND: "local", CHAD_INFERENCE_BASE_URL: "http://elsewhere/v1" };

  expect(httpTargets(env).find(({ id }) => id === "inference").key).toBeUndefined();
  expect(modelTarget(env)).toBeNull();
  expect(modelTarget({})).toBeNull();
});

const message = (message) => async () => Response.json({ choices: [{ message }] });
const called = { content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "look_up_word", arguments: "{}" } }] };

test.each([
  ["up", [message(called), message({ content: "Kingfisher." })], "used what it gave"],
  ["degraded", [message(called), message({ content: "A word." })], "did not use"],
  ["degraded", [message({ content: "kingfisher" })], "without calling the tool"],
  ["degraded", [message(called), async () => new Response("", { status: 500 })], "After the tool call"],
  ["down", [async () => new Response("", { status: 404 })], "does not serve m/x"],
  ["down", [async () => new Response("", { status: 401 })], "key was refused"],
  ["down", [() => new Promise(() => {})], "no answer within"],
])("the round trip with a tool is %s by rule (%#)", async (status, answers, words) => {
  const asked = [];
  const fetch = (url, options) => {
    asked.push(JSON.parse(options.body));
    return answers[asked.length - 1]();
  };

  const result = await probeModel({ id: "model", model: "m/x", baseURL: "http://m/v1", apiKey: "k" }, { limitMs: 200, fetch });

  expect(result).toMatchObject({ target: "model", status });
  expect(result.detail).toContain(words);
  if (asked.length === 2) expect(asked[1].messages.at(-1)).toMatchObject({ role: "tool", tool_call_id: "c1" });
});

test("the default model is one that the catalog has", () => {
  const dir = mkdtempSync(join(tmpdir(), "probe-test-"));
  const env = { CHAD_STATE_DIR: dir, NVIDIA_API_KEY: "k" };
  const write = (catalog) => writeFileSync(join(dir, "models.json"), JSON.stringify(catalog));
  try {
    expect(modelOf("nemotron", "capable", env)).toBe("nvidia/nemotron-3-ultra-550b-a55b");
    write({ chat: ["nvidia/nemotron-3-super-120b-a12b", "a/b"], featured: ["a/b"] });
    expect(modelTarget(env).model).toBe("nvidia/nemotron-3-super-120b-a12b");
    write({ chat: ["a/b", "c/d"], featured: ["c/d"], liveness: { "nvidia/nemotron-3-super-120b-a12b": { status: "dead" } } });
    expect(modelTarget(env).model).toBe("c/d");
    expect(modelTarget({ ...env, CHAD_MODEL_CAPABLE: "my/own" }).model).toBe("my/own");
    writeFileSync(join(dir, "models.json"), '{"chat": [');
    expect(modelTarget(env).model).toBe("nvidia/nemotron-3-ultra-550b-a55b");
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.each([
  ["up", async () => Response.json({ status: "UP" })],
  ["up", async () => new Response("fine")],
  ["up", async () => new Response("", { status: 401 })],
  ["degraded", async () => Response.json({ status: "DOWN" }, { status: 503 })],
  ["degraded", async () => Response.json({ status: "DOWN" })],
  ["degraded", async () => new Response("", { status: 500 })],
  ["down", async () => new Response("", { status: 404 })],
  ["down", async () => { throw Object.assign(new Error("x"), { code: "ConnectionRefused" }); }],
  ["down", () => new Promise(() => {})],
])("a target is %s by rule (%#)", async (status, fetch) => {
  const result = await probe(fetch, 100);

  expect(result.status).toBe(status);
  expect(result.detail).not.toBe("");
});

test("no password of an address is shown", async () => {
  expect((await probe(async () => new Response(""))).url).toBe("http://svc.test/health");
  expect(shownUrl("not a url")).toBe("(not a URL)");
});

test("the state folder is judged by the age of the catalog", () => {
  const dir = mkdtempSync(join(tmpdir(), "probe-test-"));
  const env = { CHAD_STATE_DIR: dir };
  const write = (generatedAt) => writeFileSync(join(dir, "models.json"), JSON.stringify({ generatedAt }));
  const now = Date.parse("2026-06-13T12:00:00Z");
  try {
    expect(probeState(env, now).detail).toBe("models.json does not exist yet.");
    write("2026-06-13T04:45:00Z");
    expect(probeState(env, now)).toMatchObject({ status: "up", detail: expect.stringContaining("7 h old") });
    write("2026-06-11T04:45:00Z");
    expect(probeState(env, now).status).toBe("degraded");
    write("soon");
    expect(probeState(env, now).detail).toContain("unknown age");
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("the verdict is the worst of all, and a probe that vanished counts as down", () => {
  const up = { target: "a", status: "up", detail: "" };

  expect(verdict([up], ["a"])).toMatchObject({ status: "up", healthy: true, summary: "1 of 1 up." });
  expect(verdict([up], ["a", "b"])).toMatchObject({ status: "down", healthy: false, summary: "1 of 2 up; down: b." });
});
