// One run of any number of events: a loop whose agent is asked again and again, as the engine would have kept it.
import { Database } from "bun:sqlite";

const EVENTS_A_TURN = 100;
const KEYFRAME_EVERY = 50;

/** @param {number} events about how many; the last turn is filled up */
export function longRun(db, recorded, runId, events, startMs) {
  const source = new Database(recorded, { readonly: true });
  const all = (table) => source.query(`SELECT * FROM ${table} WHERE run_id = 'recorded-finish' ORDER BY rowid`).all();
  const [run] = all("_smithers_runs");
  const [frame] = all("_smithers_frames");
  const attempt = all("_smithers_attempts").find((row) => row.node_id === "draft");
  const node = all("_smithers_nodes").find((row) => row.node_id === "draft");
  const [output] = all("draft");
  const trace = all("_smithers_events").filter((row) => row.type === "AgentTraceEvent")[0];
  source.close();

  const turns = Math.ceil(events / EVENTS_A_TURN);
  const turnMs = Math.floor(3_000_000 / turns);
  const put = (table, row) => {
    const columns = Object.keys(row);
    const sql = `INSERT INTO "${table}" (${columns.map((c) => `"${c}"`).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
    db.query(sql).run(...Object.values(row));
  };
  let seq = 0;
  const event = (type, atMs, more) => {
    const payload = { type, runId, ...more, timestampMs: atMs, correlation: { runId, workflowName: "recorded" } };
    put("_smithers_events", { run_id: runId, seq: seq++, timestamp_ms: atMs, type, payload_json: JSON.stringify(payload) });
  };

  put("_smithers_runs", {
    ...run,
    run_id: runId,
    created_at_ms: startMs,
    started_at_ms: startMs,
    finished_at_ms: startMs + turns * turnMs,
  });
  event("RunStarted", startMs, {});
  for (let turn = 0; turn < turns; turn++) {
    const atMs = startMs + turn * turnMs;
    const place = { nodeId: "draft", iteration: turn, attempt: 1 };
    put("_smithers_nodes", { ...node, run_id: runId, iteration: turn, updated_at_ms: atMs + turnMs });
    put("_smithers_attempts", {
      ...attempt,
      run_id: runId,
      iteration: turn,
      started_at_ms: atMs,
      finished_at_ms: atMs + turnMs,
    });
    put("draft", { ...output, run_id: runId, iteration: turn });
    const frameNo = turn + 1;
    const whole = frameNo === 1 || frameNo % KEYFRAME_EVERY === 0;
    put("_smithers_frames", {
      ...frame,
      run_id: runId,
      frame_no: frameNo,
      created_at_ms: atMs,
      xml_json: whole ? frame.xml_json : '{"version":1,"ops":[]}',
      encoding: whole ? "keyframe" : "delta",
      mounted_task_ids_json: JSON.stringify([`draft::${turn}`]),
      task_index_json: JSON.stringify([{ nodeId: "draft", ordinal: 0, iteration: turn, kind: "agent" }]),
    });
    event("NodeStarted", atMs, place);
    const last = turn === turns - 1 ? EVENTS_A_TURN - 1 : EVENTS_A_TURN;
    const spare = last - (turn === 0 ? 5 : 4);
    for (let i = 0; i < spare; i++) {
      const then = atMs + Math.floor((i * turnMs) / EVENTS_A_TURN);
      if (i % 5 === 0) event("TaskHeartbeat", then, { ...place, hasData: false, dataSizeBytes: 0 });
      else event("AgentTraceEvent", then, { ...place, trace: { ...JSON.parse(trace.payload_json).trace, runId, iteration: turn } });
    }
    event("TokenUsageReported", atMs + turnMs, { ...place, model: "recorded", agent: "writer", inputTokens: 120, outputTokens: 40 });
    event("NodeFinished", atMs + turnMs, place);
    event("FrameCommitted", atMs + turnMs, { frameNo, xmlHash: frame.xml_hash });
  }
  event("RunFinished", startMs + turns * turnMs, {});
}
