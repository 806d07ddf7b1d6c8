import { attention } from "../attention";
import { runPath, write } from "../api/client";
import { ApiError } from "../api/problem";
import type { Gate, SteeringResult } from "../api/types";
import { toast } from "../components/toast";
import { oneLine } from "../lib/plain-text";
import { runLook } from "../lib/run-state";

/** How long a decision can be taken back: a tap that ends a scroll has approved nothing then. */
const TAKE_BACK_MS = 5_000;

type Verb = "approve" | "deny" | "answer";

const WORDS: Readonly<Record<Verb, { doing: string; done: string }>> = {
  approve: { doing: "Approving", done: "Approved" },
  deny: { doing: "Denying", done: "Denied" },
  answer: { doing: "Answering", done: "Answered" },
};

interface Waiting {
  readonly gate: Gate;
  readonly verb: Verb;
  readonly body: object;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly dismiss: () => void;
}

/** One gate, and no other that a run asks later under the same name. */
export const gateIdentity = (gate: Gate): string => [gate.store, gate.runId, gate.nodeId, gate.iteration, gate.digest].join("\n");

/**
 * Decisions on their way. Each waits for some seconds in which it can be taken back, wherever the operator goes meanwhile;
 * when the page is left they are sent. Dispatches `decision` with the gate's identity in `detail` when one begins or ends.
 */
class Decisions extends EventTarget {
  private readonly waiting = new Map<string, Waiting>();
  private readonly refused = new Map<string, unknown>();

  constructor() {
    super();
    addEventListener("pagehide", () => {
      for (const one of this.waiting.values()) void this.send(one, true);
    });
  }

  /** What is being done to the gate, in words; empty when nothing is. */
  doing(gate: Gate): string {
    const one = this.waiting.get(gateIdentity(gate));
    return one ? WORDS[one.verb].doing : "";
  }

  /** Why the last decision on it was refused; null when it was not. */
  error(gate: Gate): unknown {
    return this.refused.get(gateIdentity(gate)) ?? null;
  }

  give(gate: Gate, verb: Verb, body: object): void {
    const key = gateIdentity(gate);
    if (this.waiting.has(key)) return;
    this.refused.delete(key);
    const one: Waiting = {
      gate,
      verb,
      body,
      timer: setTimeout(() => void this.send(one, false), TAKE_BACK_MS),
      dismiss: toast("info", `${WORDS[verb].doing} in ${TAKE_BACK_MS / 1_000} s: ${oneLine(gate.title ?? gate.nodeId, 80)}`, {
        action: { label: "Undo", run: () => this.takeBack(key) },
      }),
    };
    this.waiting.set(key, one);
    this.changed(key);
  }

  private takeBack(key: string): void {
    clearTimeout(this.waiting.get(key)?.timer);
    if (this.waiting.delete(key)) this.changed(key);
  }

  private async send(one: Waiting, keepalive: boolean): Promise<void> {
    const key = gateIdentity(one.gate);
    clearTimeout(one.timer);
    one.dismiss();
    try {
      const { runId, store } = one.gate;
      const answer = await write<SteeringResult>(runPath(runId, `/${one.verb}`), one.body, { query: { store }, keepalive });
      toast("ok", `${WORDS[one.verb].done}. The run is ${runLook(answer.run.state).word.toLowerCase()}.`, { detail: answer.note ?? undefined });
      attention.soon();
    } catch (cause) {
      this.refused.set(key, cause);
      if (cause instanceof ApiError && cause.status === 409) attention.soon();
      toast("bad", `Not decided: ${oneLine(one.gate.title ?? one.gate.nodeId, 80)}`, { detail: (cause as Error).message });
    }
    this.waiting.delete(key);
    this.changed(key);
  }

  private changed(key: string): void {
    this.dispatchEvent(new CustomEvent("decision", { detail: key }));
  }
}

export const decisions = new Decisions();
