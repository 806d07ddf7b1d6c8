import { wasAborted } from "../../api/client";
import type { Change, RunDetail, RunEvent, RunNode } from "../../api/types";
import { live } from "../../live/stream";
import type { RunSource } from "../../parts/run-source";

/** What has changed in a live run is read at most this often. */
const SETTLE_MS = 500;

/** All of it is read at least this often: tokens and heartbeats grow in nodes that are not written. */
const WHOLE_EVERY_MS = 60_000;

/** Nodes beyond those of the detail are read anew at most this often: thousands of them are more than a megabyte. */
const REST_SETTLE_MS = 5_000;

/** How many nodes a page holds at most. */
const MAX_NODES = 10_000;

/**
 * One run, kept fresh: node states are taken from the stream at once; the sentence and the figures, which the stream has
 * only a part of, come together with the next reading, so that they never contradict each other. While the run is executed
 * a reading brings only what has changed, however many nodes there are. Dispatches `run` when something changed, and
 * `lines` when there are new log lines.
 */
export class RunStore extends EventTarget {
  run: RunDetail | null = null;
  error: unknown = null;
  readAtMs = 0;
  /** How far the nodes beyond those of the detail are; nobody reads them until somebody asks. */
  rest: "unasked" | "reading" | "read" | "failed" = "unasked";
  private restNodes: readonly RunNode[] = [];
  private restAskedAtMs = 0;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private asked = new AbortController();
  private askedAtMs = 0;
  private wholeAtMs = 0;
  private isReading = false;
  private isWanted = false;
  private readonly gone = new AbortController();
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
    clearTimeout(this.restTimer);
    this.asked.abort();
    this.gone.abort();
  }

  /** Reads anew, at once when it was not read for a while; several wishes become one, and none ends a reading. */
  soon(): void {
    this.isWanted = true;
    if (this.timer !== undefined || this.isReading || this.gone.signal.aborted) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.read();
      },
      Math.max(0, this.askedAtMs + SETTLE_MS - Date.now()),
    );
  }

  async read(): Promise<void> {
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.askedAtMs = Date.now();
    this.isReading = true;
    this.isWanted = false;
    let isWhole = true;
    try {
      const since = this.run && Date.now() - this.wholeAtMs < WHOLE_EVERY_MS ? this.run.version : null;
      const answer = await this.source.detail(since, asked.signal);
      isWhole = !answer.changesOnly;
      this.run = this.run && answer.changesOnly ? this.withChanges(this.run, answer) : this.withRest(answer);
      this.error = null;
      this.readAtMs = Date.now();
      if (isWhole) this.wholeAtMs = this.readAtMs;
    } catch (cause) {
      if (wasAborted(cause)) return;
      this.error = cause;
    }
    this.isReading = false;
    if (this.isWanted) this.soon();
    this.dispatchEvent(new Event("run"));
    if (this.rest === "read" && isWhole) {
      this.restTimer ??= setTimeout(() => void this.readRest(), Math.max(0, this.restAskedAtMs + REST_SETTLE_MS - Date.now()));
    }
  }

  /** Reads the nodes that the detail has no room for, page by page, and keeps them fresh from then on. */
  async readRest(): Promise<void> {
    if (this.rest === "reading") return;
    const isFirst = this.rest !== "read";
    if (isFirst) this.rest = "reading";
    this.restAskedAtMs = Date.now();
    this.dispatchEvent(new Event("run"));
    try {
      const nodes: RunNode[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: RunNode[]; nextCursor: string | null } = await this.source.nodes(cursor, this.gone.signal);
        nodes.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && nodes.length < MAX_NODES);
      this.restNodes = nodes;
      this.rest = "read";
      if (this.run) this.run = this.withRest(this.run);
    } catch (cause) {
      if (wasAborted(cause)) return;
      if (isFirst) this.rest = "failed"; // what was read before stays, and is read again with the next news
    }
    this.restTimer = undefined;
    this.dispatchEvent(new Event("run"));
  }

  /** The run with the nodes that it has no room for; of a node that is in both, what was written last. */
  private withRest(run: RunDetail): RunDetail {
    if (this.restNodes.length === 0) return run;
    const nodes = new Map(this.restNodes.map((node) => [`${node.id}::${node.iteration}`, node]));
    const held = run.nodes.map((node) => {
      const key = `${node.id}::${node.iteration}`;
      const other = nodes.get(key);
      nodes.delete(key);
      return other && other.updatedAtMs > node.updatedAtMs ? other : node;
    });
    return { ...run, nodes: [...held, ...nodes.values()] };
  }

  /** What was known of the run, with what has changed since. */
  private withChanges(known: RunDetail, changes: RunDetail): RunDetail {
    const changed = new Map(changes.nodes.map((node) => [`${node.id}::${node.iteration}`, node]));
    const newest = (node: RunNode): RunNode => changed.get(`${node.id}::${node.iteration}`) ?? node;
    this.restNodes = this.restNodes.map(newest);
    const nodes = known.nodes.map((node) => {
      const news = newest(node);
      changed.delete(`${node.id}::${node.iteration}`);
      return news;
    });
    if (known.nodes.length === known.nodeCount) nodes.push(...changed.values()); // all were held, so these are new
    const { tree, input, inputCut, annotations } = known;
    return { ...changes, changesOnly: false, nodes, tree, input, inputCut, annotations };
  }

  private take(change: Change): void {
    if (change.kind === "run" && this.isOurs(change.run.id, change.run.store)) {
      this.soon();
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
    const fresh = (node: RunNode): RunNode => {
      const news = states.get(`${node.id}::${node.iteration}`);
      return news && news.updatedAtMs >= node.updatedAtMs ? { ...node, state: news.state, updatedAtMs: news.updatedAtMs } : node;
    };
    this.restNodes = this.restNodes.map(fresh);
    this.run = { ...this.run, nodes: this.run.nodes.map(fresh) };
    this.dispatchEvent(new Event("run"));
  }
}
