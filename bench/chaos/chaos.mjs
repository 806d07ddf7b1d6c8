// A folder of 60 stores in which a second process (vandal.mjs) copies, truncates, renames, replaces, deletes, links, poisons and
// restores files at random, while 8 clients list, open, approve, cancel and resume over REST, and real engines run.
//
//   scripts/build && workflows/node_modules/.bin/bun bench/chaos/chaos.mjs [--minutes 10] [--seed 1] [--port 7900] [--keep]
//
// Prints counts, and exits 1 when one of those that must be 0 is not. README.md beside it says what each means.
import { Database } from "bun:sqlite";
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "../..");
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const MINUTES = Number(option("minutes", 10));
const SEED = Number(option("seed", 1));
const PORT = Number(option("port", 7900));
const KEY = "key-of-the-chaos";
const LIVE = ["steps", "gate", "timer"].flatMap((kind) => [0, 1, 2, 3].map((n) => `${kind}-${n}`));
const RECORDED = 48;
const READ_WITHIN_MS = 10_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

let seed = SEED;
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};
const one = (list) => list[Math.floor(random() * list.length)];

const folder = mkdtempSync(join(tmpdir(), "chaos-"));
const [state, workflows, temporary, whole, ledger] = ["state", "workflows", "tmp", "whole", "ledger"].map((name) => join(folder, name));
[state, workflows, temporary, whole, ledger].forEach((path) => mkdirSync(path));
symlinkSync(join(root, "workflows/node_modules"), join(workflows, "node_modules"));
const template = readFileSync(join(import.meta.dirname, "ledger.jsx"), "utf8");
LIVE.forEach((name) => writeFileSync(join(workflows, `${name}.jsx`), template.replace("@STORE@", name)));
const fixtures = join(root, "runs-api/src/test/resources/fixtures");
const recordings = readdirSync(fixtures).filter((name) => name.endsWith(".db")).sort();
for (let n = 0; n < RECORDED; n++) {
  const name = `rec-${String(n).padStart(2, "0")}-${recordings[n % recordings.length]}`;
  [whole, state].forEach((to) => copyFileSync(join(fixtures, recordings[n % recordings.length]), join(to, name)));
}

const java = join(spawnSync(join(root, "scripts/mvn"), ["--print-java-home"], { encoding: "utf8" }).stdout.trim(), "bin/java");
const log = openSync(join(folder, "service.log"), "a");
const service = spawn(
  java,
  ["-XX:+UseSerialGC", "-Xmx256m", "-XX:NativeMemoryTracking=summary", "-XX:TieredStopAtLevel=1",
    "--enable-native-access=ALL-UNNAMED", `-Djava.io.tmpdir=${temporary}`, "-jar", join(root, "runs-api/target/quarkus-app/quarkus-run.jar")],
  {
    stdio: ["ignore", log, log],
    env: {
      PATH: process.env.PATH, HOME: folder, TMPDIR: temporary, MALLOC_ARENA_MAX: "2", CHAD_STATE_DIR: state, CHAD_WORKFLOW_DIR: workflows,
      SMITHERS_RUNS_API_KEY: KEY, CHAD_RUNS_PORT: String(PORT), CHAD_RUNS_MANAGEMENT_PORT: String(PORT + 1),
      RUNS_SUPERVISOR_AUTO_RESUME: "true",
    },
  },
);
const strangers = [1, 2, 3, 4].map(() => spawn("sleep", ["100000"], { stdio: "ignore", detached: true })); // leaders of groups, as engines are

const lives = (pid) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
const faults = new Map();
const counts = new Map();
const add = (to, what) => to.set(what, (to.get(what) ?? 0) + 1);
/** What must not happen: counted by its kind, each told in the log of the chaos. */
function fault(kind, about) {
  add(faults, kind);
  appendFileSync(join(folder, "faults.log"), `${new Date().toISOString()} ${kind}: ${about}\n`);
}

