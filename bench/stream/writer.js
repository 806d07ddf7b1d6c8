// The engine's part of the measurement, in a process of its own (bun): makes a store with the engine's tables and one
// running run, then commits one change after the other as the engine does: an event, a node row and a heartbeat in one
// transaction on a WAL store. Prints {"seq", "atMs"} after each commit, with the time at which it returned.
//
//   bun writer.js STORE RUN COUNT PAUSE_MS
import { Database } from "bun:sqlite";

const [store, run, count, pauseMs] = process.argv.slice(2);
const db = new Database(store);
db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000");

const now = () => performance.timeOrigin + performance.now();
const first = Math.trunc(now());
db.query(
  "INSERT INTO _smithers_runs (run_id, workflow_name, status, created_at_ms, started_at_ms, heartbeat_at_ms) VALUES (?, 'bench', 'running', ?, ?, ?)",
).run(run, first, first, first);

const event = db.query("INSERT INTO _smithers_events VALUES (?, ?, ?, ?, ?)");
const node = db.query(
  "INSERT OR REPLACE INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms, output_table) VALUES (?, ?, 0, ?, 1, ?, '')",
);
const beat = db.query("UPDATE _smithers_runs SET heartbeat_at_ms = ? WHERE run_id = ?");
const commit = db.transaction((seq) => {
  const atMs = Math.trunc(now());
  const type = seq % 2 === 0 ? "NodeStarted" : "NodeFinished";
  const nodeId = `step-${seq >> 1}`;
  const payload = JSON.stringify({ type, runId: run, nodeId, iteration: 0, attempt: 1, timestampMs: atMs });
  event.run(run, seq, atMs, type, payload);
  node.run(run, nodeId, seq % 2 === 0 ? "in-progress" : "finished", atMs);
  beat.run(atMs, run);
});

for (let seq = 0; seq < Number(count); seq++) {
  commit.immediate(seq);
  console.log(JSON.stringify({ seq, atMs: now() }));
  // Not in step with any clock of the service.
  await Bun.sleep(Number(pauseMs) * (0.5 + Math.random()));
}
db.query("UPDATE _smithers_runs SET status = 'finished', finished_at_ms = ? WHERE run_id = ?").run(Math.trunc(now()), run);
db.close();
