// The rows of recorded runs as a pattern that other runs are made of.
import { Database } from "bun:sqlite";
import { KINDS } from "./recording.mjs";

/** Left out first when a run shall have fewer events than the engine wrote. */
const LEAST_MISSED = ["AgentTraceEvent", "AgentTraceSummary", "SnapshotCaptured", "NodePending", "TaskHeartbeat", "FrameCommitted"];

/** Tables whose rows would only make the stores larger, as nothing that is measured reads them, or can't be there twice. */
const LEFT_OUT = ["_smithers_tool_calls", "_smithers_snapshots", "_smithers_snapshot_payload_refs", "_smithers_output_provenance"];

export class Template {
  #tables; // by kind: [{name, columns, rows: [[cell, …]]}]

  constructor(tables) {
    this.#tables = tables;
  }

  /**
   * @param {number} events how many events a run has at most
   * @param {Map<string, string>} recorded the id of the run that is the pattern of each kind
   */
  static read(store, events, recorded = new Map(KINDS.map((kind) => [kind, `recorded-${kind}`]))) {
    const db = new Database(store, { readonly: true });
    const names = db
      .query("SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'run_id'")
      .all()
      .map((row) => row.name)
      .filter((name) => !LEFT_OUT.includes(name));
    const tables = new Map([...recorded].map(([kind, id]) => [kind, names.map((name) => rows(db, name, id, events)).filter((t) => t.rows.length > 0)]));
    db.close();
    return new Template(tables);
  }

  /** @param {{id: string, kind: string, atMs: number}[]} plan */
  insert(db, plan) {
    const statements = new Map();
    for (const run of plan) {
      for (const table of this.#tables.get(run.kind)) {
        if (!statements.has(table.name)) {
          const columns = table.columns.map((column) => `"${column}"`).join(", ");
          const places = table.columns.map(() => "?").join(", ");
          statements.set(table.name, db.prepare(`INSERT INTO "${table.name}" (${columns}) VALUES (${places})`));
        }
        for (const row of table.rows) {
          statements.get(table.name).run(...row.map((cell) => (typeof cell === "function" ? cell(run) : cell)));
        }
      }
    }
  }
}

function rows(db, name, recordedId, events) {
  const columns = db.query(`PRAGMA table_info("${name}")`).all().map((column) => column.name);
  const begunMs = db.query("SELECT created_at_ms AS at FROM _smithers_runs WHERE run_id = ?").get(recordedId).at;
  let found = db.query(`SELECT * FROM "${name}" WHERE run_id = ? ORDER BY rowid`).all(recordedId);
  if (name === "_smithers_events") found = thinned(found, events);
  return { name, columns, rows: found.map((row) => columns.map((column) => cell(row[column], recordedId, begunMs))) };
}

function thinned(found, events) {
  let kept = found;
  for (const type of LEAST_MISSED) {
    if (kept.length > events) kept = kept.filter((row) => row.type !== type);
  }
  return kept.map((row, seq) => ({ ...row, seq }));
}

/** A value, or how to make it of a run: the recorded id and the times around the recorded run are replaced. */
function cell(value, recordedId, begunMs) {
  if (typeof value === "number") {
    const afterMs = value - begunMs;
    return Math.abs(afterMs) < 3_600_000 ? (run) => run.atMs + afterMs : value;
  }
  if (typeof value !== "string") return value;
  const parts = value.split(new RegExp(`(${recordedId}|(?<![0-9])1[0-9]{12}(?![0-9]))`));
  if (parts.length === 1) return value;
  const makers = parts.map((part, i) => {
    if (i % 2 === 0) return () => part;
    if (part === recordedId) return (run) => run.id;
    const afterMs = Number(part) - begunMs;
    return Math.abs(afterMs) < 3_600_000 ? (run) => String(run.atMs + afterMs) : () => part;
  });
  return (run) => makers.map((make) => make(run)).join("");
}