async function call(method, path, body) {
  const what = `${method} ${path.replace(/\?.*/, "").replace(/^\/api\/runs\/[^/]+/, "/api/runs/ID")}`;
  try {
    const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, {
      method,
      headers: { "x-smithers-key": KEY, "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : null;
    add(counts, `${what} ${answer.status}${answer.status < 400 ? "" : ` ${json?.type?.split(":").pop() ?? "no problem"}`}`);
    if (answer.status === 500 || (answer.status >= 400 && !json?.type)) fault(`answer ${answer.status}`, `${method} ${path} ${text.slice(0, 400)}`);
    return { status: answer.status, body: json };
  } catch (failure) {
    add(counts, `${what} ${failure.name}`);
    fault(`no answer (${failure.name})`, `${method} ${path} ${failure.message}`);
    return { status: 0, body: null };
  }
}

/** What is wrong with the files now, as the second process tells it: name to {now, sinceMs, as}. */
const files = new Map();
const vandalDid = new Map();
/** When live stores were not in their place: an engine that starts then begins a new store there, which is removed later. */
const away = [];
function told(line) {
  appendFileSync(join(folder, "vandal.log"), `${line}\n`);
  const step = JSON.parse(line);
  add(vandalDid, step.did.replace(/^could not$/, `could not: ${step.why}`));
  if (step.did === "COPY CHANGED") fault("a copy was acted on", line);
  if (step.did === "a live store moved away") away.push({ file: step.file, fromMs: step.atMs, toMs: Infinity });
  if (step.did === "given back") away.filter((time) => time.file === step.file && time.toMs === Infinity).forEach((time) => (time.toMs = step.atMs));
  const before = files.get(step.file);
  if (step.did.startsWith("poison") && before && before.now !== "whole") return; // that does not mend it
  if (step.did === "unlocked") files.set(step.file, { ...before.locked, sinceMs: step.atMs }); // as it was before, which may be hurt
  else if (step.did === "lock") files.set(step.file, { now: "locked", locked: before ?? { now: "whole" } });
  else if (step.now) files.set(step.file, { now: step.now, sinceMs: step.atMs, as: step.as });
}

const reported = new Set();
async function watchStores() {
  const askedAtMs = Date.now();
  const { body } = await call("GET", "/api/stores");
  const listed = new Map((body?.items ?? []).map((store) => [store.path.split("/").pop(), store]));
  for (const [name, file] of files) {
    const since = `${name} ${file.sinceMs}`;
    if (file.now !== "whole" || reported.has(since) || askedAtMs - file.sinceMs < READ_WITHIN_MS) continue;
    const store = listed.get(name);
    if (store?.state !== "ok" && !/^It is (a link to|the same file)/.test(store?.reason ?? "")) {
      reported.add(since);
      fault("whole for 10 s and not read", `${name}, whole since ${file.sinceMs}: ${JSON.stringify(store)}`);
    } else if (store?.state !== "ok" && LIVE.includes(name.replace(".db", ""))) {
      add(counts, "a live store was read under its other name only");
    } else if (file.as) {
      await compare(name, store, file, since);
    }
  }
}

/** Verbs that are under way, and when each store was last written to by one: what it shows since is not what was restored. */
const underWay = new Map();
const writtenAtMs = new Map();
const wasSteered = (store, file) => underWay.get(store) > 0 || writtenAtMs.get(store) >= file.sinceMs;

/** A store that was restored shows what it held before, not what was there in between. */
async function compare(name, store, file, since) {
  const { status, body } = await call("GET", `/api/runs?limit=100&store=${encodeURIComponent(store.name)}`);
  if (status !== 200 || files.get(name) !== file || wasSteered(store.name, file)) return;
  const shown = body.items.map((run) => `${run.id} ${run.status}`).sort().join();
  const db = new Database(join(whole, name), { readonly: true });
  const held = db.query("SELECT run_id || ' ' || status AS run FROM _smithers_runs").all().map((row) => row.run).sort().join();
  db.close();
  reported.add(since);
  if (shown !== held) fault("restored, and shown as it was before", `${name}, since ${file.sinceMs}: ${shown}\n    held: ${held}`);
  else add(counts, "restored stores that show what they hold");
}

let runs = [];
let ending = false;
const pick = () => (runs.length && random() < 0.98 ? one(runs) : { id: "nobody", store: "nowhere" });
const about = (run) => (random() < 0.9 ? `?store=${encodeURIComponent(run.store)}` : "");
const id = (run) => encodeURIComponent(run.id);

async function reader() {
  while (!ending) {
    const { body } = await call("GET", `/api/runs?limit=${one([5, 100, 200])}${one(["", "&stalled=true", "&status=running", "&q=a"])}`);
    if (body?.items?.length > 20) runs = body.items;
    const run = pick();
    await call("GET", `/api/runs/${id(run)}${about(run)}`);
    const view = one(["logs", "chat", "frames", "timeline", "graph", "logs", "approvals"]);
    await call("GET", `/api/runs/${id(run)}/${view}${about(run)}`);
    await call("GET", one(["/api/approvals", "/api/health", "/api/workflows", "/api/stores"]));
    await sleep(random() * 300);
  }
}

const cancelledAtMs = new Map();
async function writer() {
  while (!ending) {
    const run = random() < 0.5 ? pick() : one(runs.filter((one) => LIVE.includes(one.workflow?.replace(/\.jsx$/, ""))) ?? []) ?? pick();
    const verb = one(["approve", "approve", "resume", "resume", "cancel", "deny"]);
    underWay.set(run.store, (underWay.get(run.store) ?? 0) + 1);
    const { status, body } = await call("POST", `/api/runs/${id(run)}/${verb}${about(run)}`, verb === "resume" && random() < 0.3 ? { force: true } : {});
    underWay.set(run.store, underWay.get(run.store) - 1);
    if (status < 400) writtenAtMs.set(run.store, Date.now());
    if (verb === "cancel" && status === 200 && body?.run?.state === "cancelled" && LIVE.includes(body.run.store)) {
      cancelledAtMs.set(run.id, Date.now());
    }
    await sleep(500 + random() * 1500);
  }
}

let launched = 0;
const launchedAtMs = new Map();
function launch(name) {
  const runId = `run-${++launched}`;
  launchedAtMs.set(runId, Date.now());
  return call("POST", "/api/launch", { workflow: `${name}.jsx`, runId, input: {} });
}
async function launcher() {
  while (!ending) {
    await launch(one(LIVE));
    await sleep(3000 + random() * 4000);
  }
}

/** Processes that execute runs of this folder, and everything else that it has left. */
const strays = () =>
  readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || [service.pid, process.pid, vandal?.pid].includes(Number(pid))) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder) && lives(pid);
    } catch {
      return false; // gone in between, or another user's
    }
  });

