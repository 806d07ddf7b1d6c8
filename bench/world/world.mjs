// Launches workflows in the manner of public ones over REST, one for each feature of the engine, and compares everything that
// the service answers about each run with the run's store, read by plain SQL.
//
//   scripts/build && workflows/node_modules/.bin/bun bench/world/world.mjs [--port 8200] [--only loop,saga] [--keep]
//
// Prints a line a run and the sums, and exits 1 when anything differs or is missing. README.md beside it says what is compared.
import { Database } from "bun:sqlite";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const PORT = Number(option("port", 8200));
const ONLY = option("only", "").split(",").filter(Boolean);
const KEY = "key-of-the-world-bench";
const AT_ONCE = 2;
const PATIENCE_MS = 240_000;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** `then` is what is done once the run waits; `state` is where it must end up; `outputs` what nodes must have got, in part. */
const FINISHED = { state: "finished" };
const WORLD = {
  "sequence.jsx": FINISHED,
  "parallel.jsx": FINISHED,
  "branch.jsx": { input: { left: false }, ...FINISHED },
  "loop.jsx": FINISHED,
  "loop-return-last.jsx": FINISHED,
  "nested-loops.jsx": FINISHED,
  "camel-keys.jsx": FINISHED,
  "camel-inputs.jsx": { input: { delayMs: 5, topicName: "Größe", tagList: ["a", "b"] }, ...FINISHED },
  "shared-a.jsx": FINISHED,
  "shared-b.jsx": FINISHED,
  "types.jsx": FINISHED,
  "static.jsx": FINISHED,
  "skip-if.jsx": FINISHED,
  "depends-on.jsx": FINISHED,
  "merge-queue.jsx": FINISHED,
  "dynamic.jsx": FINISHED,
  "wide.jsx": FINISHED,
  "retries.jsx": FINISHED,
  "fails.jsx": { state: "failed" },
  "let-go.jsx": { state: "finished-with-failures" },
  "try-catch.jsx": FINISHED,
  "try-finally.jsx": FINISHED,
  "saga.jsx": FINISHED,
  "saga-fails.jsx": { state: "finished-with-failures" },
  "subflow.jsx": FINISHED,
  "inline-subflow.jsx": FINISHED,
  "continue-as-new.jsx": { state: "continued" },
  "gate.jsx": { then: [["approve", { note: "checked" }]], ...FINISHED },
  "gate-denied.jsx": { then: [["deny", { note: "not today" }]], ...FINISHED },
  "needs-approval.jsx": { then: [["approve", {}]], ...FINISHED },
  "select-gate.jsx": { then: [["approve", { selected: "b" }]], outputs: { which: { selected: "b" } }, ...FINISHED },
  "rank-gate.jsx": { then: [["approve", { ranked: ["b", "a"] }]], outputs: { order: { ranked: ["b", "a"] } }, ...FINISHED },
  "async-gates.jsx": {
    then: [["approve", { node: "deploy" }], ["signal", { name: "news", correlationId: "order-7", payload: { v: "rain" } }]],
    outputs: { deploy: { approved: true }, news: { v: "rain" } },
    ...FINISHED,
  },
  "signal.jsx": { then: [["signal", { name: "news", correlationId: "order-7", payload: { word: "rain" } }]], ...FINISHED },
  "timer.jsx": FINISHED,
  "human.jsx": { then: [["answer", { value: { age: 7, name: "Kim" } }]], ...FINISHED },
  "human-confirm.jsx": { then: [["answer", { value: { confirmed: true } }]], ...FINISHED },
  "human-select.jsx": { then: [["answer", { value: { colour: "green" } }]], ...FINISHED },
  "human-json.jsx": { then: [["answer", { value: { parts: [{ id: "p", n: 2.5 }] } }]], ...FINISHED },
  "cache.jsx": FINISHED,
  "agent.jsx": FINISHED,
  "fallback.jsx": FINISHED,
  "scorers.jsx": FINISHED,
  "nested/report.jsx": FINISHED,
  "other/report.jsx": FINISHED,
  "local-components.jsx": FINISHED,
  "mdx-prompt.jsx": FINISHED,
  "typed.tsx": FINISHED,
  "worktree.jsx": FINISHED,
};

