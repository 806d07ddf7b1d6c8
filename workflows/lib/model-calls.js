import { wrapLanguageModel } from "ai";

/** Where no endpoint counted: what a token of English text is on average. Such a figure is marked as estimated. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Tells the engine of one call of a model, as an event of the attempt. The engine itself reports the tokens of an
 * attempt's first answer only: corrections, calls that were repeated and calls of a failed attempt are in no report of
 * its own, so each call is told here, when it ends.
 *
 * @param {((event: object) => void) | undefined} onEvent what the engine gave to the agent
 * @param {{
 *   model: string, asked?: string, provider?: string, outcome: "answered" | "refused" | "unknown" | "stand-in",
 *   inputTokens?: number, outputTokens?: number, reasoningTokens?: number, cacheReadTokens?: number,
 *   cacheWriteTokens?: number, costUsd?: number, estimated?: boolean, finishReason?: string, http?: number, durationMs?: number,
 * }} call `refused` used no tokens; `unknown` may have used some; `asked` only where another model answered
 */
export function reportCall(onEvent, call) {
  if (!onEvent) return;
  const modelCall = Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
  try {
    onEvent({
      type: "action",
      phase: "completed",
      action: { id: `model-call-${crypto.randomUUID()}`, kind: "note", title: "Model call", detail: { modelCall } },
      message: sentence(call),
      ok: call.outcome === "answered" || call.outcome === "stand-in",
      level: "info",
    });
  } catch {
    // What is told about a call must not fail the call.
  }
}

function sentence({ model, outcome, http, inputTokens, outputTokens, estimated }) {
  switch (outcome) {
    case "answered":
      return `${model}: ${estimated ? "about " : ""}${inputTokens} tokens in, ${outputTokens} out`;
    case "refused":
      return `${model}: refused${http ? ` with HTTP ${http}` : ""}, no tokens used`;
    case "stand-in":
      return `${model}: the offline stand-in answered, no tokens used`;
    default:
      return `${model}: ended without a report of its tokens`;
  }
}

/** The tokens of an agent's result or an SDK's call, under the names of the engine's reports; empty without any. */
export function tokensOf(usage) {
  if (!usage) return {};
  const { inputTokens: input, outputTokens: output } = usage;
  const nested = typeof input === "object" || typeof output === "object";
  const found = nested
    ? {
        inputTokens: input?.total, outputTokens: output?.total, reasoningTokens: output?.reasoning,
        cacheReadTokens: input?.cacheRead, cacheWriteTokens: input?.cacheWrite,
      }
    : {
        inputTokens: input ?? usage.promptTokens,
        outputTokens: output ?? usage.completionTokens,
        reasoningTokens: usage.outputTokenDetails?.reasoningTokens ?? usage.reasoningTokens,
        cacheReadTokens: usage.inputTokenDetails?.cacheReadTokens ?? usage.cacheReadTokens,
        cacheWriteTokens: usage.inputTokenDetails?.cacheWriteTokens ?? usage.cacheWriteTokens,
      };
  // Agents that know nothing say zero to both: no call has an empty prompt.
  return found.inputTokens > 0 || found.outputTokens > 0 ? found : {};
}

/** Whether the error says that the endpoint gave no answer that it could bill. */
export function refusedBy(error) {
  const cause = error?.lastError ?? error;
  if (cause?.statusCode >= 400) return { outcome: "refused", http: cause.statusCode };
  const codes = [cause?.code, cause?.cause?.code, cause?.cause?.cause?.code];
  const isClosed = codes.some((code) => ["ECONNREFUSED", "ConnectionRefused", "ENOTFOUND"].includes(code));
  return isClosed ? { outcome: "refused" } : null;
}

/**
 * The model with every call of it reported: also those that the SDK repeats by itself, that fail, or that are cut off.
 *
 * @param {any} model of the AI SDK
 * @param {{ id: string, provider: string, onEvent?: (event: object) => void }} about
 */
export function reporting(model, { id, provider, onEvent }) {
  const begin = (params) => {
    const began = Date.now();
    let isTold = false;
    const tell = (call) => {
      if (isTold) return;
      isTold = true;
      params.abortSignal?.removeEventListener("abort", cutOff);
      const answered = call.answeredBy || id;
      const estimate = call.outcome === "answered" && !(call.inputTokens >= 0 && call.outputTokens >= 0);
      const { answeredBy, characters = 0, ...told } = call;
      reportCall(onEvent, {
        model: answered,
        asked: answered === id ? undefined : id,
        provider,
        ...told,
        ...(estimate
          ? {
              estimated: true,
              inputTokens: told.inputTokens ?? Math.ceil(promptCharacters(params) / CHARACTERS_PER_TOKEN),
              outputTokens: told.outputTokens ?? Math.ceil(characters / CHARACTERS_PER_TOKEN),
            }
          : {}),
        durationMs: Date.now() - began,
      });
    };
    // At once: the attempt, and with it the run, may be over before the request has noticed.
    const cutOff = () => tell({ outcome: "unknown" });
    if (params.abortSignal?.aborted) cutOff();
    else params.abortSignal?.addEventListener("abort", cutOff, { once: true });
    return tell;
  };
  const fail = (error, tell) => {
    tell(refusedBy(error) ?? { outcome: "unknown" });
    throw error;
  };
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: "v4",
      wrapGenerate: async ({ doGenerate, params }) => {
        const tell = begin(params);
        const result = await doGenerate().catch((error) => fail(error, tell));
        tell({
          outcome: "answered",
          answeredBy: result.response?.modelId,
          ...tokensOf(result.usage),
          finishReason: finishWord(result.finishReason),
          characters: result.content.reduce((sum, part) => sum + (part.text?.length ?? 0), 0),
        });
        return result;
      },
      wrapStream: async ({ doStream, params }) => {
        const tell = begin(params);
        const { stream, ...rest } = await doStream().catch((error) => fail(error, tell));
        return { ...rest, stream: watched(stream, tell) };
      },
    },
  });
}

/** The parts of the stream as they come; what they add up to is told at its end, however it ends. */
function watched(stream, tell) {
  const reader = stream.getReader();
  let answeredBy;
  let characters = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          tell({ outcome: "unknown" });
          controller.close();
          return;
        }
        if (value.type === "response-metadata") answeredBy = value.modelId ?? answeredBy;
        if (value.type === "text-delta" || value.type === "reasoning-delta") characters += value.delta?.length ?? 0;
        if (value.type === "finish") {
          const finishReason = finishWord(value.finishReason);
          tell({ outcome: "answered", answeredBy, ...tokensOf(value.usage), finishReason, characters });
        }
        controller.enqueue(value);
      } catch (error) {
        tell({ outcome: "unknown" });
        controller.error(error);
      }
    },
    async cancel(reason) {
      tell({ outcome: "unknown" });
      await reader.cancel(reason);
    },
  });
}

const finishWord = (reason) => (typeof reason === "object" ? (reason?.raw ?? reason?.unified) : reason);

function promptCharacters({ prompt = [] }) {
  const texts = prompt.flatMap(({ content }) => (Array.isArray(content) ? content.map(({ text }) => text) : [content]));
  return texts.reduce((sum, text) => sum + (typeof text === "string" ? text.length : 0), 0);
}
