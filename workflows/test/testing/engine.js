import { Database } from "bun:sqlite";
import { setDefaultTimeout } from "bun:test";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const WORKFLOWS = resolve(import.meta.dir, "../..");
const BIN = join(WORKFLOWS, "node_modules/.bin");
const CALL_LIMIT_MS = 120_000;

setDefaultTimeout(240_000); // a dozen starts of the engine, one after the other, on a machine with much else to do

/**
 * Where bun keeps what it made of the engine's sources; else it does so anew for each HOME, a third of what a start takes.
 * Keyed by content, so nothing of one test reaches another.
 */
const TRANSPILED = join(WORKFLOWS, "node_modules/.cache/bun");

/** An address that refuses connections, so that no test depends on what runs on this machine. */
export const NOBODY = "http://127.0.0.1:9";

/** A state folder of its own with the real engine in it. Dispose with `await using`. */
export class Workspace {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), "workflows-test-"));
    this.children = new Set();
  }

  /** Starts `smithers …` in the state folder, as the runs API does; nothing of the tester's own settings leaks in. */
  start(args, env = {}, cwd = this.dir) {
    const child = spawn(join(BIN, "smithers"), [...args, "--format", "json"], {
      cwd,
      detached: true,
      env: {
        PATH: `${BIN}:${process.env.PATH}`,
        HOME: this.dir,
        BUN_RUNTIME_TRANSPILER_CACHE_PATH: TRANSPILED,
        CHAD_STATE_DIR: this.dir,
        CHAD_ROSTER_URL: NOBODY,
        CHAD_RUNS_URL: NOBODY,
        CHAD_REFRESH_URL: NOBODY,
        ...env,
      },
    });
    this.children.add(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    const timer = setTimeout(() => this.kill(child), CALL_LIMIT_MS);
    child.done = new Promise((settle) => {
      child.on("close", (code, signal) => {
        clearTimeout(timer);
        this.children.delete(child);
        settle({ code, signal, stdout, stderr, json: lastJson(stdout) });
      });
    });
    return child;
  }

  call(args, env) {
    return this.start(args, env).done;
  }

  up(workflow, runId, input, env) {
    return this.call(["up", join(WORKFLOWS, workflow), "--run-id", runId, "--input", JSON.stringify(input)], env);
  }

  resume(workflow, runId, env) {
    return this.call(["up", join(WORKFLOWS, workflow), "--resume", runId, "--force"], env);
  }

  /** `approve` or `deny`: these verbs look for a file named smithers.db, hence the link in a folder of its own. */
  async decide(verb, store, runId, node, by) {
    const folder = mkdtempSync(join(tmpdir(), "workflows-test-link-"));
    try {
      symlinkSync(join(this.dir, `${store}.db`), join(folder, "smithers.db"));
      return await this.start([verb, runId, "--node", node, "--by", by, "--note", `by ${by}`], {}, folder).done;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** SIGKILL to the engine and all it started: the machine lost power. */
  async kill(child) {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
    await child.done;
  }

  /** Rows of the store; JSON columns are parsed. Empty while the store or the table is not there yet. */
  rows(store, sql, ...params) {
    let db;
    try {
      db = new Database(join(this.dir, `${store}.db`), { readonly: true });
      db.run("PRAGMA busy_timeout = 5000");
      return db.query(sql).all(...params).map(parseColumns);
    } catch (error) {
      if (/no such table|unable to open/.test(error.message)) return [];
      throw error;
    } finally {
      db?.close();
    }
  }

  /** The output row of one node. */
  output(store, table, runId, nodeId) {
    return this.rows(store, `SELECT * FROM "${table}" WHERE run_id = ? AND node_id = ?`, runId, nodeId)[0];
  }

  run(store, runId) {
    return this.rows(store, "SELECT * FROM _smithers_runs WHERE run_id = ?", runId)[0];
  }

  attempts(store, runId) {
    return this.rows(
      store,
      `SELECT node_id, attempt, state, started_at_ms, error_json, meta_json
         FROM _smithers_attempts WHERE run_id = ? ORDER BY node_id, attempt`,
      runId,
    );
  }

  write(name, value) {
    writeFileSync(join(this.dir, name), typeof value === "string" ? value : JSON.stringify(value));
  }

  read(name) {
    return JSON.parse(readFileSync(join(this.dir, name), "utf8"));
  }

  async [Symbol.asyncDispose]() {
    await Promise.all([...this.children].map((child) => this.kill(child)));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function parseColumns(row) {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, /^[[{]/.test(value ?? "") ? JSON.parse(value) : value]),
  );
}

function lastJson(stdout) {
  const at = stdout.search(/^\{/m);
  return at < 0 ? undefined : JSON.parse(stdout.slice(at));
}

/** Waits until `condition` gives something truthy, and returns it. */
export async function until(condition, what, limitMs = 150_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain: ${what}`);
    await Bun.sleep(25);
  }
}