const folder = mkdtempSync(join(tmpdir(), "world-"));
const [state, workflows] = ["state", "workflows"].map((name) => join(folder, name));
mkdirSync(state, { mode: 0o700 });
cpSync(join(import.meta.dirname, "workflows"), workflows, { recursive: true });
symlinkSync(join(root, "workflows/node_modules"), join(workflows, "node_modules"));

const java = join(spawnSync(join(root, "scripts/mvn"), ["--print-java-home"], { encoding: "utf8" }).stdout.trim(), "bin/java");
const log = openSync(join(folder, "service.log"), "a");
const service = spawn(java, ["-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar", join(root, "runs-api/target/quarkus-app/quarkus-run.jar")], {
  stdio: ["ignore", log, log],
  env: {
    PATH: process.env.PATH, HOME: folder, CHAD_STATE_DIR: state, CHAD_WORKFLOW_DIR: workflows, SMITHERS_RUNS_API_KEY: KEY,
    CHAD_RUNS_PORT: String(PORT), CHAD_RUNS_MANAGEMENT_PORT: String(PORT + 1), RUNS_SUPERVISOR_LOOK_EVERY: "1s",
  },
});

async function ask(method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${PORT}/api${path}`, {
    method,
    headers: { "x-smithers-key": KEY, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
}

async function get(path) {
  const { status, json } = await ask("GET", path);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${json?.detail}`);
  return json;
}

async function all(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

async function until(what, look) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
    await sleep(300);
  }
}

// What is compared, and how it went.
let compared = 0;
const differences = [];
const missing = [];
const snake = (key) => key.replace(/([A-Z])/g, "_$1").toLowerCase();

