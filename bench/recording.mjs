// Runs the real engine once for each kind of run, and hands out the rows that it wrote.
import { Database } from "bun:sqlite";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

export const KINDS = ["finish", "fail", "gate", "hang"];

const HERE = import.meta.dirname;
const MODULES = resolve(HERE, "../workflows/node_modules");
const PATIENCE_MS = 120_000;

/**
 * @param {string} folder where the engine works; made when it is missing
 * @returns {Promise<string>} the store that holds one run of each kind, named `recorded-KIND`
 */
export async function record(folder) {
  if (!existsSync(join(MODULES, ".bin/smithers"))) {
    throw new Error("The engine is not installed: run scripts/install-engine.");
  }
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "node_modules"))) symlinkSync(MODULES, join(folder, "node_modules"));
  copyFileSync(join(HERE, "recorded.jsx"), join(folder, "recorded.jsx"));
  const store = join(folder, "recorded.db");
  for (const kind of KINDS) {
    await run(folder, store, kind);
  }
  const db = new Database(store);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  return store;
}

async function run(folder, store, kind) {
  const smithers = spawn(
    join(MODULES, ".bin/smithers"),
    ["up", "recorded.jsx", "--run-id", `recorded-${kind}`, "--input", JSON.stringify({ mode: kind }), "--no-log"],
    {
      cwd: folder,
      env: { ...process.env, PATH: `${join(MODULES, ".bin")}:${process.env.PATH}`, BENCH_STORE: store, SMITHERS_POST_FAILURE: "0" },
      stdio: "ignore",
    },
  );
  const ended = new Promise((done) => smithers.once("exit", done));
  const deadline = Date.now() + PATIENCE_MS;
  try {
    // A run that hangs is killed once its last task is under way: that is what a crash leaves.
    while (!hasSettled(store, kind)) {
      if (Date.now() > deadline) throw new Error(`The engine did not get through the run "${kind}".`);
      await Bun.sleep(100);
    }
    if (kind !== "hang") await Promise.race([ended, Bun.sleep(10_000)]);
  } finally {
    smithers.kill("SIGKILL");
    await ended;
  }
}

function hasSettled(store, kind) {
  if (!existsSync(store)) return false;
  const db = new Database(store, { readonly: true });
  try {
    db.exec("PRAGMA busy_timeout = 1000");
    return kind === "hang"
      ? db.query("SELECT 1 FROM _smithers_nodes WHERE run_id = ? AND node_id = 'check' AND state = 'in-progress'").get(`recorded-${kind}`) !== null
      : db.query("SELECT 1 FROM _smithers_runs WHERE run_id = ? AND status <> 'running'").get(`recorded-${kind}`) !== null;
  } catch {
    return false; // its tables are being made
  } finally {
    db.close();
  }
}
