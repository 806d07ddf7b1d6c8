// Kills the engine, or the engine and the service, at a random moment of a run, resumes over REST, and checks the store.
//
//   scripts/build && workflows/node_modules/.bin/bun bench/crash/rounds.mjs [--rounds 50] [--seed 1] [--keep]
//
// Half of the rounds kill the engine process alone, half the service first and then the engine. In half of each the number
// of the killed engine is given to somebody else before the resume, as happens in a restarted container: to a `sleep`, or to
// a thread of the service. Both must be there in the end. Each round must end
// with the run finished, and: no node finished twice, each event number there, no task in flight, no owner left on the
// run, no lock on the store, no process and no temporary folder of the round left. Prints a line a round and the count;
// exits 1 when a round failed. Figures of this machine's last runs are in README.md beside it.
import { Database } from "bun:sqlite";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const ROUNDS = Number(option("rounds", 50));
const KEY = "key-of-the-crash-rounds";
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

let seed = Number(option("seed", Date.now() % 100000));
console.log(`seed ${seed}`);
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

const folder = mkdtempSync(join(tmpdir(), "crash-rounds-"));
const [state, workflows, temporary] = ["state", "workflows", "tmp"].map((name) => join(folder, name));
[state, workflows, temporary].forEach((path) => mkdirSync(path));
copyFileSync(join(import.meta.dirname, "twenty.jsx"), join(workflows, "twenty.jsx"));
symlinkSync(join(root, "workflows/node_modules"), join(workflows, "node_modules"));

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
const port = await freePort();
const management = await freePort();
const java = join(spawnSync(join(root, "scripts/mvn"), ["--print-java-home"], { encoding: "utf8" }).stdout.trim(), "bin/java");
let service;

async function startService() {
  const log = openSync(join(folder, "service.log"), "a");
  service = spawn(
    java,
    ["-XX:+UseSerialGC", "-Xmx192m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", `-Djava.io.tmpdir=${temporary}`,
      "-jar", join(root, "runs-api/target/quarkus-app/quarkus-run.jar")],
    {
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH, HOME: folder, TMPDIR: temporary, CHAD_STATE_DIR: state, CHAD_WORKFLOW_DIR: workflows,
        SMITHERS_RUNS_API_KEY: KEY, CHAD_RUNS_PORT: String(port), CHAD_RUNS_MANAGEMENT_PORT: String(management),
      },
    },
  );
  await until("the service answers", 60, async () => (await call("GET", "/api/runs?limit=1").catch(() => ({}))).status === 200);
}

async function call(method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { "x-smithers-key": KEY, "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, body: await answer.json() };
}

async function until(what, seconds, condition) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const value = await condition();
    if (value) return value;
    await sleep(50);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

const enginePid = (run) => JSON.parse(readFileSync(join(state, "runs-api/runs", run, "process.json"), "utf8")).pid;
const lives = (pid) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
const kill = async (pid) => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    return; // it was done before
  }
  await until(`process ${pid} is gone`, 10, () => !lives(pid));
};
const detail = async (run) => (await call("GET", `/api/runs/${run}`)).body;

/** What is wrong with the store after the round; empty when nothing is. */
async function faults(run) {
  const found = [];
  const db = new Database(join(state, "twenty.db"), { readonly: true });
  const all = (sql) => db.query(sql).all(run);
  const [row] = all("SELECT status, runtime_owner_id FROM _smithers_runs WHERE run_id = ?");
  if (row.status !== "finished") found.push(`status ${row.status}`);
  if (row.runtime_owner_id) found.push(`still owned by ${row.runtime_owner_id}`);
  const twice = all("SELECT node_id FROM _smithers_attempts WHERE run_id = ? AND state = 'finished' GROUP BY node_id, iteration HAVING count(*) > 1");
  if (twice.length) found.push(`finished twice: ${twice.map((node) => node.node_id)}`);
  const after = all(`SELECT a.node_id FROM _smithers_attempts a JOIN _smithers_attempts f USING (run_id, node_id, iteration)
                      WHERE run_id = ? AND f.state = 'finished' AND a.started_at_ms > f.finished_at_ms`);
  if (after.length) found.push(`run again after it was finished: ${after.map((node) => node.node_id)}`);
  const [done] = all("SELECT count(*) AS n FROM _smithers_nodes WHERE run_id = ? AND state = 'finished'");
  const [rows] = all("SELECT count(*) AS n FROM done WHERE run_id = ?");
  if (done.n !== 20 || rows.n !== 20) found.push(`${done.n} nodes finished, ${rows.n} outputs`);
  const [events] = all("SELECT count(*) AS n, min(seq) AS first, max(seq) AS last FROM _smithers_events WHERE run_id = ?");
  if (events.first !== 0 || events.last !== events.n - 1) found.push(`events ${events.first}..${events.last}, but ${events.n}`);
  const [flight] = all("SELECT count(*) AS n FROM _smithers_attempts WHERE run_id = ? AND state = 'in-progress'");
  if (flight.n) found.push(`${flight.n} attempts in flight`);
  db.close();
  const writer = new Database(join(state, "twenty.db"));
  writer.exec("PRAGMA busy_timeout = 2000");
  try {
    writer.exec("BEGIN IMMEDIATE");
    writer.exec("ROLLBACK");
  } catch (locked) {
    found.push(`the store is locked: ${locked.message}`);
  }
  writer.close();
  // A service that has just come back is still asking for the engine's version, in a folder of its own.
  const folders = () => readdirSync(temporary).filter((name) => name.startsWith("runs-api-engine-"));
  for (let i = 0; i < 150 && folders().length; i++) await sleep(100);
  const left = folders();
  if (left.length) found.push(`temporary folders left: ${left}`);
  return found;
}