async function killer() {
  while (!ending) {
    await sleep(15_000 + random() * 15_000);
    const engine = one(strays().filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("up")));
    if (engine && !ending) {
      process.kill(Number(engine), "SIGKILL");
      add(counts, "engines killed");
    }
  }
}

const rss = [];
const memory = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${service.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

/** What the service holds on to: of the heap what a full collection leaves, and what lies beside the heap. */
const held = [];
function measureHeld(atMs) {
  const jcmd = (...command) => spawnSync(join(dirname(java), "jcmd"), [String(service.pid), ...command], { encoding: "utf8" }).stdout ?? "";
  const rssMb = memory();
  jcmd("GC.run");
  const heap = [...jcmd("GC.heap_info").matchAll(/^(?:DefNew|Tenured)\s+total \d+K, used (\d+)K/gm)];
  const native = jcmd("VM.native_memory", "summary");
  const committedMb = (what) => Number(new RegExp(`${what}[^\\n]*committed=(\\d+)KB`).exec(native)?.[1] ?? NaN) / 1024;
  held.push({
    minute: Math.round(atMs / 60_000),
    rssMb: Math.round(rssMb),
    heapUsedMb: Math.round(heap.reduce((sum, [, used]) => sum + used / 1024, 0)),
    heapCommittedMb: Math.round(committedMb("Java Heap")),
    besideHeapMb: Math.round(committedMb("Total") - committedMb("Java Heap")),
    threads: readdirSync(`/proc/${service.pid}/task`).length,
    files: readdirSync(`/proc/${service.pid}/fd`).length,
  });
}

/** What was executed against what the stores say, in the end. */
function checkLedgers() {
  let lines = 0;
  let repeated = 0;
  for (const name of LIVE) {
    const file = join(ledger, `${name}.jsonl`);
    if (!existsSync(file)) continue;
    const db = new Database(join(state, `${name}.db`), { readonly: true });
    const done = new Map();
    const wasAway = (run, atMs) => away.some((time) => time.file === `${name}.db` && time.fromMs < atMs && time.toMs > launchedAtMs.get(run));
    for (const line of readFileSync(file, "utf8").trim().split("\n").map((text) => JSON.parse(text))) {
      lines++;
      const run = db.query("SELECT status, finished_at_ms AS endedAtMs FROM _smithers_runs WHERE run_id = ?").get(line.run);
      if (!run && wasAway(line.run, line.atMs)) {
        add(counts, "tasks of runs that were launched while their store had been moved away");
        continue;
      }
      const task = `${line.run} ${line.task}`;
      done.set(task, (done.get(task) ?? 0) + 1);
      if (!run) fault("executed, and not in its store", `${name} ${task}`);
      else if (["cancelled", "finished", "failed"].includes(run.status) && line.atMs > run.endedAtMs + 1000) {
        fault("executed after its run had ended", `${name} ${JSON.stringify(line)} ${JSON.stringify(run)}`);
      }
      if (cancelledAtMs.has(line.run) && line.atMs > cancelledAtMs.get(line.run)) fault("executed after the cancel was answered", `${name} ${JSON.stringify(line)}`);
    }
    for (const [task, times] of done) {
      const [run, node] = task.split(" ");
      const attempts = db.query("SELECT count(*) AS n FROM _smithers_attempts WHERE run_id = ? AND node_id = ?").get(run, node).n;
      if (times > attempts) fault("executed more often than its store says", `${name} ${task}: ${times} times, ${attempts} attempts`);
      if (times > 1) repeated++;
    }
    const [check] = db.query("PRAGMA integrity_check").all();
    if (check.integrity_check !== "ok") fault("a live store is damaged", `${name}: ${check.integrity_check}`);
    const twice = db.query("SELECT count(*) AS n FROM (SELECT 1 FROM _smithers_attempts WHERE state = 'finished' GROUP BY run_id, node_id, iteration HAVING count(*) > 1)").get().n;
    if (twice) fault("finished twice", `${name}: ${twice} nodes`);
    db.close();
  }
  return { lines, repeated };
}

let vandal;
let ledgers = { lines: 0, repeated: 0 };
let endings = [];
try {
  const end = Date.now() + 90_000;
  while (!(await fetch(`http://127.0.0.1:${PORT}/api/health`, { headers: { "x-smithers-key": KEY } }).then((a) => a.ok, () => false))) {
    if (Date.now() > end || !lives(service.pid)) throw new Error("the service does not start: see service.log");
    await sleep(200);
  }
  for (const name of LIVE) await launch(name);
  vandal = spawn(process.execPath, [join(import.meta.dirname, "vandal.mjs"), folder, String(SEED), String(service.pid), ...strangers.map((s) => String(s.pid))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const vandalEnded = new Promise((done) => vandal.once("close", done));
  createInterface({ input: vandal.stdout }).on("line", told);
  console.log(`seed ${SEED}, ${MINUTES} minutes, ${LIVE.length + RECORDED} stores, ${folder}`);
  const begun = Date.now();
  const clients = [reader(), reader(), reader(), reader(), reader(), writer(), writer(), writer(), launcher(), killer()];
  while (Date.now() < begun + MINUTES * 60_000 && lives(service.pid)) {
    await Promise.all([watchStores(), sleep(2000)]);
    rss.push({ atMs: Date.now() - begun, mb: memory() });
    if (rss.at(-1).atMs >= 60_000 * (held.length + 1) && lives(service.pid)) measureHeld(rss.at(-1).atMs);
  }
  ending = true;
  vandal.stdin.end();
  await Promise.all([vandalEnded, ...clients]);
  await sleep(READ_WITHIN_MS);
  await watchStores();
  const quiet = Date.now() + 60_000;
  while (strays().length && Date.now() < quiet) await sleep(500);
  if (lives(service.pid)) measureHeld(Date.now() - begun); // at rest
  ledgers = checkLedgers();
  if (!lives(service.pid)) fault("the service ended", "see service.log");
  strangers.filter((stranger) => !lives(stranger.pid)).forEach((stranger) => fault("a foreign process was ended", stranger.pid));
  const page = await call("GET", "/api/runs?limit=200");
  endings = [...(page.body?.items ?? []).filter((run) => LIVE.includes(run.store)).reduce((by, run) => (add(by, run.state), by), new Map())];
} finally {
  strangers.forEach((stranger) => stranger.kill("SIGKILL"));
  vandal?.kill("SIGKILL");
  service.kill("SIGKILL");
  for (const pid of strays()) process.kill(Number(pid), "SIGKILL");
}

const table = (title, map) => {
  console.log(`\n${title}`);
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([what, n]) => console.log(`  ${String(n).padStart(6)}  ${what}`));
};
const median = (list) => list.map((sample) => sample.mb).sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const last = rss.at(-1)?.atMs ?? 0;
table("What was done to the files", vandalDid);
table("What was answered", counts);
table("How the runs of live stores stand", endings);
console.log(`\n${launched} runs launched, ${ledgers.lines} tasks executed, ${ledgers.repeated} of them more than once (their engine was killed)`);
console.log(
  `resident memory: ${median(rss.filter((s) => s.atMs < 60_000)).toFixed(0)} MB in the first minute, ` +
    `${median(rss.filter((s) => s.atMs > last - 60_000)).toFixed(0)} MB in the last, ${Math.max(0, ...rss.map((s) => s.mb)).toFixed(0)} MB at most`,
);
console.log("\nWhat is held, by the minute (MB; the heap after a full collection; RSS before it)");
console.table(held);
console.log(`errors of ours in the log: ${(readFileSync(join(folder, "service.log"), "utf8").match(/ ERROR /g) ?? []).length}`);
table(`What must not happen: ${[...faults.values()].reduce((a, b) => a + b, 0)}`, faults);
if (faults.size || process.argv.includes("--keep")) console.log(`kept: ${folder} (faults.log, vandal.log, service.log)`);
else rmSync(folder, { recursive: true, force: true });
process.exit(faults.size ? 1 : 0);
