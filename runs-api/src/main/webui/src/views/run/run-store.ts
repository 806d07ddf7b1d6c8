import { wasAborted } from "../../api/client";
import type { Change, RunDetail, RunEvent } from "../../api/types";
import { live } from "../../live/stream";
import type { RunSource } from "../../parts/run-source";

/** A live run is read anew at most this often. */
const SETTLE_MS = 500;

/**
 * One run, kept fresh: node states are taken from the stream at once, the rest is read anew shortly after. Dispatches
 * `run` when something changed, and `lines` when there are new log lines.
 */
export class RunStore extends EventTarget {
  run: RunDetail | null = null;
  error: unknown = null;
  readAtMs = 0;
  private asked = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private leave: (() => void) | null = null;

  constructor(
    readonly id: string,
    readonly source: RunSource,
  ) {
    super();
  }

  start(): void {
    void this.read();
    if (!this.source.isLive) return;
    this.leave = live.subscribe({
      change: (change) => this.take(change),
      reload: () => this.soon(),
      poll: () => this.soon(),
    });
  }

  stop(): void {
    this.leave?.();
    clearTimeout(this.timer);
    this.asked.abort();
  }

  /** Reads anew, shortly; several wishes become one. */
  soon(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }

  async read(): Promise<void> {
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      this.run = await this.source.detail(asked.signal);
      this.error = null;
      this.readAtMs = Date.now();
    } catch (cause) {
      if (wasAborted(cause)) return;
      this.error = cause;
    }
    this.dispatchEvent(new Event("run"));
  }

  private take(change: Change): void {
    if (change.kind === "run" && this.isOurs(change.run.id, change.run.store)) {
      if (this.run) this.run = { ...this.run, ...change.run };
      this.soon();
      this.dispatchEvent(new Event("run"));
    } else if (change.kind === "nodes" && this.isOurs(change.runId, change.store)) {
      this.nodes(change);
      this.soon();
    } else if (change.kind === "gate" && this.isOurs(change.runId, change.gate.store)) {
      this.soon();
    } else if (change.kind === "log" && this.isOurs(change.runId, change.store)) {
      this.dispatchEvent(new CustomEvent<Pick<RunEvent, "seq">[]>("lines", { detail: change.lines }));
    }
  }

  private isOurs(id: string, store: string): boolean {
    return id === this.id && (this.run === null || store === this.run.store);
  }

  private nodes(change: Extract<Change, { kind: "nodes" }>): void {
    if (!this.run) return;
    const states = new Map(change.nodes.map((node) => [`${node.id}::${node.iteration}`, node]));
    this.run = {
      ...this.run,
      nodes: this.run.nodes.map((node) => {
        const news = states.get(`${node.id}::${node.iteration}`);
        return news && news.updatedAtMs >= node.updatedAtMs ? { ...node, state: news.state, updatedAtMs: news.updatedAtMs } : node;
      }),
    };
    this.dispatchEvent(new Event("run"));
  }
}
