import { describe, expect, test } from "bun:test";
import { pickAgent } from "../lib/agents.js";
import { GuardedAgent } from "../lib/chat-agent.js";
import { ModelServer } from "./testing/model-server.js";

const envFor = (server, more = {}) => ({
  NVIDIA_API_KEY: "nvapi-test", CHAD_INFERENCE_BASE_URL: server.baseUrl, CHAD_MODEL_RETRIES: "0", ...more,
});
const ask = (server, model, opts = {}, args = {}) =>
  pickAgent("panel", { model, prose: true, env: envFor(server, opts.env), ...opts.more }).generate({ prompt: "Hi?", ...args });

describe("a model over the wire", () => {
  test("answers in prose, with the tokens that the endpoint counted", async () => {
    using server = new ModelServer({ "a/b": { content: "<think>hm</think>\nHi!", reasoning: "let me see", usage: [120, 40] } });

    const result = await ask(server, "a/b");

    expect(result.output).toEqual({ model: "a/b", backend: "nemotron", answer: "Hi!" });
    expect(result.usage).toMatchObject({ inputTokens: 120, outputTokens: 40 });
    expect(server.requests[0]).toMatchObject({ model: "a/b", key: "Bearer nvapi-test" });
    expect(server.requests[0].messages.at(-1)).toEqual({ role: "user", content: "Hi?" });
  });

  test("is streamed when asked for: pieces as they come, the same answer and tokens at the end", async () => {
    const long = "All work and no play. ".repeat(100);
    using server = new ModelServer({ "a/b": { content: long, usage: [9, 300] } });
    const pieces = [];

    const result = await ask(server, "a/b", { env: { CHAD_STREAM: "1" } }, { onStdout: (text) => pieces.push(text) });

    expect(server.requests[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(long);
    expect(result.output.answer).toBe(long.trim());
    expect(result.usage).toMatchObject({ inputTokens: 9, outputTokens: 300 });
  });

  test.each([["0"], ["1"]])("cut at the model's limit says so where the engine keeps the answer (CHAD_STREAM=%s)", async (stream) => {
    using server = new ModelServer({ "a/b": { content: "It is fo", finish: "length" }, "c/d": { content: "42" } });
    const kept = [];
    const args = { onStdout: () => {}, onStepFinish: (step) => kept.push(...structuredClone(step.response.messages)) };

    await ask(server, "a/b", { env: { CHAD_STREAM: stream } }, args);
    await ask(server, "c/d", { env: { CHAD_STREAM: stream } }, args);

    expect(kept.map((message) => message.finishReason)).toEqual(["length", undefined]);
  });

  test("a local endpoint is asked without a key", async () => {
    using server = new ModelServer();

    await ask(server, "llama", { env: { NVIDIA_API_KEY: undefined } });

    expect(server.requests[0].key).toBeNull();
  });

  test("the default model thinks when its tier is capable", async () => {
    using server = new ModelServer();

    await pickAgent("judge", { env: envFor(server), prose: true }).generate({ prompt: "Hi?" });
    await pickAgent("triage", { env: envFor(server), prose: true }).generate({ prompt: "Hi?" });

    const thinking = server.requests.map(({ chat_template_kwargs }) => chat_template_kwargs.enable_thinking);
    expect(thinking).toEqual([true, false]);
  });
});

describe("an error of the endpoint", () => {
  test.each([
    [401, "key was refused"],
    [404, "does not serve this model"],
    [429, "rate limit"],
    [500, "endpoint is in trouble"],
  ])("%d is told in plain words, without the request that caused it", async (status, words) => {
    using server = new ModelServer({ "a/b": { status } });

    const error = await ask(server, "a/b").catch((thrown) => thrown);

    expect(error.message).toContain(`a/b (nemotron): HTTP ${status}.`);
    expect(error.message).toContain(words);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("Hi?");
    expect(Object.keys(error)).not.toContain("requestBodyValues");
  });

  test("in a stream is told just so", async () => {
    using server = new ModelServer({ "a/b": { status: 401 } });

    const asked = ask(server, "a/b", { env: { CHAD_STREAM: "1" } }, { onStdout: () => {} });

    await expect(asked).rejects.toThrow("HTTP 401. The key was refused");
  });

  test("is retried when the endpoint was only busy", async () => {
    using server = new ModelServer({ "a/b": { status: 429 } });

    await ask(server, "a/b", { env: { CHAD_MODEL_RETRIES: "1" } }).catch(() => {});

    expect(server.requests).toHaveLength(2);
  });

  test("an answer without a word is an error too", async () => {
    using server = new ModelServer({ "a/b": { content: "<think>only thoughts</think>" } });

    await expect(ask(server, "a/b")).rejects.toThrow("answered with nothing (finish reason stop)");
  });

  test("a slow answer ends at the limit, though the engine itself would wait on", async () => {
    using server = new ModelServer({ "a/b": { delayMs: 30_000 } });

    await expect(ask(server, "a/b", { more: { limitMs: 100 } })).rejects.toThrow("a/b (nemotron) gave no answer within 0.1 s.");
  });
});

test("a cancelled run ends the call with the engine's reason, also when the agent ignores its signal", async () => {
  const engine = new AbortController();
  const deaf = new GuardedAgent({
    inner: { id: "deaf", generate: () => new Promise(() => {}) }, model: "deaf", backend: "test", limitMs: 60_000,
  });

  const call = deaf.generate({ prompt: "?", abortSignal: engine.signal });
  engine.abort(new Error("run cancelled"));

  await expect(call).rejects.toThrow("run cancelled");
});
