// The design that runs-api replaces, kept fair and simple: on each request every store is opened and scanned, the runs
// are merged, sorted and written as JSON. Nothing is kept from one request to the next.
//
//   bun bench/plain-server.mjs --dir DIR --port PORT [--top]
//
// Without --top every row is fetched, as a server without SQL skills would; with it each store sorts by itself and hands
// out only as many rows as are asked for, which is the best that can be had without keeping anything.
import { Database } from "bun:sqlite";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { dir: { type: "string" }, port: { type: "string", default: "0" }, top: { type: "boolean", default: false } },
});

const COLUMNS = `run_id AS id, workflow_name AS workflowName, workflow_path AS workflowPath, status,
  created_at_ms AS createdAtMs, started_at_ms AS startedAtMs, finished_at_ms AS finishedAtMs, parent_run_id AS parentId`;

function list(limit) {
  const runs = [];
  for (const file of readdirSync(values.dir).filter((name) => name.endsWith(".db"))) {
    const db = new Database(join(values.dir, file), { readonly: true });
    try {
      const found = values.top
        ? db.query(`SELECT ${COLUMNS} FROM _smithers_runs ORDER BY created_at_ms DESC LIMIT ?`).all(limit)
        : db.query(`SELECT ${COLUMNS} FROM _smithers_runs`).all();
      for (const run of found) runs.push(run);
    } finally {
      db.close();
    }
  }
  runs.sort((a, b) => b.createdAtMs - a.createdAtMs);
  return { items: runs.slice(0, limit) };
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(values.port),
  idleTimeout: 120,
  fetch(request) {
    const url = new URL(request.url);
    if (url.pathname !== "/runs") return new Response("Not found", { status: 404 });
    return Response.json(list(Number(url.searchParams.get("limit") ?? "100")));
  },
});
console.log(`http://127.0.0.1:${server.port}`);
