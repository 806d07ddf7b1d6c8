// Makes stores of any size in the engine's own schema: the real engine writes one run of each kind, and its rows are
// repeated under other ids and times. The same seed gives the same runs; their times end now. Beside the stores there are
// long.db with one run of very many events, and live.db, which is empty.
//
//   bun bench/make-stores.mjs --out DIR [--stores 50] [--runs 10000] [--events 12] [--big 200000] [--seed 1]
import { Database } from "bun:sqlite";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { longRun } from "./long-run.mjs";
import { record } from "./recording.mjs";
import { Template } from "./template.mjs";

/** How many of a thousand runs are of which kind; most runs of an old store have ended. */
const MIX = [
  ["gate", 2],
  ["hang", 1],
  ["fail", 80],
  ["finish", 917],
];
const SPAN_MS = 90 * 24 * 3_600_000;

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    stores: { type: "string", default: "50" },
    runs: { type: "string", default: "10000" },
    events: { type: "string", default: "12" },
    big: { type: "string", default: "200000" },
    seed: { type: "string", default: "1" },
  },
});
if (!values.out) throw new Error("Say where: --out DIR");
const out = resolve(values.out);
const [stores, runs, events, big, seed] = [values.stores, values.runs, values.events, values.big, values.seed].map(Number);

mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "bench-engine-"));
try {
  const recorded = await record(folder);
  const empty = join(folder, "empty.db");
  makeEmpty(recorded, empty);
  const template = Template.read(recorded, events);
  const nowMs = Date.now();
  for (let i = 0; i < stores; i++) {
    const name = `store-${String(i).padStart(2, "0")}`;
    fill(empty, join(out, `${name}.db`), (db) => template.insert(db, plan(name, i, nowMs)));
  }
  fill(empty, join(out, "long.db"), (db) => longRun(db, recorded, "long-run", big, nowMs - 3_600_000));
  fill(empty, join(out, "live.db"), () => {});
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The engine's tables, indexes, triggers and migrations, and no run. */
function makeEmpty(recorded, empty) {
  copyFileSync(recorded, empty);
  const db = new Database(empty);
  db.exec("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = OFF");
  for (const { name } of db.query("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%run_id%'").all()) {
    db.exec(`DELETE FROM "${name}"`);
  }
  db.exec("DELETE FROM _smithers_snapshot_contents; VACUUM");
  db.close();
}

/** Ids, kinds and times of a store's runs, oldest first. */
function plan(store, index, nowMs) {
  const random = generator(seed * 1_000 + index);
  const times = Array.from({ length: runs }, () => Math.floor(nowMs - 60_000 - random() * SPAN_MS)).sort((a, b) => a - b);
  return times.map((atMs, i) => {
    const serial = `${store}-${String(i).padStart(6, "0")}`;
    return { id: `${serial}-${Math.floor(random() * 65_536).toString(16).padStart(4, "0")}`, kind: kind(random() * 1_000), atMs };
  });
}

function kind(ticket) {
  let left = ticket;
  for (const [name, share] of MIX) {
    left -= share;
    if (left < 0) return name;
  }
  return "finish";
}

function generator(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function fill(empty, file, insert) {
  const begun = performance.now();
  copyFileSync(empty, file);
  const db = new Database(file);
  db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
  db.exec("BEGIN");
  insert(db);
  db.exec("COMMIT");
  db.exec("PRAGMA journal_mode = WAL");
  db.close();
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
  console.log(`${file} ${(statSync(file).size / 1e6).toFixed(0)} MB in ${((performance.now() - begun) / 1e3).toFixed(1)} s`);
}
