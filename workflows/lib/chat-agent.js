import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { ToolLoopAgent } from "ai";
import { callGate } from "./call-gate.js";
import { withDeadline } from "./deadline.js";
import { refusedBy, reportCall, reporting, tokensOf } from "./model-calls.js";

/** A stream is passed on in pieces of this size: one stored event per token would drown the run's log. */
const CHUNK_CHARACTERS = 800;

/**
 * An OpenAI-compatible chat model as an agent. With `stream` the answer arrives as server-sent events and its pieces
 * are handed to the engine while they come; without it there is one request and one answer, as every server can do.
 */
export class ChatAgent {
  /**
   * @param {{
   *   id: string, model: string, baseURL: string, apiKey?: string, instructions: string,
   *   reasoning?: boolean, stream?: boolean, maxRetries?: number,
   * }} options `reasoning` left out = the model's own default; `maxRetries` counts repeats after 429 and 5xx
   */
  constructor({ id, model, baseURL, apiKey, instructions, reasoning, stream = false, maxRetries = 2 }) {
    this.id = id;
    this.model = model;
    this.stream = stream;
    this.provider = URL.parse(baseURL)?.host;
    const endpoint = createOpenAICompatible({ name: "chat", baseURL, apiKey, includeUsage: true })(model);
    // One for each answer: what its calls used is told to the attempt that asked.
    this.loop = (onEvent) => new ToolLoopAgent({
      id,
      model: reporting(endpoint, { id: model, provider: this.provider, onEvent }),
      instructions,
      maxRetries,
      onError: () => {}, // the error is thrown where the stream is read; the SDK would print it, request and all
      ...(reasoning === undefined
        ? {}
        : { providerOptions: { chat: { chat_template_kwargs: { enable_thinking: reasoning } } } }),
    });
  }

  /** Each call of the model is reported by itself. */
  reportsCalls = true;

  async generate({ prompt, messages, abortSignal, onStdout, onStepEnd, onStepFinish, onEvent } = {}) {
    const told = onStepEnd ?? onStepFinish;
    const call = {
      ...(messages ? { messages } : { prompt }),
      abortSignal,
      onStepEnd: (step) => {
        noteCut(step);
        return told?.(step);
      },
    };
    const loop = this.loop(onEvent);
    if (!this.stream || !onStdout) return whole(await loop.generate(call));
    return collect(await loop.stream(call), onStdout);
  }
}

/**
 * The engine keeps the messages of an answer, and not why it ended. One that the model's limit cut says so in its last
 * message, where the Runs IDE looks for it.
 */
function noteCut(step) {
  const last = step.finishReason === "length" ? step.response?.messages?.at(-1) : undefined;
  if (last && Object.isExtensible(last)) last.finishReason = "length";
}

/**
 * What the engine reads of an answer, without the SDK's own `output`: the engine takes that for the task's output, and
 * asks for no correction when it does not fit.
 */
const whole = ({ text, finishReason, totalUsage, steps, response }) => ({ text, finishReason, usage: totalUsage, steps, response });

/** Reads a stream to its end; a provider's error would otherwise hide behind "no output generated". */
async function collect(stream, onStdout) {
  let pending = "";
  for await (const part of stream.fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type !== "text-delta") continue;
    pending += part.text;
    if (pending.length >= CHUNK_CHARACTERS) {
      onStdout(pending);
      pending = "";
    }
  }
  if (pending) onStdout(pending);
  const [text, finishReason, usage, steps, response] = await Promise.all([
    stream.text,
    stream.finishReason,
    stream.totalUsage,
    stream.steps,
    stream.response,
  ]);
  return { text, finishReason, usage, steps, response };
}

/** Whom the agents that bring their own client ask. */
const PROVIDERS = { anthropic: "api.anthropic.com", claudecode: "api.anthropic.com", codex: "api.openai.com" };

/**
 * Any agent under our rules: a time limit that holds, errors in plain words without the request that caused them, every
 * call reported with what it used, and, with `prose`, free text as the answer, stored as `{model, backend, answer}`, where the engine would otherwise press
 * the model for a JSON object.
 */
