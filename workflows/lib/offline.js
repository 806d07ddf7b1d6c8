import { createHash } from "node:crypto";
import { pause } from "./deadline.js";
import { reportCall } from "./model-calls.js";

/** Stands in every answer that no model gave. */
export const OFFLINE_LABEL = "(offline stand-in)";

/** Puts the label before a text, once. */
export function labelled(text) {
  return text.includes(OFFLINE_LABEL) ? text : `${OFFLINE_LABEL} ${text}`;
}

/** A whole number below `bound` that depends on nothing but `parts`. */
export function pick(bound, ...parts) {
  return createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) % bound;
}

const FIRST_STEPS = ["measure before changing anything", "ask who is affected", "try the smallest version"];
const REMINDERS = ["the cost of being wrong", "who maintains it later", "what happens under load", "how to undo it"];

/** What the stand-in says in a model's place: the same words for the same model and prompt, always labelled. */
export function offlineAnswer(model, prompt) {
  const question = prompt.replace(/\s+/g, " ").trim().slice(0, 160);
  const first = FIRST_STEPS[pick(FIRST_STEPS.length, model, question)];
  const reminder = REMINDERS[pick(REMINDERS.length, question, model)];
  return labelled(
    `No model was asked; this text stands in for ${model}. On "${question}": first ${first}. Do not forget ${reminder}.`,
  );
}

/**
 * The agent that is used when no model is configured, so that every workflow can be tried without a key. It uses no
 * tokens, and reports each of its answers as a stand-in's. Its answers come from `answer`, a pure function of the prompt.
 */
export class OfflineAgent {
  supportsNativeStructuredOutput = true;

  /** Each answer, as one that no model gave. */
  reportsCalls = true;

  /**
   * @param {{
   *   id: string,
   *   model: string,
   *   answer: (prompt: string) => unknown,
   *   delayMs?: number,
   *   fails?: boolean,
   *   hangs?: boolean,
   * }} options `answer` gives the task's whole output (an object) or its text; `fails` and `hangs` play a broken model
   */
  constructor({ id, model, answer, delayMs = 0, fails = false, hangs = false }) {
    this.id = id;
    this.model = model;
    this.answer = answer;
    this.delayMs = delayMs;
    this.fails = fails;
    this.hangs = hangs;
  }

  async generate({ prompt, messages, abortSignal, onEvent } = {}) {
    reportCall(onEvent, { model: `offline/${this.model}`, outcome: "stand-in" });
    if (this.delayMs > 0) await pause(this.delayMs, abortSignal);
    if (this.fails) throw new Error(`${this.model} fails because the run's input says so (failModels).`);
    if (this.hangs) {
      await new Promise((_, reject) => {
        abortSignal?.addEventListener("abort", () => reject(abortSignal.reason), { once: true });
      });
    }
    const answer = this.answer(prompt ?? lastText(messages));
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    if (!text.includes(OFFLINE_LABEL)) {
      throw new Error(`The offline answer of ${this.id} lacks the label ${OFFLINE_LABEL}.`);
    }
    return {
      text,
      ...(typeof answer === "string" ? {} : { output: answer }),
      finishReason: "stop",
      response: { modelId: `offline/${this.model}`, messages: [{ role: "assistant", content: text }] },
    };
  }
}

function lastText(messages = []) {
  const content = messages.at(-1)?.content ?? "";
  return typeof content === "string" ? content : JSON.stringify(content);
}
