import { afterEach, expect, test, vi } from "vitest";
import type { Page, RunDetail, RunNode } from "../../api/types";
import type { RunSource } from "../../parts/run-source";
import { RunStore } from "./run-store";

const node = (id: string, state: string, updatedAtMs: number): RunNode => ({ id, iteration: 0, state, updatedAtMs }) as RunNode;

/** A run of three nodes, whose detail has room for one. */
function source(nodes: (cursor: string | null) => Promise<Page<RunNode>>): RunSource {
  const detail = { id: "r", store: "s", nodes: [node("a", "finished", 5)], nodeCount: 3 } as unknown as RunDetail;
  return { isLive: false, detail: async () => detail, nodes } as unknown as RunSource;
}

afterEach(() => vi.useRealTimers());

test("news without end do not end a reading that is slower than they come", async () => {
  vi.useFakeTimers();
  const slow: RunSource["detail"] = (_since, signal) =>
    new Promise((answer, refuse) => {
      setTimeout(() => answer({ id: "r", store: "s", nodes: [], nodeCount: 0 } as unknown as RunDetail), 900);
      signal?.addEventListener("abort", () => refuse(new DOMException("no longer wanted", "AbortError")));
    });
  const store = new RunStore("r", { isLive: false, detail: slow } as unknown as RunSource);
  let readings = 0;
  store.addEventListener("run", () => readings++);
  store.start();

  for (let i = 0; i < 100; i++) {
    store.soon();
    await vi.advanceTimersByTimeAsync(100);
  }

  expect(readings).toBeGreaterThanOrEqual(10);
  store.stop();
});

test("the nodes that the detail has no room for are read page by page, once each, the newest word of each", async () => {
  const pages: Record<string, Page<RunNode>> = {
    "": { items: [node("a", "in-progress", 4), node("b", "finished", 2)], nextCursor: "b" },
    b: { items: [node("c", "failed", 3)], nextCursor: null },
  };
  const store = new RunStore("r", source(async (cursor) => pages[cursor ?? ""]!));
  await store.read();
  expect(store.run?.nodes.map((one) => one.id)).toEqual(["a"]);

  await store.readRest();

  expect(store.rest).toBe("read");
  expect(store.run?.nodes.map((one) => `${one.id} ${one.state}`)).toEqual(["a finished", "b finished", "c failed"]);
  await store.read();
  expect(store.run?.nodes).toHaveLength(3);
  store.stop();
});

test("a live run is read whole once, and then what has changed in it", async () => {
  vi.useFakeTimers();
  const asked: (string | null)[] = [];
  const tree = { id: "workflow" };
  const whole = {
    id: "r",
    store: "s",
    nodes: [node("a", "in-progress", 1), node("b", "pending", 1)],
    nodeCount: 2,
    tree,
    input: { prompt: "Why?" },
    headline: "Running: 0 of 2 nodes are done.",
    version: "1.7",
    changesOnly: false,
  } as unknown as RunDetail;
  const changes = {
    ...whole,
    nodes: [node("a", "finished", 2), node("c", "pending", 2)],
    nodeCount: 3,
    tree: null,
    input: null,
    headline: "Running: 1 of 3 nodes are done.",
    version: "2.7",
    changesOnly: true,
  } as unknown as RunDetail;
  const store = new RunStore("r", {
    isLive: true,
    detail: async (since: string | null) => (asked.push(since), since === null ? whole : changes),
  } as unknown as RunSource);
  await store.read();

  await store.read();

  expect(store.run?.headline).toBe("Running: 1 of 3 nodes are done.");
  expect(store.run?.nodes.map((one) => `${one.id} ${one.state}`)).toEqual(["a finished", "b pending", "c pending"]);
  expect(store.run).toMatchObject({ tree, input: { prompt: "Why?" }, nodeCount: 3, changesOnly: false });
  await store.read();
  await vi.advanceTimersByTimeAsync(60_000);
  await store.read();
  expect(asked).toEqual([null, "1.7", "2.7", null]);
});

test("a change of a node that the detail has no room for reaches it when it was read", async () => {
  const pages: Record<string, Page<RunNode>> = { "": { items: [node("a", "finished", 5), node("b", "pending", 2)], nextCursor: null } };
  const answers = [
    { id: "r", store: "s", nodes: [node("a", "finished", 5)], nodeCount: 2, version: "5.1", changesOnly: false },
    { id: "r", store: "s", nodes: [node("b", "finished", 6)], nodeCount: 2, version: "6.1", changesOnly: true },
  ] as unknown as RunDetail[];
  const store = new RunStore("r", {
    isLive: false,
    detail: async () => answers.shift()!,
    nodes: async (cursor: string | null) => pages[cursor ?? ""]!,
  } as unknown as RunSource);
  await store.read();
  await store.readRest();

  await store.read();

  expect(store.run?.nodes.map((one) => `${one.id} ${one.state}`)).toEqual(["a finished", "b finished"]);
  store.stop();
});

test("when they can't be read, that is said and what is there stays", async () => {
  const store = new RunStore("r", source(() => Promise.reject(new Error("no answer"))));
  await store.read();

  await store.readRest();

  expect(store.rest).toBe("failed");
  expect(store.run?.nodes.map((one) => one.id)).toEqual(["a"]);
});
