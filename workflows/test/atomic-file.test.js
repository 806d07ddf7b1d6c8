import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exclusively, readJson, writeJson } from "../lib/atomic-file.js";

let dir;
let file;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "atomic-test-"));
  file = join(dir, "population.json");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("what is written is read again, and nothing is left beside it", () => {
  writeJson(file, { generation: 1 });
  writeJson(file, { generation: 2 });

  expect(readJson(file)).toEqual({ generation: 2 });
  expect(readdirSync(dir)).toEqual(["population.json"]);
});

test("a missing file is null, a broken one is named", () => {
  expect(readJson(file)).toBeNull();
  writeFileSync(file, '{"generation":');
  expect(() => readJson(file)).toThrow(`${file} is no valid JSON`);
});

test("two writers never work at once, and an error gives the lock back", async () => {
  await expect(exclusively(file, () => { throw new Error("first broke"); })).rejects.toThrow("first broke");

  await Promise.all([1, 2, 3].map(() => exclusively(file, () => writeJson(file, { n: (readJson(file)?.n ?? 0) + 1 }))));

  expect(readJson(file)).toEqual({ n: 3 });
});

test("a lock that is held is waited for only so long; one that a dead process left is taken", async () => {
  writeFileSync(`${file}.lock`, "");
  await expect(exclusively(file, () => 1, { limitMs: 100 })).rejects.toThrow("stayed locked for 0.1 s");

  utimesSync(`${file}.lock`, 0, 0);
  expect(await exclusively(file, () => 1)).toBe(1);
});
