// Measures how long a change takes from the commit in an engine's process to a client of GET /api/stream.
// See README.md. Needs the packed runs-api and the installed engine (for its bun).
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const CHANGES = Number(process.env.CHANGES ?? 1000);
const PAUSE_MS = Number(process.env.PAUSE_MS ?? 25);
const CLIENTS = (process.env.CLIENTS ?? "1,200").split(",").map(Number);
const KEY = "a-key-for-this-measurement";
const agent = new http.Agent({ maxSockets: Infinity });
const now = () => performance.timeOrigin + performance.now();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

function listen(port, onLine) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: "127.0.0.1", port, path: "/api/stream", agent, headers: { "x-smithers-key": KEY } },
      (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`stream: ${response.statusCode}`));
          return;
        }
        const lines = createInterface({ input: response });
        lines.on("error", () => {}); // closed by us at the end
        lines.on("line", (line) => {
          if (!line.startsWith("data:")) return;
          const atMs = now();
          const message = JSON.parse(line.slice(5));
          if (message.kind === "hello") resolve(request);
          else onLine(message, atMs);
        });
      },
    );
    request.on("error", reject);
  });
}

const get = (port, at) =>
  fetch(`http://127.0.0.1:${port}${at}`, { headers: { "x-smithers-key": KEY } }).then((answer) => answer.json());

async function until(what, condition) {
  for (let i = 0; i < 600; i++) {
    if (await condition().catch(() => false)) return;
    await sleep(100);
  }
  throw new Error(`${what}: not within a minute`);
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)].toFixed(0);
}

async function measure(port, state, clients) {
  const run = `bench-${clients}`;
  const store = path.join(state, `${run}.db`);
  copyFileSync(path.join(root, "runs-api/src/test/resources/fixtures/finished.db"), store);
  await until("the store is read", async () =>
    (await get(port, "/api/stores")).items.some((item) => item.name === run && item.state === "ok"),
  );
  const arrivals = Array.from({ length: clients }, () => new Map());
  const requests = [];
  for (const arrival of arrivals) {
    requests.push(
      await listen(port, (message, atMs) => {
        if (message.kind === "log" && message.runId === run) {
          for (const line of message.lines) if (!arrival.has(line.seq)) arrival.set(line.seq, atMs);
        }
      }),
    );
  }
  const commits = new Map();
  const writer = spawn(
    path.join(root, "workflows/node_modules/.bin/bun"),
    [path.join(root, "bench/stream/writer.js"), store, run, String(CHANGES), String(PAUSE_MS)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  createInterface({ input: writer.stdout }).on("line", (line) => {
    const { seq, atMs } = JSON.parse(line);
    commits.set(seq, atMs);
  });
  await new Promise((resolve) => writer.on("exit", resolve));
  await until("every change has arrived", async () => arrivals.every((arrival) => arrival.size === CHANGES));
  for (const request of requests) request.destroy();
  const took = arrivals.flatMap((arrival) => [...arrival].map(([seq, atMs]) => atMs - commits.get(seq)));
  took.sort((a, b) => a - b);
  console.log(
    `${clients} client(s), ${CHANGES} changes: p50 ${percentile(took, 0.5)} ms, p95 ${percentile(took, 0.95)} ms, ` +
      `p99 ${percentile(took, 0.99)} ms, most ${percentile(took, 1)} ms; load ${os.loadavg()[0].toFixed(1)}`,
  );
}

const folder = mkdtempSync(path.join(os.tmpdir(), "bench-stream-"));
const state = path.join(folder, "state");
const workflows = path.join(folder, "workflows");
mkdirSync(state);
mkdirSync(workflows);
symlinkSync(path.join(root, "workflows/node_modules"), path.join(workflows, "node_modules"));
const [port, management] = [await freePort(), await freePort()];
const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin/java") : "java";
const service = spawn(
  java,
  ["-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", path.join(root, "runs-api/target/quarkus-app/quarkus-run.jar")],
  {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      CHAD_STATE_DIR: state,
      CHAD_WORKFLOW_DIR: workflows,
      CHAD_RUNS_PORT: String(port),
      CHAD_RUNS_MANAGEMENT_PORT: String(management),
      SMITHERS_RUNS_API_KEY: KEY,
    },
  },
);
try {
  await until("the service is ready", async () => Array.isArray((await get(port, "/api/stores")).items));
  for (const clients of CLIENTS) await measure(port, state, clients);
} finally {
  service.kill("SIGTERM");
  await new Promise((resolve) => service.on("exit", resolve));
  rmSync(folder, { recursive: true, force: true });
}
