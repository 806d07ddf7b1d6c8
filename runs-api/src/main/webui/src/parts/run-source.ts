import { get, type Query, runPath } from "../api/client";
import type {
  Frame,
  FrameRow,
  NodeDiff,
  Page,
  RunDetail,
  RunEvent,
  RunGraph,
  RunNode,
  TimelineSpan,
  Trace,
  Transcript,
} from "../api/types";

export interface LogQuery {
  node?: string | undefined;
  level?: string | undefined;
  q?: string | undefined;
  type?: string | undefined;
  order: "oldest" | "newest";
  after?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Where the views of a run read it: the service, or a file that it was saved to. */
export interface RunSource {
  /** Whether it changes, and can be steered. */
  readonly isLive: boolean;
  /** The run, or what has changed in it since the answer of that version: `changesOnly` says which. */
  detail(since: string | null, signal?: AbortSignal): Promise<RunDetail>;
  /** Nodes by id and iteration, a page of them; those of the detail are the first. */
  nodes(cursor: string | null, signal?: AbortSignal): Promise<Page<RunNode>>;
  /** The newest frame's graph, or that of the given one. */
  graph(frame: number | null, signal?: AbortSignal): Promise<RunGraph>;
  timeline(signal?: AbortSignal): Promise<{ spans: TimelineSpan[]; more: boolean }>;
  logs(query: LogQuery, signal?: AbortSignal): Promise<Page<RunEvent>>;
  chat(query: { node?: string | undefined; cursor?: string | undefined }, signal?: AbortSignal): Promise<Page<Transcript>>;
  diff(node: string, iteration: number, signal?: AbortSignal): Promise<NodeDiff>;
  trace(node: string, signal?: AbortSignal): Promise<Trace>;
  frames(signal?: AbortSignal): Promise<{ frames: FrameRow[]; more: boolean }>;
  frame(frameNo: number, signal?: AbortSignal): Promise<Frame>;
}

const MAX_SPANS = 5_000;
const MAX_FRAMES = 10_000;

export class ServiceSource implements RunSource {
  readonly isLive = true;

  constructor(
    private readonly id: string,
    private readonly store: string | null,
  ) {}

  private read<T>(rest: string, query: Query, signal?: AbortSignal): Promise<T> {
    return get<T>(runPath(this.id, rest), { store: this.store, ...query }, signal);
  }

  detail(since: string | null, signal?: AbortSignal): Promise<RunDetail> {
    return this.read("", { since }, signal);
  }

  nodes(cursor: string | null, signal?: AbortSignal): Promise<Page<RunNode>> {
    return this.read("/nodes", { cursor, limit: 500 }, signal);
  }

  graph(frame: number | null, signal?: AbortSignal): Promise<RunGraph> {
    return this.read("/graph", { frame }, signal);
  }

  async timeline(signal?: AbortSignal): Promise<{ spans: TimelineSpan[]; more: boolean }> {
    const { items, more } = await this.all<TimelineSpan>("/timeline", 1_000, MAX_SPANS, signal);
    return { spans: items, more };
  }

  logs(query: LogQuery, signal?: AbortSignal): Promise<Page<RunEvent>> {
    return this.read("/logs", { ...query }, signal);
  }

  chat(query: { node?: string | undefined; cursor?: string | undefined }, signal?: AbortSignal): Promise<Page<Transcript>> {
    return this.read("/chat", { ...query, limit: 20 }, signal);
  }

  diff(node: string, iteration: number, signal?: AbortSignal): Promise<NodeDiff> {
    return this.read(`/diff/${encodeURIComponent(node)}`, { iteration }, signal);
  }

  trace(node: string, signal?: AbortSignal): Promise<Trace> {
    return this.read(`/trace/${encodeURIComponent(node)}`, {}, signal);
  }

  async frames(signal?: AbortSignal): Promise<{ frames: FrameRow[]; more: boolean }> {
    const { items, more } = await this.all<FrameRow>("/frames", 1_000, MAX_FRAMES, signal);
    return { frames: items, more };
  }

  frame(frameNo: number, signal?: AbortSignal): Promise<Frame> {
    return this.read(`/frames/${frameNo}`, {}, signal);
  }

  private async all<T>(rest: string, limit: number, most: number, signal?: AbortSignal): Promise<{ items: T[]; more: boolean }> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<T> = await this.read<Page<T>>(rest, { limit, cursor }, signal);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && items.length < most);
    return { items, more: cursor !== null };
  }
}
