import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stateDir, storePath } from "../lib/store.js";

test("each workflow has a store of its own in the state folder", () => {
  const dir = mkdtempSync(join(tmpdir(), "store-test-"));
  try {
    expect(storePath("fusion", { CHAD_STATE_DIR: dir })).toBe(join(dir, "fusion.db"));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("without a setting the state folder is the one beside the workflows", () => {
  expect(stateDir({})).toBe(resolve(import.meta.dir, "../../state"));
});

test("a relative state folder is refused, for the engine would resolve it against its own current folder", () => {
  expect(() => stateDir({ CHAD_STATE_DIR: "state" })).toThrow("Set it to an absolute folder");
});

test("a state folder that is missing is named", () => {
  expect(() => stateDir({ CHAD_STATE_DIR: "/nowhere/at/all" })).toThrow("/nowhere/at/all does not exist");
});

test("names that leave the folder or that the dashboard skips are refused", () => {
  for (const name of ["../x", "a/b", "Upper", "", "smithers"]) {
    expect(() => storePath(name, { CHAD_STATE_DIR: tmpdir() })).toThrow("is no name for a store");
  }
});
