// Writes into a store as an engine process does, with the engine's own code: one transaction an event and a frame.
//
//   bun bench/writer.mjs --store FILE --prefix ID [--seconds 20] [--rate EVENTS_PER_SECOND]
//
// Without --rate as fast as it can. The last line is JSON: how much was committed, how long commits took, how often the
// database was busy, and how many events each run has, so that a reader can be checked against it. SIGTERM ends it early.
import { parseArgs } from "node:util";
import { SmithersDb } from "../workflows/node_modules/@smithers-orchestrator/db/src/index.js";
import { openDurableSqliteDatabase } from "../workflows/node_modules/@smithers-orchestrator/db/src/openDurableSqliteDatabase.js";

/** The engine looks through all events of a run before it adds one; longer runs would measure that. */
const EVENTS_A_RUN = 200;
const EVENTS_A_FRAME = 10;
const XML = '{"kind":"element","tag":"smithers:workflow","props":{"name":"live"},"children":[]}';

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    prefix: { type: "string" },
    seconds: { type: "string", default: "20" },
    rate: { type: "string", default: "0" },
  },
});
const rate = Number(values.rate);
let going = true;
process.once("SIGTERM", () => (going = false));

const { db, close } = openDurableSqliteDatabase(values.store);
const engineDb = new SmithersDb(db);
const xmlHash = new Bun.CryptoHasher("sha256").update(XML).digest("hex");

const runs = {};
const tookMs = [];
let busy = 0;
let events = 0;
let frames = 0;

async function committed(write) {
  const begun = performance.now();
  try {
    await write();
  } catch (failure) {
    if (!/SQLITE_BUSY|database is locked/.test(String(failure?.cause ?? failure))) throw failure;
    busy++;
    return false;
  }
  tookMs.push(performance.now() - begun);
  return true;
}

async function oneRun(runId, until) {
  const startedAtMs = Date.now();
  runs[runId] = 0;
  await committed(() =>
    engineDb.insertRun({
      runId,
      workflowName: "live",
      workflowPath: "/srv/runs/workspace/live.jsx",
      status: "running",
      createdAtMs: startedAtMs,
      startedAtMs,
      heartbeatAtMs: startedAtMs,
      runtimeOwnerId: `pid:${process.pid}:bench`,
    }),
  );
  for (let i = 0; i < EVENTS_A_RUN && going && performance.now() < until; i++) {
    const timestampMs = Date.now();
    const place = { nodeId: "turn", iteration: i, attempt: 1 };
    const payload = { type: "NodeStarted", runId, ...place, timestampMs, correlation: { runId, workflowName: "live", ...place } };
    const written = await committed(() =>
      engineDb.insertEventWithNextSeq({ runId, timestampMs, type: payload.type, payloadJson: JSON.stringify(payload) }),
    );
    if (written) {
      runs[runId]++;
      events++;
    }
    if (i % EVENTS_A_FRAME === 0) {
      const frame = { runId, frameNo: i / EVENTS_A_FRAME + 1, createdAtMs: timestampMs, xmlJson: XML, xmlHash, mountedTaskIdsJson: "[]", taskIndexJson: "[]" };
      if (await committed(() => engineDb.insertFrame(frame))) frames++;
    }
    if (rate > 0) await Bun.sleep(1_000 / rate);
  }
  const finishedAtMs = Date.now();
  await committed(() => engineDb.updateRun(runId, { status: "finished", finishedAtMs, heartbeatAtMs: null, runtimeOwnerId: null }));
}

const cpuBefore = process.cpuUsage();
const begun = performance.now();
const until = begun + Number(values.seconds) * 1_000;
for (let i = 0; going && performance.now() < until; i++) {
  await oneRun(`${values.prefix}-${String(i).padStart(5, "0")}`, until);
}
const seconds = (performance.now() - begun) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
close();

tookMs.sort((a, b) => a - b);
const at = (share) => Number((tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0).toFixed(3));
console.log(
  JSON.stringify({
    seconds,
    commits: tookMs.length,
    events,
    frames,
    busy,
    rate: tookMs.length / seconds,
    cpuShare: (cpu.user + cpu.system) / 1e6 / seconds,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    runs,
  }),
);
