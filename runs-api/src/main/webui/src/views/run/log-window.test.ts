import { expect, test } from "vitest";
import type { Page, RunEvent } from "../../api/types";
import type { LogQuery, RunSource } from "../../parts/run-source";
import { LogWindow } from "./log-window";

/** A run's log as the service would page it. */
function log(size: number) {
  const asked: LogQuery[] = [];
  const event = (seq: number): RunEvent => ({
    seq,
    atMs: seq,
    type: "NodeStarted",
    nodeId: null,
    iteration: null,
    attempt: null,
    level: "activity",
    text: `line ${seq}`,
    payload: null,
    payloadBytes: 0,
    payloadHref: null,
  });
  const state = { size };
  const logs = async (query: LogQuery): Promise<Page<RunEvent>> => {
    asked.push(query);
    if (query.order === "newest") {
      const before = Number(query.cursor ?? state.size);
      const first = Math.max(0, before - query.limit);
      const items = Array.from({ length: before - first }, (_, i) => event(before - 1 - i));
      return { items, nextCursor: first > 0 ? String(first) : null };
    }
    const from = query.cursor ? Number(query.cursor) : (query.after ?? -1) + 1;
    const items = Array.from({ length: Math.max(0, Math.min(query.limit, state.size - from)) }, (_, i) => event(from + i));
    const next = from + items.length;
    return { items, nextCursor: next < state.size ? String(next) : null };
  };
  return { source: { logs } as unknown as RunSource, asked, state };
}

const filter = { node: "", level: "activity" as const, q: "" };
const seqs = (window: LogWindow): [number, number, number] => [window.lines.length, window.lines[0]!.seq, window.lines.at(-1)!.seq];

test("a long log opens at its end, and reads up from there", async () => {
  const { source } = log(200_000);
  const window = new LogWindow(source, filter);
  await window.open("newest");

  expect(seqs(window)).toEqual([500, 199_500, 199_999]);
  await window.older();
  expect(seqs(window)).toEqual([1_000, 199_000, 199_999]);
  expect(window.hasOlder).toBe(true);
  expect(window.hasNewer).toBe(false);
});

test("its beginning can be had before the middle, and is read on downwards", async () => {
  const { source } = log(200_000);
  const window = new LogWindow(source, filter);
  await window.open("oldest");

  expect(seqs(window)).toEqual([500, 0, 499]);
  await window.newer();
  expect(seqs(window)).toEqual([1_000, 0, 999]);
  expect(window.hasNewer).toBe(true);
});

test("what is kept is bounded: the end that is far away is let go", async () => {
  const { source } = log(60_000);
  const window = new LogWindow(source, filter);
  await window.open("newest");
  for (let i = 0; i < 50; i++) await window.older();

  expect(window.lines).toHaveLength(20_000);
  expect(window.hasNewer).toBe(true);
  await window.newer();
  expect(window.lines).toHaveLength(20_000);
});

test("lines that were let go come back when the reader goes up again", async () => {
  const { source } = log(30_000);
  const window = new LogWindow(source, filter);
  await window.open("oldest");
  for (let i = 0; i < 50; i++) await window.newer();
  const first = window.lines[0]!.seq;
  expect(first).toBeGreaterThan(0);
  await window.older();

  expect(window.lines[0]!.seq).toBe(first - 500);
  expect(window.lines.map((line) => line.seq)).toEqual(window.lines.map((_, i) => first - 500 + i));
});

test("new lines of a live run are added behind, and the reader is told that nothing moved before him", async () => {
  const { source, state } = log(10);
  const window = new LogWindow(source, filter);
  await window.open("newest");
  const moves: number[] = [];
  window.addEventListener("lines", (event) => moves.push((event as CustomEvent<number>).detail));
  state.size = 12;
  await window.newer();

  expect(seqs(window)).toEqual([12, 0, 11]);
  expect(moves).toEqual([0]);
});
