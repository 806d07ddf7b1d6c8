import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { pause } from "./deadline.js";

/** Between two tries while the Runs IDE is away. */
const AGAIN_MS = 500;

/** How long a call waits for it: then the task parks as for a provider's quota, and a person sees it. */
const PATIENCE_MS = 10 * 60_000;

const MAX_ANSWER_CHARS = 10_000;

/**
 * The error of a call that a budget has no room for. The engine takes it for a provider's quota: the task waits and none of
 * its retries is used up.
 */
export class BudgetSpentError extends Error {
  constructor(message) {
    super(message);
    this.name = "BudgetSpent";
    this.code = "AGENT_QUOTA_EXCEEDED";
    this.details = { failureQuota: true };
  }
}

/**
 * Asks the Runs IDE, which executes this run, whether a budget has room for a call of a model, and waits until it has. Where
 * there are no budgets nobody is asked.
 *
 * @param {{ provider?: string, model?: string, abortSignal?: AbortSignal, env?: Record<string, string | undefined> }} call
 * @returns {Promise<(used?: object) => void>} ends the call, with what it used in the words of `reportCall`, if known
 * @throws {BudgetSpentError} when there is no room and will not be
 */
export async function callGate({ provider, model, abortSignal, env = process.env }) {
  const began = Date.now();
  for (;;) {
    abortSignal?.throwIfAborted();
    const gate = await gateOf(env);
    if (!gate) return () => {};
    const call = await ask(gate, { run: env.RUNS_IDE_RUN, provider, model }, { abortSignal, env });
    if (call) return call;
    if (Date.now() - began > PATIENCE_MS) {
      throw new BudgetSpentError("The Runs IDE, which counts what this run may use, has not answered for ten minutes.");
    }
    await pause(AGAIN_MS, abortSignal);
  }
}

/** Where to ask; null where nobody counts. Read for each call: a Runs IDE that was started again listens elsewhere. */
async function gateOf(env) {
  if (!env.RUNS_IDE_GATE) return null;
  try {
    const gate = JSON.parse(await readFile(env.RUNS_IDE_GATE, "utf8"));
    return gate.budgets || env.RUNS_IDE_BUDGET ? gate : null;
  } catch {
    return null; // an older Runs IDE, or none: there is nobody to ask
  }
}

/** Null when it is not the Runs IDE's: since that has gone, its port may have been given to another program. */
function answerOf(line) {
  try {
    const said = JSON.parse(line);
    return typeof said?.granted === "boolean" ? said : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<((used?: object) => void) | null>} null when nobody answered */
function ask(gate, question, { abortSignal, env, isOpen = false }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: gate.port });
    let answer = "";
    let isAnswered = false;
    let hasEnded = false;
    const cutOff = () => {
      hasEnded = true;
      socket.destroy();
      reject(abortSignal.reason);
    };
    abortSignal?.addEventListener("abort", cutOff, { once: true });
    const end = (used) => {
      if (hasEnded) return;
      hasEnded = true;
      abortSignal?.removeEventListener("abort", cutOff);
      socket.end(used ? `${JSON.stringify({ used })}\n` : undefined);
    };
    socket.setNoDelay(true);
    socket.on("connect", () => socket.write(`${JSON.stringify({ token: gate.token, ...question, isOpen })}\n`));
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
      if (isAnswered) return;
      answer += data;
      const isWhole = answer.includes("\n");
      if (!isWhole && answer.length < MAX_ANSWER_CHARS) return;
      const said = isWhole ? answerOf(answer) : null;
      if (!said) return socket.destroy();
      isAnswered = true;
      if (said.granted) return resolve(end);
      end();
      reject(new BudgetSpentError(String(said.says)));
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (!isAnswered) {
        abortSignal?.removeEventListener("abort", cutOff);
        resolve(null);
      } else if (!hasEnded) {
        stayOpen(question, env, () => hasEnded);
      }
    });
  });
}

/** The Runs IDE has gone while the call lasts: the next one is told of it, so that it counts it among those under way. */
async function stayOpen(question, env, hasEnded) {
  while (!hasEnded()) {
    const gate = await gateOf(env);
    const end = gate ? await ask(gate, question, { env, isOpen: true }).catch(() => null) : null;
    if (end) {
      while (!hasEnded()) await pause(AGAIN_MS / 5);
      end();
      return;
    }
    await pause(AGAIN_MS);
  }
}
