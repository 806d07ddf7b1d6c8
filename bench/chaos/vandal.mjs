// The second process of chaos.mjs: does at random what people, other programs and a bad disk do to files. Tells each step in a
// line of JSON on its standard output: what was done, and what can be expected of the file since. Ends when its input does.
//
//   bun vandal.mjs FOLDER SEED SERVICE_PID SLEEP_PID…
import { Database } from "bun:sqlite";
import {
  closeSync, copyFileSync, existsSync, linkSync, lstatSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync,
  truncateSync, utimesSync, writeFileSync, writeSync,
} from "node:fs";
import { join } from "node:path";

const [folder, seedText, service, ...sleeps] = process.argv.slice(2);
const state = join(folder, "state");
const whole = join(folder, "whole");
const MOST_COPIES = 30;

let seed = Number(seedText);
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];
const tell = (step) => process.stdout.write(`${JSON.stringify({ atMs: Date.now(), ...step })}\n`);
const path = (name) => join(state, name);

const recorded = readdirSync(whole).sort();
const live = readdirSync(state).filter((name) => /^(steps|gate|timer)-\d+\.db$/.test(name)).sort();
/** Each copy, and what it held when it was made: nobody but this process writes to it. */
const copies = new Map();
/** Names of stores that were renamed. */
const extras = new Set();
/** What is to be given back at a time. */
const later = [];
let number = 0;

const sweep = (name) => ["", "-wal", "-shm", "-journal"].forEach((end) => rmSync(path(name + end), { force: true }));
const isFile = (name) => {
  try {
    return lstatSync(path(name)).isFile();
  } catch {
    return false;
  }
};

function within(name, action) {
  const db = new Database(path(name), { readwrite: true });
  try {
    db.exec("PRAGMA busy_timeout = 1000");
    return action(db);
  } finally {
    db.close();
  }
}

/** A recorded store as it was, by one of the ways in which people bring files back. */
function restore(name) {
  const way = one(["renamed over", "removed and copied", "copied in place"]);
  if (way === "renamed over") {
    copyFileSync(join(whole, name), join(folder, "coming.tmp"));
    ["-wal", "-shm", "-journal"].forEach((end) => rmSync(path(name + end), { force: true }));
    renameSync(join(folder, "coming.tmp"), path(name));
  } else {
    if (way === "removed and copied" || !isFile(name)) sweep(name);
    else ["-wal", "-shm", "-journal"].forEach((end) => rmSync(path(name + end), { force: true }));
    writeFileSync(path(name), readFileSync(join(whole, name)));
  }
  tell({ did: `restore, ${way}`, file: name, now: "whole", as: name });
}

const owner = () => {
  const threads = readdirSync(`/proc/${service}/task`).filter((thread) => thread !== service);
  return `pid:${random() < 0.7 ? one(sleeps) : one(threads)}:00000000-0000-4000-8000-000000000000`;
};

/** Each leaves a file that SQLite reads without complaint. */
const poisons = {
  "status of no text": "UPDATE _smithers_runs SET status = cast(x'66ff' AS text)",
  "status of bytes": "UPDATE _smithers_runs SET status = x'00ff00ff'",
  "status of 100 KB": "UPDATE _smithers_runs SET status = printf('%.100000c', 'x')",
  "times in ns": "UPDATE _smithers_runs SET created_at_ms = 1795000000000000000, started_at_ms = 1795000000000000000",
  "times before 1970": "UPDATE _smithers_runs SET created_at_ms = -1795000000000, started_at_ms = -1, finished_at_ms = -9223372036854775808",
  "times as text": "UPDATE _smithers_runs SET created_at_ms = 'yesterday', heartbeat_at_ms = 1e300",
  "heartbeat ahead": "UPDATE _smithers_runs SET status = 'running', finished_at_ms = NULL, heartbeat_at_ms = 1995000000000",
  "ids of no text": "UPDATE _smithers_runs SET run_id = cast(x'2e2e2fff0a00' AS text)",
  "newest row gone": "DELETE FROM _smithers_runs WHERE rowid = (SELECT max(rowid) FROM _smithers_runs)",
  "no rows": "DELETE FROM _smithers_runs",
  "events of no JSON": "UPDATE _smithers_events SET payload_json = '{\"a\":' || payload_json, seq = -seq",
  "events of bytes": "UPDATE _smithers_events SET type = x'fe', payload_json = x'00ff', timestamp_ms = 'x'",
  "frames of no JSON": "UPDATE _smithers_frames SET xml_json = '[[[[[[' || substr(xml_json, 1, 99)",
  "frames back to front": "UPDATE _smithers_frames SET frame_no = 9223372036854775807 - frame_no",
  "nodes of nonsense": "UPDATE _smithers_nodes SET state = 7, iteration = iteration - 9223372036854775800, output_table = 'sqlite_master; --'",
  "attempts of nonsense": "UPDATE _smithers_attempts SET state = x'ff', started_at_ms = 1e19, meta_json = '[1,{\"timer\":3}]', error_json = '\"'",
  "20 MB in an event": "UPDATE _smithers_events SET payload_json = printf('%.20000000c', 'x') WHERE rowid = (SELECT min(rowid) FROM _smithers_events)",
  "20 MB in an error": "UPDATE _smithers_runs SET error_json = printf('{\"message\":\"%.20000000c\"}', 'x')",
  "approvals of nonsense": "UPDATE _smithers_approvals SET status = 'requested', requested_at_ms = 9e18, request_json = '{\"title\":[]}'",
  "parents in a circle": "UPDATE _smithers_runs SET parent_run_id = run_id",
};

