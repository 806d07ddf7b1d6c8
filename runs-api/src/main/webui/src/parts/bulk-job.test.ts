// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { RunSummary } from "../api/types";
import { bulkJobs } from "./bulk-job";

const runs = (n: number): RunSummary[] => Array.from({ length: n }, (_, i) => ({ id: `r${i}`, store: "s" }) as RunSummary);

test("an act on many runs is stopped between two of them, and says what was refused", async () => {
  const acted: string[] = [];
  const done = await bulkJobs.start("Cancelling", (n) => `${n} cancelled`, runs(30), async (run) => {
    acted.push(run.id);
    if (run.id === "r3") throw new Error("it has ended");
    if (acted.length === 10) bulkJobs.stop();
  });

  expect(done).toBeGreaterThanOrEqual(8);
  expect(acted.length).toBeLessThan(30);
  expect(bulkJobs.current).toBeNull();
  expect(document.body.textContent).toContain("Stopped before the other");
  expect(document.body.textContent).toContain("it has ended");
});

test("a second one is not begun before the first is over, and that is said", async () => {
  let release = (): void => undefined;
  const first = bulkJobs.start("A", String, runs(1), () => new Promise<void>((let_) => (release = let_)));

  expect(await bulkJobs.start("B", String, runs(2), async () => undefined)).toBe(0);
  expect(document.body.textContent).toContain("Another action on several runs is still under way");
  expect(document.body.textContent).toContain("A: 0 of 1.");
  release();
  expect(await first).toBe(1);
});
