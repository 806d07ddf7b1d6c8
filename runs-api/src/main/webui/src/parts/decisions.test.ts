// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Gate } from "../api/types";
import { decisions } from "./decisions";

const gate = (digest: string): Gate => ({ store: "s", runId: "r", nodeId: "ask", iteration: 0, digest, title: "Send it?" }) as Gate;
let sent: { url: string; keepalive: boolean | undefined }[] = [];

beforeEach(() => {
  sent = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    if (init.method === "POST") sent.push({ url, keepalive: init.keepalive });
    return new Response(JSON.stringify({ run: { state: "running" }, note: null, items: [], nextCursor: null }));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const undo = (): HTMLButtonElement =>
  [...document.querySelectorAll<HTMLButtonElement>(".toast button")].find((button) => button.textContent?.trim() === "Undo")!;

test("a decision that was taken back is never sent", async () => {
  decisions.give(gate("a"), "approve", {});
  expect(decisions.doing(gate("a"))).toBe("Approving");
  undo().click();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(decisions.doing(gate("a"))).toBe("");
  expect(sent).toEqual([]);
});

test("a decision is sent once when its time is over", async () => {
  decisions.give(gate("b"), "deny", {});
  decisions.give(gate("b"), "approve", {});
  await vi.advanceTimersByTimeAsync(4_900);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);

  expect(sent).toEqual([{ url: "/api/runs/r/deny?store=s", keepalive: false }]);
  expect(decisions.doing(gate("b"))).toBe("");
});

test("a page that is left sends what waits", async () => {
  decisions.give(gate("c"), "approve", {});
  dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(10_000);

  expect(sent).toEqual([{ url: "/api/runs/r/approve?store=s", keepalive: true }]);
});