function poison(name) {
  const what = one([...Object.keys(poisons), "a stranger's number", "a stranger's number"]);
  within(name, (db) => {
    if (what === "a stranger's number") {
      db.query("UPDATE _smithers_runs SET status = 'running', finished_at_ms = NULL, heartbeat_at_ms = 1795000000000, runtime_owner_id = ?").run(owner());
    } else {
      db.exec(poisons[what]);
    }
  });
  tell({ did: `poison: ${what}`, file: name, now: "whole" });
}

function garbage(name) {
  const size = statSync(path(name)).size;
  const file = openSync(path(name), "r+");
  const bytes = Buffer.from(Array.from({ length: one([16, 100, 4096]) }, () => below(256)));
  writeSync(file, bytes, 0, bytes.length, random() < 0.3 ? below(100) : below(size || 1));
  closeSync(file);
  tell({ did: "garbage", file: name, now: "hurt" });
}

function truncate(name) {
  truncateSync(path(name), one([0, 1, 99, 100, 4096, below(statSync(path(name)).size || 1)]));
  tell({ did: "truncate", file: name, now: "hurt" });
}

function remove(name) {
  if (random() < 0.5) sweep(name);
  else rmSync(path(name), { force: true });
  tell({ did: "delete", file: name, now: "gone" });
}

function rename(name) {
  const other = `moved-${++number}.db`;
  renameSync(path(name), path(other));
  extras.add(other);
  tell({ did: "rename", file: name, now: "gone" });
}

/** Another store under this one's name: whole, but not what it was. */
function replace(name) {
  const other = one(recorded);
  if (random() < 0.5) {
    copyFileSync(join(whole, other), join(folder, "coming.tmp"));
    renameSync(join(folder, "coming.tmp"), path(name));
  } else {
    writeFileSync(path(name), readFileSync(join(whole, other)));
  }
  tell({ did: "replace", file: name, now: existsSync(path(`${name}-wal`)) ? "hurt" : "whole" }); // a log of the other store spoils it
}

function link(name) {
  const kind = one(["dangling", "loop", "to a store", "to a folder", "to a device"]);
  sweep(name);
  const target = { dangling: "nowhere.db", loop: name, "to a store": one([...recorded, ...live]), "to a folder": "..", "to a device": "/dev/zero" }[kind];
  symlinkSync(target, path(name));
  tell({ did: `link ${kind}`, file: name, now: "hurt" });
}

function schema(name) {
  within(name, (db) =>
    db.exec(
      one([
        "ALTER TABLE _smithers_runs ADD COLUMN more TEXT AS (hex(zeroblob(90000000)))",
        "DROP TABLE _smithers_nodes; CREATE VIEW _smithers_nodes AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c) SELECT i AS run_id FROM c",
        "DROP TABLE _smithers_events",
        "DROP TABLE _smithers_runs",
        "DROP TABLE _smithers_attempts; CREATE TABLE _smithers_attempts (run_id TEXT)",
      ]),
    ),
  );
  tell({ did: "schema", file: name, now: "hurt" });
}

function touch(name) {
  const to = one([0, 1, 4_000_000_000, 1_795_000_000]);
  utimesSync(path(name), to, to);
  tell({ did: "touch", file: name });
}

