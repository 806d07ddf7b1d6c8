import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { pause } from "./deadline.js";

/** Writes JSON so that a reader sees the old file or the new one, never a half of it, also after a power cut. */
export function writeJson(path, value) {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", 0o644);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** The JSON in a file, or null when there is no such file. Throws with the file's name when it holds no JSON. */
export function readJson(path) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no valid JSON (${error.message}). Repair it, or move it away to start anew.`);
  }
}

/** A lock this old belongs to a process that died: whoever holds it works for milliseconds. */
const STALE_MS = 30_000;

/**
 * Runs `work` while no other process does so for the same file. The lock is a file beside it.
 *
 * @param {string} path the file that is read, changed and written
 * @param {() => T} work
 * @param {{ limitMs?: number }} [options] how long to wait for the lock
 * @returns {Promise<T>}
 * @template T
 */
export async function exclusively(path, work, { limitMs = 10_000 } = {}) {
  const lock = `${path}.lock`;
  const end = Date.now() + limitMs;
  while (!acquire(lock)) {
    if (Date.now() > end) throw new Error(`${path} stayed locked for ${limitMs / 1000} s. Is another run writing it?`);
    await pause(50);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function acquire(lock) {
  try {
    closeSync(openSync(lock, "wx"));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const heldSince = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - heldSince > STALE_MS) rmSync(lock, { force: true });
  return false;
}
