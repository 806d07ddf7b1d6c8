import { describe, expect, test } from "bun:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { WORKFLOWS, Workspace } from "./testing/engine.js";

const files = readdirSync(WORKFLOWS).filter((name) => name.endsWith(".jsx"));

describe.each(files)("%s", (file) => {
  test.concurrent("can be drawn without input; every task has finite retries, a time limit and a usable id", async () => {
    await using ws = new Workspace();

    const { code, json } = await ws.call(["graph", join(WORKFLOWS, file)]);

    expect(code).toBe(0);
    expect(json.tasks.length).toBeGreaterThan(0);
    for (const { nodeId, retries, timeoutMs } of json.tasks) {
      expect(nodeId).toMatch(/^[a-zA-Z0-9:_-]{1,128}$/);
      expect(Number.isInteger(retries), `${nodeId} retries for ever`).toBe(true);
      expect(timeoutMs, `${nodeId} has no time limit`).toBeGreaterThan(0);
    }
    expect(readdirSync(ws.dir).filter((name) => name.endsWith(".db"))).toEqual([file.replace(".jsx", ".db")]);
  });

  test.concurrent("writes no bare task: what appears later in a run is limited too", () => {
    const source = readFileSync(join(WORKFLOWS, file), "utf8");

    for (const [tag] of source.matchAll(/<(?:Task|Approval)\b[\s\S]*?\n?\s*>\s*\{|<Approval\b[\s\S]*?\/>/g)) {
      expect(tag).toMatch(/\{\.\.\.(?:taskOpts|computeOpts|opts)\b/);
    }
  });
});
