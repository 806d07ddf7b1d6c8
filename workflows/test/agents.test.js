import { describe, expect, test } from "bun:test";
import { ROLES, pickAgent, pickFallback, taskOpts } from "../lib/agents.js";
import { chooseBackend, configuredBackends } from "../lib/backends.js";
import { OFFLINE_LABEL } from "../lib/offline.js";

const key = { NVIDIA_API_KEY: "nvapi-test" };
const local = { CHAD_INFERENCE_BASE_URL: "http://127.0.0.1:1/v1" };

describe("the backend", () => {
  test("is the stand-in only when nothing else is configured", () => {
    expect(chooseBackend("capable", {})).toBe("offline");
    expect(chooseBackend("capable", key)).toBe("nemotron");
    expect(chooseBackend("capable", local)).toBe("local");
    expect(chooseBackend("capable", { ANTHROPIC_API_KEY: "x" })).toBe("anthropic");
  });

  test("with a key, an address of one's own is asked with that key", () => {
    expect(configuredBackends({ ...key, ...local })).toEqual(["nemotron"]);
  });

  test("the provider's address alone configures nothing: it answers nobody without a key", () => {
    expect(chooseBackend("capable", { CHAD_INFERENCE_BASE_URL: "https://integrate.api.nvidia.com/v1/" })).toBe("offline");
  });

  test("can be named, per tier too", () => {
    const env = { ...key, CHAD_BACKEND: "claudecode", CHAD_BACKEND_CHEAP: "nemotron" };

    expect(pickAgent("judge", { env }).backend).toBe("claudecode");
    expect(pickAgent("triage", { env }).backend).toBe("nemotron");
  });
});

test.each(["claudecode", "codex"])("%s is asked through its CLI, with nothing to touch", (backend) => {
  const { inner } = pickAgent("judge", { env: { CHAD_BACKEND: backend } });

  expect(inner.constructor.name).toBe(backend === "codex" ? "CodexAgent" : "ClaudeCodeAgent");
  expect(backend === "codex" ? inner.opts.sandbox : inner.opts.tools).toBe(backend === "codex" ? "read-only" : "");
});

describe("the model", () => {
  test("is the tier's", () => {
    expect(pickAgent("judge", { env: key }).model).toBe("nvidia/nemotron-3-ultra-550b-a55b");
    expect(pickAgent("triage", { env: key }).model).toBe("nvidia/nemotron-3-nano-30b-a3b");
    expect(pickAgent("judge", { env: { ...key, CHAD_MODEL_CAPABLE: "z-ai/glm-5.2" } }).model).toBe("z-ai/glm-5.2");
  });

  test("is the spare one where the backend has no default", () => {
    expect(pickAgent("judge", { env: local, spareModel: "llama" }).model).toBe("llama");
  });
});

describe("a backend that can't be asked", () => {
  test.each([
    [{ CHAD_BACKEND: "nemotron" }, {}, "NVIDIA_API_KEY"],
    [{ CHAD_BACKEND: "gemini" }, {}, "Known backends"],
    [local, {}, "CHAD_MODEL_CAPABLE"],
    [{ ANTHROPIC_API_KEY: "x" }, { model: "z-ai/glm-5.2" }, "CHAD_FUSION_MODELS"],
  ])("says what to set and never answers: %o", async (env, opts, hint) => {
    const agent = pickAgent("judge", { env, ...opts });

    await expect(agent.preflight()).rejects.toThrow(hint);
    await expect(agent.generate({ prompt: "?" })).rejects.toThrow(hint);
  });
});

describe("the fallback", () => {
  test("is another model of the same backend, or the other backend", () => {
    expect(pickFallback("judge", { env: key }).model).toBe("nvidia/nemotron-3-super-120b-a12b");
    expect(pickFallback("judge", { env: { ...key, ANTHROPIC_API_KEY: "x" } }).backend).toBe("anthropic");
    expect(pickFallback("judge", { env: { ...key, CHAD_BACKEND: "codex" } }).backend).toBe("nemotron");
  });

  test("is never the stand-in", () => {
    expect(pickFallback("judge", { env: {} })).toBeNull();
    expect(pickFallback("judge", { env: local, spareModel: "llama" })).toBeNull();
  });
});

test("every role has finite retries and time limits that end an agent", () => {
  for (const role of Object.keys(ROLES)) {
    const opts = taskOpts(role, { env: key });

    expect(Number.isInteger(opts.retries)).toBe(true);
    expect(opts.heartbeatTimeoutMs).toBeGreaterThan(opts.timeoutMs);
    expect([opts.agent].flat()[0].limitMs).toBe(opts.timeoutMs);
  }
});

test("an unknown role is a mistake in the workflow, so it throws", () => {
  expect(() => pickAgent("poet")).toThrow('There is no role "poet"');
});

describe("the stand-in", () => {
  const env = {};

  test("labels its prose, and says the same thing each time", async () => {
    const agent = pickAgent("panel", { env, model: "a/b", prose: true });

    const first = await agent.generate({ prompt: "Why?" });
    const second = await agent.generate({ prompt: "Why?" });

    expect(first.output).toEqual({ model: "a/b", backend: "offline", answer: expect.stringContaining(OFFLINE_LABEL) });
    expect(second.output).toEqual(first.output);
    expect(first.usage).toBeUndefined();
  });

  test("refuses an answer without the label", async () => {
    const agent = pickAgent("judge", { env, offline: () => ({ best_model: "a/b" }) });

    await expect(agent.generate({ prompt: "?" })).rejects.toThrow("lacks the label");
  });

  test("plays a model that fails, and one that never answers", async () => {
    const failing = pickAgent("panel", { env, model: "a/b", prose: true, fails: true });
    const hanging = pickAgent("panel", { env, model: "a/b", prose: true, hangs: true, limitMs: 50 });

    await expect(failing.generate({ prompt: "?" })).rejects.toThrow("failModels");
    await expect(hanging.generate({ prompt: "?" })).rejects.toThrow("gave no answer within 0.05 s");
  });
});
