import { expect, test, vi } from "vitest";
import type { Change, RunSummary } from "../../api/types";
import { RunFeed } from "./run-feed";

const PAGE = 200;
const told: ((change: Change) => void)[] = [];
/** What the service has, newest first. */
let runs: RunSummary[] = [];

vi.mock("../../live/stream", () => ({
  live: { subscribe: (listener: { change: (change: Change) => void }) => (told.push(listener.change), () => undefined) },
}));
vi.mock("../../api/client", () => ({
  wasAborted: () => false,
  get: async (_path: string, query: { limit: number; cursor?: string; segment?: string; status?: string }) => {
    if (query.segment || query.status) return { items: [], nextCursor: null };
    const from = Number(query.cursor ?? 0);
    const items = runs.slice(from, from + query.limit);
    return { items, nextCursor: from + query.limit < runs.length ? String(from + query.limit) : null, counts: null };
  },
}));

const run = (n: number): RunSummary =>
  ({ id: `r-${n}`, store: "s", workflow: "w.jsx", state: "finished", createdAtMs: n, parentId: null, waits: [], caveats: [], unusual: [], title: `${n}`, progress: { total: 1 }, models: [] }) as unknown as RunSummary;

async function opened(): Promise<RunFeed> {
  told.length = 0;
  runs = Array.from({ length: 1_000 }, (_, i) => run(1_000 - i));
  const feed = new RunFeed();
  feed.start();
  await vi.waitFor(() => expect(feed.loadedAtMs).toBeGreaterThan(0));
  return feed;
}

async function launch(from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) {
    runs.unshift(run(n));
    told[0]!({ kind: "run", run: run(n) });
    await Promise.resolve();
  }
}

const held = (feed: RunFeed, from: number, to: number): number =>
  Array.from({ length: to - from + 1 }, (_, i) => feed.find(`r-${from + i}`, "s")).filter(Boolean).length;

/** It kept each run that was launched: 25 kB a minute on a busy night. */
test("a list that is left open holds no more runs for those that are launched meanwhile", async () => {
  const feed = await opened();

  await launch(1_001, 1_700);

  await vi.waitFor(() => expect(held(feed, 1, 1_700)).toBeLessThanOrEqual(2 * PAGE + 1));
  expect(feed.find("r-1700", "s")).toBeDefined();
  expect(feed.hasMore).toBe(true);
});

test("who has scrolled on keeps what was read below", async () => {
  const feed = await opened();
  await feed.more();
  feed.mayForget = () => false;

  await launch(1_001, 1_300);
  await feed.read();

  expect(held(feed, 601, 1_000)).toBe(400);
});
