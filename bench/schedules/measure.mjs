// Ten thousand schedules: what they cost at rest, and how late their runs start. README.md has the method and figures.
//
//   scripts/build && workflows/node_modules/.bin/bun bench/schedules/measure.mjs [--schedules 10000] [--minutes 5]
import { Database } from "bun:sqlite";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Lab } from "../dashboard/lab.mjs";

const { values } = parseArgs({ options: { schedules: { type: "string", default: "10000" }, minutes: { type: "string", default: "5" } } });
const count = Number(values.schedules);
const minutes = Number(values.minutes);
const MINUTES_OF_A_DAY = 1_440;
/** Due in one and the same minute, beside those that are due by chance; their launch is refused, so that no engine is measured. */
const AT_ONCE = 500;
const TICKS_A_SECOND = 100;

const folder = mkdtempSync(join(tmpdir(), "measure-schedules-"));
const lab = new Lab(folder);
const database = join(lab.state, "runs-api/runs-ide.sqlite");
const say = (what, figure) => console.log(`${what.padEnd(64)} ${figure}`);
const at = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const LOOK_MS = 50;

/** Resident megabytes and seconds of processor time of runs-api. */
function used(pid) {
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1] / 1024;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return { rss, cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND };
}

async function atRest(what) {
  await sleep(20_000);
  const before = used(lab.pid("runs-api"));
  await sleep(30_000);
  const after = used(lab.pid("runs-api"));
  say(`${what}: resident, processor`, `${after.rss.toFixed(0)} MB, ${(((after.cpu - before.cpu) / 30) * 100).toFixed(1)} % of one`);
}

async function timed(what, path) {
  const took = [];
  for (let i = 0; i < 7; i++) {
    const begun = performance.now();
    await lab.get(path);
    took.push(performance.now() - begun);
  }
  say(what, `${at(took, 0.5).toFixed(0)} ms (${at(took, 1).toFixed(0)} ms)`);
}

/** Notes when each firing was handed to the engine, which the database knows for as long as that has not answered. */
async function watchLaunches(forMs) {
  const db = new Database(database, { readonly: true });
  const waiting = db.query("SELECT run_id AS run, due_at_ms AS due, started_at_ms AS begun FROM firing WHERE outcome = 'WAITING' AND started_at_ms IS NOT NULL");
  const handed = new Map();
  for (const end = Date.now() + forMs; Date.now() < end; await sleep(LOOK_MS)) {
    for (const { run, due, begun } of waiting.all()) if (!handed.has(run)) handed.set(run, begun - due);
  }
  db.close();
  return [...handed.values()];
}

function insert(dueAtOnce) {
  const db = new Database(database);
  const add = db.prepare(
    `INSERT INTO schedule (name, definition, revision, changed_at_ms, changed_by, decided_until_ms, paused_by_failures, failures, seen_until_ms)
     VALUES (?, ?, 1, ?, 'bench', ?, 0, 0, ?)`,
  );
  const now = Date.now();
  const one = (name, workflow, minute) => {
    const cron = [`${minute % 60} ${Math.floor(minute / 60)} * * *`];
    add.run(name, JSON.stringify({ workflow, cron, zone: "UTC", catchUp: "all" }), now, now, now);
  };
  db.transaction(() => {
    for (let i = 0; i < count - AT_ONCE; i++) one(`day-${i}`, "probe.jsx", Math.floor((i * MINUTES_OF_A_DAY) / (count - AT_ONCE)));
    for (let i = 0; i < AT_ONCE; i++) one(`once-${i}`, "none.jsx", dueAtOnce);
  })();
  db.close();
}

const load = [];
const sampler = setInterval(() => load.push(loadavg()[0]), 10_000);

try {
  say("load average at the start", loadavg()[0].toFixed(1));
  await lab.start();
  await atRest("no schedule");
  await lab.stop();
  const begun = new Date();
  insert((begun.getUTCHours() * 60 + begun.getUTCMinutes() + 3) % MINUTES_OF_A_DAY);
  const starts = performance.now();
  await lab.start();
  say(`${count.toLocaleString("en")} schedules: start to the first answer`, `${((performance.now() - starts) / 1000).toFixed(1)} s`);
  await atRest(`${count.toLocaleString("en")} schedules`);
  await timed("a page of 50 schedules, median of 7 (worst)", "/api/schedules?limit=50");
  await timed("what is planned for a day, median of 7 (worst)", "/api/upcoming");
  const handed = await watchLaunches(minutes * 60_000);
  const db = new Database(database, { readonly: true });
  const decided = db.query("SELECT decided_at_ms - due_at_ms AS late FROM firing").all().map((row) => row.late);
  const launched = db.query("SELECT started_at_ms - due_at_ms AS late FROM firing WHERE outcome = 'LAUNCHED'").all().map((row) => row.late);
  const ends = db.query("SELECT outcome, count(*) AS n FROM firing GROUP BY outcome").all();
  db.close();
  say("firings", ends.map((row) => `${row.n} ${row.outcome.toLowerCase()}`).join(", "));
  say("decided after the due time, median, p99, worst", [0.5, 0.99, 1].map((share) => `${at(decided, share)} ms`).join(", "));
  say("handed to the engine after the due time, median, p99, worst", [0.5, 0.99, 1].map((share) => `${at(handed, share)} ms`).join(", "));
  say("the engine runs after the due time, median, p99, worst", [0.5, 0.99, 1].map((share) => `${at(launched, share)} ms`).join(", "));
  say("load average meanwhile, least, median, most", [0, 0.5, 1].map((share) => at(load, share).toFixed(1)).join(", "));
} finally {
  clearInterval(sampler);
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}
