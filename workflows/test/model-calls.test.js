import { describe, expect, test } from "bun:test";
import { pickAgent } from "../lib/agents.js";
import { GuardedAgent } from "../lib/chat-agent.js";
import { ModelServer } from "./testing/model-server.js";

/** What an agent tells the engine of its calls while it answers, or fails. */
async function callsOf(agent, args = {}) {
  const events = [];
  await agent.generate({ prompt: "Hi?", onEvent: (event) => events.push(event), ...args }).catch(() => {});
  return events.map(({ action }) => action.detail.modelCall);
}
const chat = (server, model, env = {}, opts = {}) =>
  pickAgent("panel", { model, prose: true, env: { CHAD_INFERENCE_BASE_URL: server.baseUrl, CHAD_MODEL_RETRIES: "0", ...env }, ...opts });

describe("each call of a model is told when it ends", () => {
  test.each([["", undefined], ["1", () => {}]])("with what the endpoint counted, streamed or not: %p", async (stream, onStdout) => {
    using server = new ModelServer({ "a/b": { content: "Hi!", reasoning: "let me see", usage: [120, 40] } });

    const [call, ...more] = await callsOf(chat(server, "a/b", { CHAD_STREAM: stream }), { onStdout });

    expect(more).toEqual([]);
    expect(call).toMatchObject({
      model: "a/b", provider: new URL(server.baseUrl).host, outcome: "answered", finishReason: "stop",
      inputTokens: 120, outputTokens: 40, reasoningTokens: 3, cacheReadTokens: 4,
    });
  });

  test("also one that the SDK repeats, and one that was refused", async () => {
    using server = new ModelServer({ "a/b": { status: 429 } });

    const calls = await callsOf(chat(server, "a/b", { CHAD_MODEL_RETRIES: "1" }));

    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({ outcome: "refused", http: 429 });
  });

  test("one that is cut off may have used something", async () => {
    using server = new ModelServer({ "a/b": { delayMs: 30_000 } });

    expect(await callsOf(chat(server, "a/b", {}, { limitMs: 100 }))).toMatchObject([{ outcome: "unknown" }]);
  });

  test("the tokens of an answer without a word are told, though the attempt fails", async () => {
    using server = new ModelServer({ "a/b": { content: "<think>hm</think>", usage: [7, 9] } });

    expect(await callsOf(chat(server, "a/b"))).toMatchObject([{ outcome: "answered", inputTokens: 7, outputTokens: 9 }]);
  });

  test("an endpoint that counts nothing is estimated", async () => {
    using server = new ModelServer({ "a/b": { content: "x".repeat(400), usage: null } });

    expect(await callsOf(chat(server, "a/b"))).toMatchObject([{ estimated: true, outputTokens: 100 }]);
  });

  test("an agent with a client of its own tells of each answer, the stand-in that it is one", async () => {
    const inner = { id: "x", generate: async () => ({ text: "{}", usage: { inputTokens: 5, outputTokens: 6 } }) };
    const guarded = (more) => new GuardedAgent({ inner: { ...inner, ...more }, model: "opus", backend: "claudecode", limitMs: 1000 });

    expect(await callsOf(guarded({}))).toEqual([
      { model: "opus", provider: "api.anthropic.com", outcome: "answered", inputTokens: 5, outputTokens: 6 },
    ]);
    expect(await callsOf(guarded({ generate: async () => ({ text: "{}" }) }))).toMatchObject([{ outcome: "unknown" }]);
    expect(await callsOf(pickAgent("panel", { model: "a/b", prose: true, env: {} }))).toEqual([
      { model: "offline/a/b", outcome: "stand-in" },
    ]);
  });
});
