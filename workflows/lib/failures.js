import { Database } from "bun:sqlite";

/**
 * Why nodes of a run failed, from the engine's own record. A task that failed has no output, so those who come after
 * it learn the reason here; it is in the store, hence still known after a crash and a resume.
 *
 * @param {string} store path of the run's database; opened read-only
 * @param {string} runId
 * @returns {Map<string, string>} node id to the message of its last failed attempt
 */
export function failureReasons(store, runId) {
  const db = new Database(store, { readonly: true });
  try {
    db.run("PRAGMA busy_timeout = 5000"); // the engine in this very process may be writing
    const rows = db
      .query(
        `SELECT node_id, error_json
           FROM _smithers_attempts
          WHERE run_id = ? AND state = 'failed'
          ORDER BY attempt`,
      )
      .all(runId);
    return new Map(rows.map((row) => [row.node_id, reason(row.error_json)]));
  } finally {
    db.close();
  }
}

function reason(json) {
  const error = json ? JSON.parse(json) : null;
  return error?.message ?? "It failed without a message.";
}
