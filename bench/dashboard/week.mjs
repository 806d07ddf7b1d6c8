// A week of use: repeats the runs that the engine has written into the stores of a folder over the seven days before,
// under other ids and times. Needs stores that nobody has open.
//
//   bun bench/dashboard/week.mjs STATE-FOLDER
import { Database } from "bun:sqlite";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Template } from "../template.mjs";

const DAY_MS = 86_400_000;
/** How often a day, at most, and at which minutes of it. */
const HABITS = {
  fusion: { aDay: 14, from: 7 * 60, to: 23 * 60 },
  probe: { aDay: 48, from: 0, to: 24 * 60 },
  experiments: { aDay: 1, from: 4 * 60 + 45, to: 4 * 60 + 46 },
  "autonomy-ladder": { aDay: 6, from: 8 * 60, to: 19 * 60 },
};

const state = process.argv[2];
const nowMs = Date.now();
let seed = 7;
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const two = (value) => String(value).padStart(2, "0");
const stamp = (atMs) => {
  const at = new Date(atMs);
  return `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
};

for (const file of readdirSync(state).filter((name) => name.endsWith(".db"))) {
  const name = file.slice(0, -3);
  const habit = HABITS[name];
  if (!habit) continue;
  const path = join(state, file);
  const db = new Database(path);
  const ended = db
    .query("SELECT run_id AS id FROM _smithers_runs WHERE status IN ('finished', 'failed', 'cancelled') ORDER BY created_at_ms")
    .all()
    .map((row) => row.id);
  db.close();
  const template = Template.read(path, 200, new Map(ended.map((id) => [id, id])));
  const plan = [];
  for (let day = 7; day >= 1; day--) {
    const midnight = new Date(nowMs - day * DAY_MS).setHours(0, 0, 0, 0);
    const times = Array.from({ length: habit.aDay }, () => midnight + (habit.from + random() * (habit.to - habit.from)) * 60_000);
    for (const atMs of times.sort((a, b) => a - b)) {
      // Most runs go well: the first recorded ones are those that did.
      const kind = ended[Math.floor(random() ** 1.6 * ended.length)];
      plan.push({ id: `${name}-${stamp(atMs)}-${Math.floor(random() * 0xffffff).toString(16).padStart(6, "0")}`, kind, atMs: Math.floor(atMs) });
    }
  }
  const writer = new Database(path);
  writer.exec("PRAGMA foreign_keys = OFF");
  writer.transaction(() => template.insert(writer, plan))();
  writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  writer.close();
}