/** Processes whose command line or environment names the workspace, but the service. */
function strays() {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === service.pid || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder) && lives(pid);
    } catch {
      return false; // gone in between, or another user's
    }
  });
}

/** Makes the row name somebody else's number as its owner's; tells who that is. */
function reuse(run, number) {
  const threads = readdirSync(`/proc/${service.pid}/task`).map(Number).filter((thread) => thread !== service.pid);
  const [who, pid] = number % 8 < 4 ? ["sleep", stranger.pid] : ["thread", threads[Math.floor(random() * threads.length)]];
  const db = new Database(join(state, "twenty.db"));
  db.exec("PRAGMA busy_timeout = 5000");
  db.query("UPDATE _smithers_runs SET runtime_owner_id = ? WHERE run_id = ?").run(`pid:${pid}:reused`, run);
  db.close();
  return who;
}

async function round(number, both, reused) {
  const run = `crash-${number}`;
  const launched = await call("POST", "/api/launch", { workflow: "twenty.jsx", runId: run, input: { delayMs: 150 } });
  if (launched.status !== 201) throw new Error(`launch: ${JSON.stringify(launched.body)}`);
  await sleep(random() * 3000);
  const pid = enginePid(run);
  const killedAt = Date.now();
  if (both) {
    await kill(service.pid);
    await kill(pid);
    await startService();
  } else {
    await kill(pid);
  }
  const since = Date.now();
  const shown = await until("the run is stalled or has ended", 35, async () => {
    const { state } = await detail(run);
    return ["stalled", "finished"].includes(state) ? state : null;
  });
  const seconds = (Date.now() - since) / 1000;
  const progress = (await detail(run)).progress.finished;
  const holder = reused && shown === "stalled" ? reuse(run, number) : "";
  if (shown === "stalled") {
    if (seconds > 10) throw new Error(`listed as stalled after ${seconds} s only`);
    const resumed = await call("POST", `/api/runs/${run}/resume`);
    if (resumed.status !== 200) throw new Error(`resume: ${JSON.stringify(resumed.body)}`);
    await until("the run is finished", 60, async () => (await detail(run)).state === "finished");
  }
  await until("its process is gone", 15, () => strays().length === 0);
  const lines = readFileSync(join(state, `ledger-${run}.txt`), "utf8").trim().split("\n");
  const found = await faults(run);
  if (!lives(stranger.pid)) found.push("the sleep was ended");
  if (!lives(service.pid)) found.push("the service was ended");
  console.log(
    `${String(number).padStart(3)} ${both ? "service+engine" : "engine        "} killed with ${String(progress).padStart(2)}/20 done, ` +
      `${shown} after ${seconds.toFixed(1)} s, ${holder ? `number reused by a ${holder}, ` : ""}effects repeated ${lines.length - new Set(lines).size}, ` +
      `${((Date.now() - killedAt) / 1000).toFixed(1)} s to the end: ${found.length ? found.join("; ") : "ok"}`,
  );
  return { both, holder, shown, seconds, ok: found.length === 0, repeated: lines.length - new Set(lines).size };
}

const results = [];
const stranger = spawn("sleep", ["100000"], { stdio: "ignore", detached: true }); // the leader of a group, as an engine is
try {
  await startService();
  for (let number = 1; number <= ROUNDS; number++) {
    const both = number % 2 === 0;
    try {
      results.push(await round(number, both, [3, 0].includes(number % 4)));
    } catch (failure) {
      console.log(`${String(number).padStart(3)} ${both ? "service+engine" : "engine        "} FAILED: ${failure.message}`);
      results.push({ both, ok: false, repeated: 0, seconds: 0 });
    }
  }
} finally {
  stranger.kill("SIGKILL");
  if (service && lives(service.pid)) await kill(service.pid);
  for (const pid of strays()) await kill(Number(pid));
  if (process.argv.includes("--keep")) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

for (const both of [false, true]) {
  const of = results.filter((result) => result.both === both);
  const stalled = of.filter((result) => result.shown === "stalled");
  console.log(
    `${both ? "service and engine" : "engine alone"}: ${of.filter((result) => result.ok).length} of ${of.length} rounds ok, ` +
      `${stalled.length} killed in mid-run, stalled after at most ${Math.max(0, ...stalled.map((result) => result.seconds)).toFixed(1)} s, ` +
      `${of.filter((result) => result.holder).length} with a number that was reused, ` +
      `${of.reduce((sum, result) => sum + result.repeated, 0)} effects repeated`,
  );
}
process.exit(results.every((result) => result.ok) ? 0 : 1);