/** Numbers, texts, lists and objects alike; an absent member counts as null. */
function same(a, b) {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

function compare(where, shown, stored) {
  compared++;
  if (same(shown, stored)) return;
  const line = `${where}: shown ${JSON.stringify(shown)?.slice(0, 200)}, stored ${JSON.stringify(stored)?.slice(0, 200)}`;
  ((shown ?? null) === null ? missing : differences).push(line);
}

/** By the engine's own list of columns, and by the type of the column where the list has none. */
function decode(database, table, row, without) {
  const kinds = new Map(
    database.query("SELECT column_name, kind FROM _smithers_output_schema_columns WHERE table_name = ?").all(table).map((one) => [one.column_name, one.kind]),
  );
  const types = new Map(database.query(`PRAGMA table_info("${table}")`).all().map((one) => [one.name, one.type]));
  const fields = {};
  for (const [name, value] of Object.entries(row)) {
    if (without.includes(name) || value === null) continue;
    const kind = kinds.get(name);
    if (kind === "json" || (kind === undefined && types.get(name) === "TEXT" && /^[[{]/.test(value))) fields[name] = JSON.parse(value);
    else if (kind === "boolean" || (kind === undefined && types.get(name) === "INTEGER")) fields[name] = value === 1;
    else fields[name] = value;
  }
  return fields;
}

/** The names of an answer's first level as the store spells them. */
const spelled = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [snake(key), one]))
    : value;

function storedInput(database, runId) {
  const row = database.query("SELECT * FROM input WHERE run_id = ?").get(runId);
  if (!row) return null;
  const { payload, ...columns } = decode(database, "input", row, ["run_id"]);
  return { ...columns, ...spelled(typeof payload === "string" ? JSON.parse(payload) : payload) };
}

function tokens(events) {
  const used = events.filter((one) => one.type === "TokenUsageReported").map((one) => JSON.parse(one.payload_json));
  const sum = (name) => used.reduce((total, one) => total + (one[name] ?? 0), 0);
  return { input: sum("inputTokens"), output: sum("outputTokens"), reasoning: sum("reasoningTokens"), cacheRead: sum("cacheReadTokens") };
}

async function check(runId, store, file) {
  const database = new Database(file, { readonly: true });
  try {
    const at = `${store}/${runId}`;
    const query = `store=${encodeURIComponent(store)}`;
    const path = `/runs/${encodeURIComponent(runId)}`;
    const rows = (sql) => database.query(sql).all(runId);
    const [row] = rows("SELECT * FROM _smithers_runs WHERE run_id = ?");
    const run = await get(`${path}?${query}`);

    for (const [name, column] of Object.entries({
      status: "status", workflowName: "workflow_name", workflowPath: "workflow_path", createdAtMs: "created_at_ms", startedAtMs: "started_at_ms",
      finishedAtMs: "finished_at_ms", parentId: "parent_run_id", pauseRequestedAtMs: "pause_requested_at_ms",
    })) compare(`${at} ${name}`, run[name], row[column]);
    compare(`${at} input`, spelled(run.input), storedInput(database, runId));
    compare(`${at} annotations`, run.annotations, JSON.parse(row.config_json ?? "{}").annotations);
    if (row.error_json) {
      const deepest = rows("SELECT error_json FROM _smithers_attempts WHERE run_id = ? AND state = 'failed' ORDER BY started_at_ms").map((one) => JSON.parse(one.error_json).message);
      const message = JSON.parse(row.error_json).message;
      compare(`${at} error`, [message, ...deepest].some((one) => run.error?.message.includes(one)), true);
    }

    const events = rows("SELECT seq, timestamp_ms, type, payload_json FROM _smithers_events WHERE run_id = ? ORDER BY seq");
    compare(`${at} tokens`, (({ input, output, reasoning, cacheRead }) => ({ input, output, reasoning, cacheRead }))(run.tokens), tokens(events));
    const logs = await all(`${path}/logs?${query}&level=everything&heartbeats=true`);
    compare(`${at} events`, logs.length, events.length);
    const shownEvents = new Map(logs.map((one) => [one.seq, one]));
    for (const event of events) {
      const shown = shownEvents.get(event.seq);
      compare(`${at} event ${event.seq}`, shown && [shown.type, shown.atMs], [event.type, event.timestamp_ms]);
      if (shown && shown.payload !== null) compare(`${at} event ${event.seq} payload`, shown.payload, JSON.parse(event.payload_json));
    }

    const nodes = rows("SELECT * FROM _smithers_nodes WHERE run_id = ?");
    const shownNodes = new Map((await all(`${path}/nodes?${query}`)).map((one) => [`${one.id}::${one.iteration}`, one]));
    compare(`${at} nodes`, shownNodes.size, nodes.length);
    const attempts = rows("SELECT * FROM _smithers_attempts WHERE run_id = ? ORDER BY node_id, iteration, attempt");
    for (const node of nodes) {
      const where = `${at} ${node.node_id}::${node.iteration}`;
      const shown = shownNodes.get(`${node.node_id}::${node.iteration}`);
      compare(`${where} state`, shown?.state, node.state);
      compare(`${where} updatedAtMs`, shown?.updatedAtMs, node.updated_at_ms);
      const tried = attempts.filter((one) => one.node_id === node.node_id && one.iteration === node.iteration);
      compare(
        `${where} attempts`,
        shown?.attempts.map((one) => [one.attempt, one.state, one.startedAtMs, one.finishedAtMs, one.cached, one.error?.message ?? null]),
        tried.map((one) => [one.attempt, one.state, one.started_at_ms, one.finished_at_ms, one.cached === 1, one.error_json ? JSON.parse(one.error_json).message : null]),
      );
      const table = node.output_table ? snake(node.output_table) : "";
      const exists = table && database.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
      const output = exists && database.query(`SELECT * FROM "${table}" WHERE run_id = ? AND node_id = ? AND iteration = ?`).get(runId, node.node_id, node.iteration);
      const stored = output ? decode(database, table, output, ["run_id", "node_id", "iteration"]) : null;
      compare(`${where} output`, spelled(shown?.output), stored);
      if (stored) {
        compare(`${where} whole output`, spelled(await get(`${path}/output/${encodeURIComponent(node.node_id)}?iteration=${node.iteration}&${query}`)), stored);
      }
    }

    const gates = new Map(run.approvals.map((one) => [`${one.nodeId}::${one.iteration}`, one]));
    const approvals = rows("SELECT * FROM _smithers_approvals WHERE run_id = ?");
    const questions = rows("SELECT * FROM _smithers_human_requests WHERE run_id = ?");
    compare(`${at} gates`, gates.size, new Set([...approvals, ...questions].map((one) => `${one.node_id}::${one.iteration}`)).size);
    for (const gate of approvals.filter((one) => !questions.some((other) => other.node_id === one.node_id))) {
      const shown = gates.get(`${gate.node_id}::${gate.iteration}`);
      compare(`${at} gate ${gate.node_id}`, shown && [shown.status, shown.note, shown.decidedBy], [gate.status, gate.note, gate.decided_by]);
      compare(`${at} gate ${gate.node_id} request`, shown?.request, JSON.parse(gate.request_json));
    }
    for (const question of questions) {
      compare(`${at} question ${question.node_id}`, gates.get(`${question.node_id}::${question.iteration}`)?.requestId, question.request_id);
    }

    const signals = rows("SELECT * FROM _smithers_signals WHERE run_id = ? ORDER BY seq");
    compare(
      `${at} signals`,
      run.signals.map((one) => [one.seq, one.name, one.correlationId, one.payload, one.receivedAtMs]),
      signals.map((one) => [one.seq, one.signal_name, one.correlation_id, JSON.parse(one.payload_json), one.received_at_ms]),
    );
    const frames = await all(`${path}/frames?${query}`);
    compare(
      `${at} frames`,
      frames.map((one) => [one.frameNo, one.createdAtMs]),
      rows("SELECT frame_no, created_at_ms FROM _smithers_frames WHERE run_id = ? ORDER BY frame_no").map((one) => [one.frame_no, one.created_at_ms]),
    );
    const family = rows("SELECT run_id FROM _smithers_runs WHERE parent_run_id = ? ORDER BY run_id").map((one) => one.run_id);
    compare(`${at} family`, [...run.children, ...run.forks].map((one) => one.id).sort(), family);
    return family;
  } finally {
    database.close();
  }
}

async function play(workflow, { input = {}, then = [], outputs = {}, state: wanted }) {
  const runId = `world-${workflow.replace(/\.[jt]sx$/, "").replace("/", "-")}`;
  const launched = await ask("POST", "/launch", { workflow, runId, input, annotations: { bench: "world" } });
  if (launched.status !== 201) throw new Error(`launch of ${workflow}: ${launched.status} ${launched.json?.detail}`);
  for (const [verb, body] of then) {
    await until(`${workflow} waits`, async () => (await ask("GET", `/runs/${runId}`)).json?.state?.startsWith("waiting-"));
    const done = await ask("POST", `/runs/${runId}/${verb}`, body);
    if (done.status !== 200) throw new Error(`${verb} of ${workflow}: ${done.status} ${done.json?.detail}`);
  }
  const run = await until(`${workflow} is ${wanted}`, async () => {
    const { json } = await ask("GET", `/runs/${runId}`);
    return json?.state === wanted && json;
  });
  const { items } = await get("/stores");
  const of = items.find((one) => one.name === run.store);
  const file = join(folder, of.path);
  const before = compared;
  const wrong = differences.length + missing.length;
  for (const [nodeId, members] of Object.entries(outputs)) {
    const output = run.nodes.find((one) => one.id === nodeId)?.output;
    for (const [name, value] of Object.entries(members)) compare(`${runId} ${nodeId} ${name}`, output?.[name], value);
  }
  for (const queue = [runId]; queue.length; ) queue.push(...(await check(queue.shift(), run.store, file)));
  const found = differences.length + missing.length - wrong;
  console.log(`${found ? "WRONG" : "ok   "} ${workflow.padEnd(24)} ${run.state.padEnd(24)} ${run.store.padEnd(22)} ${compared - before} compared`);
}

let failed = 0;
try {
  await until("the service", async () => (await ask("GET", "/health").catch(() => null))?.json?.engine?.available);
  const left = Object.entries(WORLD).filter(([name]) => ONLY.length === 0 || ONLY.includes(basename(name).split(".")[0]));
  const count = left.length;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        await play(...next).catch((cause) => {
          failed++;
          console.log(`FAILED ${next[0]}: ${cause.message}`);
        });
      }
    }),
  );
  [...differences.map((one) => `differs: ${one}`), ...missing.map((one) => `missing: ${one}`)].slice(0, 100).forEach((one) => console.log(one));
  console.log(`${count} workflows, ${failed} failed; ${compared} values compared: ${differences.length} differences, ${missing.length} missing`);
} finally {
  service.kill("SIGTERM");
  await new Promise((done) => (service.exitCode === null ? service.once("exit", done) : done()));
  if (process.argv.includes("--keep")) console.log(folder);
  else rmSync(folder, { recursive: true, force: true });
}
process.exit(failed || differences.length || missing.length ? 1 : 0);
