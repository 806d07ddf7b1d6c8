import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpTargets, probeHttp, probeState, shownUrl, verdict } from "../lib/probe.js";

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
    expect(probeState(env, now).detail).toBe("models.json is not there yet.");
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
