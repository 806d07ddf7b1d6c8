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
import type { LogQuery, RunSource } from "./run-source";

const FORMAT = "runs-ide-run";
const VERSION = 1;
const MAX_EVENTS = 20_000;
const MAX_TRANSCRIPTS = 500;
const MAX_FRAMES = 300;
const MAX_NODES = 300;
const LEVELS = ["notable", "activity", "everything"];

/** A run as one file. What was left out for its size is counted in `leftOut`. */
export interface SavedRun {
  format: typeof FORMAT;
  version: number;
  savedAtMs: number;
  leftOut: Record<string, string>;
  detail: RunDetail;
  graph: RunGraph;
  timeline: TimelineSpan[];
  events: RunEvent[];
  chat: Transcript[];
  frameRows: FrameRow[];
  frames: Record<string, Frame>;
  traces: Record<string, Trace>;
  diffs: Record<string, NodeDiff>;
}

/** Reads a whole run from its source; `told` hears how far it is. */
export async function collectRun(source: RunSource, told: (text: string) => void): Promise<SavedRun> {
  told("Reading the run");
  const [detail, graph, timeline, frames] = await Promise.all([
    source.detail(null),
    source.graph(null),
    source.timeline(),
    source.frames(),
  ]);
  const leftOut: Record<string, string> = {};
  if (detail.nodes.length < detail.nodeCount) leftOut["nodes"] = `all after the first ${detail.nodes.length}`;
  const events = await pages<RunEvent>(MAX_EVENTS, (cursor) => {
    told("Reading its logs");
    return source.logs({ order: "oldest", level: "everything", limit: 1_000, cursor });
  });
  if (events.more) leftOut["events"] = `all after the first ${MAX_EVENTS}`;
  const chat = await pages<Transcript>(MAX_TRANSCRIPTS, (cursor) => source.chat({ cursor }));
  if (chat.more) leftOut["chat"] = `all after the first ${MAX_TRANSCRIPTS} conversations`;
  const shown = frames.frames.slice(-MAX_FRAMES);
  if (shown.length < frames.frames.length) leftOut["frames"] = `all before the last ${MAX_FRAMES}`;
  told("Reading its frames");
  const decoded: Record<string, Frame> = {};
  for (const { frameNo } of shown) decoded[frameNo] = await source.frame(frameNo);
  const traces: Record<string, Trace> = {};
  const diffs: Record<string, NodeDiff> = {};
  told("Reading its nodes");
  for (const node of detail.nodes.slice(0, MAX_NODES)) {
    const trace = await source.trace(node.id).catch(() => null);
    if (trace) traces[node.id] = trace;
    const diff = await source.diff(node.id, node.iteration).catch(() => null); // most nodes have none
    if (diff) diffs[`${node.id}::${node.iteration}`] = diff;
  }
  return {
    format: FORMAT,
    version: VERSION,
    savedAtMs: Date.now(),
    leftOut,
    detail,
    graph,
    timeline: timeline.spans,
    events: events.items,
    chat: chat.items,
    frameRows: shown,
    frames: decoded,
    traces,
    diffs,
  };
}

async function pages<T>(most: number, read: (cursor: string | undefined) => Promise<Page<T>>): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < most);
  return { items, more: cursor !== undefined };
}

/** @throws Error that says what is wrong with the file */
export function parseSavedRun(text: string): SavedRun {
  let value: Partial<SavedRun> | null;
  try {
    value = JSON.parse(text) as Partial<SavedRun> | null;
  } catch {
    throw new Error("The file is not valid JSON. Choose one that was created with “Save as file”.");
  }
  if (value?.format !== FORMAT || !value.detail || !Array.isArray(value.events) || !Array.isArray(value.timeline)) {
    throw new Error("The file is not a saved run. Choose one that was created with “Save as file”.");
  }
  if ((value.version ?? 0) > VERSION) throw new Error("The file was saved by a newer version of the Runs IDE.");
  const saved = value as SavedRun;
  return { ...saved, detail: { ...saved.detail, caveats: saved.detail.caveats ?? [], unusual: saved.detail.unusual ?? [] } }; // which earlier editions did not save
}

/** Answers from a saved file as the service would. */
export class FileSource implements RunSource {
  readonly isLive = false;

  constructor(private readonly file: SavedRun) {}

  async detail(): Promise<RunDetail> {
    return this.file.detail;
  }

  async nodes(): Promise<Page<RunNode>> {
    return { items: this.file.detail.nodes, nextCursor: null };
  }

  async graph(frame: number | null): Promise<RunGraph> {
    if (frame !== null && frame !== this.file.graph.frameNo) throw new Error("The file has the graph of the newest frame only.");
    return this.file.graph;
  }

  async timeline(): Promise<{ spans: TimelineSpan[]; more: boolean }> {
    return { spans: this.file.timeline, more: false };
  }

  async logs(query: LogQuery): Promise<Page<RunEvent>> {
    const depth = LEVELS.indexOf(query.level ?? "everything");
    const words = query.q?.toLowerCase();
    let found = this.file.events.filter(
      (event) =>
        (!query.node || event.nodeId === query.node) &&
        LEVELS.indexOf(event.level) <= depth &&
        (query.after === undefined || event.seq > query.after) &&
        (!words || event.text.toLowerCase().includes(words) || JSON.stringify(event.payload).toLowerCase().includes(words)),
    );
    if (query.order === "newest") found = found.toReversed();
    const from = Number(query.cursor ?? 0);
    const items = found.slice(from, from + query.limit);
    return { items, nextCursor: from + items.length < found.length ? String(from + items.length) : null };
  }

  async chat(query: { node?: string | undefined }): Promise<Page<Transcript>> {
    return { items: this.file.chat.filter((one) => !query.node || one.nodeId === query.node), nextCursor: null };
  }

  async diff(node: string, iteration: number): Promise<NodeDiff> {
    return known(this.file.diffs[`${node}::${iteration}`], "diff of this node");
  }

  async trace(node: string): Promise<Trace> {
    return known(this.file.traces[node], "trace of this node");
  }

  async frames(): Promise<{ frames: FrameRow[]; more: boolean }> {
    return { frames: this.file.frameRows, more: false };
  }

  async frame(frameNo: number): Promise<Frame> {
    return known(this.file.frames[frameNo], "frame");
  }
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The file has no ${what}.`);
  return value;
}