function lock(name) {
  const db = new Database(path(name), { readwrite: true });
  try {
    db.exec("PRAGMA busy_timeout = 500; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (failure) {
    db.close(); // it may hold half of a lock
    throw failure;
  }
  tell({ did: "lock", file: name });
  later.push({ atMs: Date.now() + one([3000, 3000, 45_000]), name, then: "unlocked", does: () => db.close() });
}

function copy() {
  if (copies.size >= MOST_COPIES) return dropCopy();
  const from = one(live);
  if (later.some((entry) => entry.name === from)) return;
  const name = `${one(["a", "copy", "zz"])}-${++number}.db`;
  if (random() < 0.5) {
    within(from, (db) => db.query("VACUUM INTO ?").run(path(name)));
  } else {
    ["", "-wal"].filter((end) => existsSync(path(from + end))).forEach((end) => copyFileSync(path(from + end), path(name + end)));
  }
  const what = one(["as it is", "as it is", "timers due", "gates decided", "running", "a stranger's number"]);
  copies.set(name, within(name, (db) => {
    if (what === "timers due") {
      db.exec(`UPDATE _smithers_attempts SET meta_json = json_set(meta_json, '$.timer.firesAtMs', 1795000000000)
                WHERE json_extract(meta_json, '$.timer.firesAtMs') IS NOT NULL;
               UPDATE _smithers_runs SET status = 'waiting-timer', finished_at_ms = NULL`);
    } else if (what === "gates decided") {
      db.exec(`UPDATE _smithers_approvals SET status = 'approved', requested_at_ms = NULL;
               UPDATE _smithers_nodes SET state = 'pending' WHERE state = 'waiting-approval';
               UPDATE _smithers_runs SET status = 'waiting-event', finished_at_ms = NULL`);
    } else if (what === "running") {
      db.exec("UPDATE _smithers_runs SET status = 'running', finished_at_ms = NULL, runtime_owner_id = NULL, heartbeat_at_ms = 1795000000000");
    } else if (what === "a stranger's number") {
      db.query("UPDATE _smithers_runs SET status = 'running', finished_at_ms = NULL, heartbeat_at_ms = 1795000000000, runtime_owner_id = ?").run(owner());
    }
    return eventsOf(db);
  }));
  tell({ did: `copy, ${what}`, file: name, now: "whole" });
}

const eventsOf = (db) =>
  JSON.stringify(db.query("SELECT (SELECT count(*) FROM _smithers_events) AS events, (SELECT count(*) FROM _smithers_attempts) AS attempts, " +
    "(SELECT group_concat(run_id || status) FROM _smithers_runs) AS runs").get());

/** Whether somebody has written to a copy. */
function check(name) {
  const now = within(name, eventsOf);
  if (now !== copies.get(name)) tell({ did: "COPY CHANGED", file: name, before: copies.get(name), after: now });
}

function dropCopy() {
  const name = one([...copies.keys()]);
  if (!name) return;
  check(name);
  copies.delete(name);
  sweep(name);
  tell({ did: "delete a copy", file: name, now: "gone" });
}

/** A second name for a store in which engines work. */
function secondName() {
  const from = one(live);
  if (later.some((entry) => entry.name === from)) return;
  const name = `${one(["a", "zz"])}-link-${++number}.db`;
  const kind = one(["symbolic", "hard"]);
  if (kind === "hard") linkSync(path(from), path(name));
  else symlinkSync(path(from), path(name));
  later.push({ atMs: Date.now() + 8000, does: () => rmSync(path(name), { force: true }) });
  tell({ did: `${kind} link to a live store`, file: from });
}

const move = (from, to) => ["-wal", "-shm", ""].filter((end) => existsSync(path(from + end))).forEach((end) => renameSync(path(from + end), path(to + end)));

/** Only while no run is executed there: its engine would go on in the file under its new name. */
function moveLive() {
  const from = one(live);
  const executed = within(from, (db) => db.query("SELECT count(*) AS n FROM _smithers_runs WHERE status = 'running'").get().n);
  if (executed || later.some((entry) => entry.name === from)) return;
  const name = `away-${++number}.db`;
  move(from, name);
  tell({ did: "a live store moved away", file: from, now: "gone" });
  later.push({
    atMs: Date.now() + 2500,
    name: from,
    does: () => {
      sweep(from); // what an engine has begun there meanwhile
      move(name, from);
    },
  });
}

const onFile = [truncate, garbage, garbage, remove, rename, replace, link, poison, poison, poison, poison, schema, touch, lock];
function step() {
  for (const due of later.filter((entry) => entry.atMs < Date.now())) {
    later.splice(later.indexOf(due), 1);
    due.does();
    if (due.name) tell({ did: due.then ?? "given back", file: due.name, now: due.then ? undefined : "whole" });
  }
  const dice = random();
  if (dice < 0.1) return copy();
  if (dice < 0.13) return dropCopy();
  if (dice < 0.17) return secondName();
  if (dice < 0.19) return moveLive();
  if (dice < 0.22 && extras.size) {
    const name = one([...extras]);
    extras.delete(name);
    return sweep(name);
  }
  const name = one(recorded);
  if (later.some((entry) => entry.name === name)) return;
  if (!isFile(name) || random() < 0.4) return restore(name);
  one(onFile)(name);
}

let ending = false;
process.stdin.on("end", () => (ending = true)).resume();
while (!ending) {
  try {
    step();
  } catch (failure) {
    tell({ did: "could not", why: String(failure.message).slice(0, 100) });
  }
  await new Promise((done) => setTimeout(done, 20 + random() * 160));
}
for (const entry of later) {
  try {
    entry.does();
  } catch (failure) {
    tell({ did: "could not", why: String(failure.message).slice(0, 100) });
  }
}
while (copies.size) dropCopy();
extras.forEach(sweep);
recorded.forEach(restore);
live.forEach((name) => tell({ did: "the end", file: name, now: "whole" }));