export class GuardedAgent {
  /** @param {{ inner: any, model: string, backend: string, limitMs: number, prose?: boolean, problem?: string | null }} options */
  constructor({ inner, model, backend, limitMs, prose = false, problem = null }) {
    this.id = inner.id;
    this.model = model;
    this.inner = inner;
    this.backend = backend;
    this.limitMs = limitMs;
    this.prose = prose;
    this.problem = problem;
    this.supportsNativeStructuredOutput = prose || inner.supportsNativeStructuredOutput === true;
  }

  /** The engine asks this before the first call; a rejection moves on to the task's fallback, or fails it at once. */
  async preflight(args) {
    if (this.problem) throw new Error(this.problem);
    await this.inner.preflight?.(args);
  }

  async generate(args = {}) {
    if (this.problem) throw new Error(this.problem);
    const { outputSchema, ...rest } = args;
    const passed = this.prose ? rest : args;
    const provider = this.inner.provider ?? PROVIDERS[this.backend];
    // Outside of the time limit: who waits for a budget has not asked the model yet.
    const end = await callGate({ provider, model: this.model, abortSignal: args.abortSignal });
    let used;
    try {
      const result = await withDeadline(
        async (abortSignal) => {
          try {
            const result = await this.inner.generate({ ...passed, abortSignal });
            const answered = this.asAnswered(result);
            if (answered.outcome === "answered") used = { ...answered, provider };
            this.report(args.onEvent, answered);
            return result;
          } catch (error) {
            this.report(args.onEvent, refusedBy(error) ?? { outcome: "unknown" });
            throw abortSignal.aborted ? abortSignal.reason : modelError(error, this);
          }
        },
        { limitMs: this.limitMs, outer: args.abortSignal, what: `${this.model} (${this.backend})` },
      );
      return this.prose ? this.asProse(result) : result;
    } finally {
      end(used);
    }
  }

  /** Of an agent that gives one figure for all that it asked its model. */
  report(onEvent, call) {
    if (this.inner.reportsCalls) return;
    reportCall(onEvent, { model: this.model, provider: PROVIDERS[this.backend], ...call });
  }

  asAnswered(result) {
    const tokens = tokensOf(result.totalUsage ?? result.usage);
    const model = result.response?.modelId || this.model;
    return tokens.inputTokens === undefined
      ? { outcome: "unknown", model }
      : { outcome: "answered", model, asked: model === this.model ? undefined : this.model, ...tokens };
  }

  asProse(result) {
    const answer = withoutThinking(result.text ?? "");
    if (!answer) {
      throw new Error(`${this.model} (${this.backend}) answered with nothing (finish reason ${result.finishReason}).`);
    }
    const { text, steps, finishReason, response } = result;
    const usage = result.totalUsage ?? result.usage;
    return {
      text, steps, finishReason, response, usage,
      output: { model: this.model, backend: this.backend, answer },
    };
  }
}

/** The answer without the thoughts that some models print before it. */
export function withoutThinking(text) {
  return text.replace(/^\s*<think>[\s\S]*?<\/think>/, "").trim();
}

const HINTS = {
  401: "The key was refused: check the backend's API key.",
  403: "The key may not use this model.",
  404: "The endpoint does not serve this model.",
  410: "The model has reached its end of life.",
  429: "Too many requests: the rate limit is used up.",
};

/**
 * A provider's error, short and safe to store: the SDK's own carries the request body and the response headers.
 *
 * @param {any} error
 * @param {{ model: string, backend: string }} asked
 */
export function modelError(error, { model, backend }) {
  const cause = error?.lastError ?? error;
  const status = cause?.statusCode;
  const message = String(cause?.message ?? cause).replace(/\s+/g, " ").trim().slice(0, 300);
  const clean = new Error(
    status
      ? `${model} (${backend}): HTTP ${status}. ${HINTS[status] ?? (status >= 500 ? "The endpoint is in trouble." : "")} ${message}`
          .replace(/\s+/g, " ")
          .trim()
      : `${model} (${backend}): ${message}`,
  );
  clean.name = "ModelError";
  return clean;
}
