// Makes the heavy stores, by SQL, out of a recorded one.
//
//   bun bench/memory/stores.mjs FOLDER
import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";

const recorded = fileURLToPath(new URL("../../runs-api/src/test/resources/fixtures/finished.db", import.meta.url));
const folder = process.argv[2];

/** Under another name until it is whole, so that no scan sees half of it. */
function store(name, change) {
  const file = `${folder}/${name}.db`;
  if (existsSync(file)) return;
  const part = `${folder}/${name}.part`;
  copyFileSync(recorded, part);
  const db = new Database(part);
  db.exec("PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; BEGIN");
  change(db);
  db.exec(`COMMIT; UPDATE _smithers_runs SET run_id = '${name}'`);
  for (const table of ["input", "_smithers_frames", "_smithers_events", "_smithers_snapshots", "_smithers_nodes", "_smithers_attempts", "part", "total"]) {
    db.exec(`UPDATE ${table} SET run_id = '${name}'`);
  }
  db.close();
  renameSync(part, file);
}

/** Finished nodes, each with so many bytes of output. */
function outputs(db, nodes, bytes) {
  db.exec(`
    DELETE FROM _smithers_nodes; DELETE FROM part; DELETE FROM _smithers_attempts;
    WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${nodes})
    INSERT INTO _smithers_nodes (run_id, node_id, iteration, state, last_attempt, updated_at_ms, output_table)
    SELECT 'fin-1', 'n' || printf('%05d', i), 0, 'finished', 1, 1795000000000 + i, 'part' FROM c;
    INSERT INTO part (run_id, node_id, iteration, text)
    SELECT 'fin-1', node_id, 0, printf('%.${bytes}c', 'z') FROM _smithers_nodes;
    INSERT INTO _smithers_attempts (run_id, node_id, iteration, attempt, state, started_at_ms, finished_at_ms)
    SELECT 'fin-1', node_id, 0, 1, 'finished', 1795000000000, 1795000001000 FROM _smithers_nodes;`);
}

store("outputs-100x1mb", (db) => outputs(db, 100, 1_000_000));
store("output-200mb", (db) => outputs(db, 1, 200_000_000));
store("outputs-5000x100kb", (db) => outputs(db, 5_000, 100_000));
store("chat-50mb", (db) =>
  db.exec(`
    UPDATE _smithers_attempts SET meta_json = json_object('kind', 'agent', 'prompt', 'p', 'agentModel', 'm',
      'agentConversation', json((SELECT json_group_array(json_object('role', 'assistant', 'content', printf('%.500000c', 'w')))
                                   FROM (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100) SELECT i FROM c))))
     WHERE node_id = 'left'`));
store("log-500000x10kb", (db) =>
  db.exec(`
    WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${process.env.LOG_LINES ?? 500_000})
    INSERT INTO _smithers_events (run_id, seq, timestamp_ms, type, payload_json)
    SELECT 'fin-1', 1000 + i, 1795000000000 + i, 'NodeOutput',
           json_object('type', 'NodeOutput', 'nodeId', 'left', 'iteration', 0, 'attempt', 1, 'text', printf('%.10000c', 'l')) FROM c`));
