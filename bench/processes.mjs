// Starting and watching the processes that are measured.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const PATIENCE_MS = 120_000;

export const KEY = "the-key-of-the-benchmark-and-of-nothing-else";

/** @returns {Promise<number>} a port that nobody listens on */
function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Binds a command to some of the machine's cores; an empty list leaves it free. */
function pinned(cores, command) {
  return cores ? ["taskset", "-c", cores, ...command] : command;
}

/**
 * Starts runs-api over a folder of stores, as scripts/up does.
 *
 * @returns {Promise<{url: string, pid: number, startMs: number, log: string, stop: () => Promise<void>}>} `startMs` is
 *     from the start of the process to its first list
 */
export async function startRunsApi(stores, folder, { cores = "", java = process.env.BENCH_JAVA ?? "java" } = {}) {
  const [port, management] = [await freePort(), await freePort()];
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "runs-api.log");
  const out = openSync(log, "a");
  const begun = performance.now();
  const flags = ["-XX:+UseSerialGC", "-Xmx192m", "--enable-native-access=ALL-UNNAMED"];
  const [command, ...args] = pinned(cores, [java, ...flags, "-jar", join(ROOT, "runs-api/target/quarkus-app/quarkus-run.jar")]);
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      ...process.env,
      SMITHERS_RUNS_API_KEY: KEY,
      CHAD_STATE_DIR: folder,
      CHAD_RUNS_DB_DIR: stores,
      CHAD_RUNS_PORT: String(port),
      CHAD_RUNS_MANAGEMENT_PORT: String(management),
    },
    stdio: ["ignore", out, out],
  });
  closeSync(out);
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/api/runs?limit=100`, child, log);
  return { url, pid: child.pid, startMs: performance.now() - begun, log, stop: () => stop(child) };
}

/** Starts one of the scripts beside this one, which prints its address first. */
export async function startPlainServer(stores, more = []) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "plain-server.mjs"), "--dir", stores, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((done) => child.stdout.once("data", (text) => done(String(text).trim())));
  return { url, pid: child.pid, stop: () => stop(child) };
}

/** Runs a script beside this one to its end. @returns {Promise<object>} the JSON of its last line */
export async function runScript(script, args, cores = "") {
  const [command, ...rest] = pinned(cores, [process.execPath, join(import.meta.dirname, script), ...args]);
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (part) => (text += part));
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${text}`);
  return JSON.parse(text.trim().split("\n").at(-1));
}

async function answering(url, child, log) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The service ended while starting: ${readFileSync(log, "utf8")}`);
    try {
      const answer = await fetch(url, { headers: { "x-smithers-key": KEY } });
      if (answer.ok) return;
    } catch {
      // it does not listen yet
    }
    await Bun.sleep(20);
  }
  throw new Error(`The service did not answer: ${readFileSync(log, "utf8")}`);
}

async function stop(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(late);
}

/** Resident memory in MB: now, and the most there ever was. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024);
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

/** Processor time that the process has used so far, in seconds. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Load average of the last minute: what else the machine does. */
export function loadAverage() {
  return Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]);
}
