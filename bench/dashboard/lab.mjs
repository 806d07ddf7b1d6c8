// The three packed services on loopback with a state folder of their own, for who looks at the dashboard.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
export const BUN = join(ROOT, "workflows/node_modules/.bin/bun");
const KEY = "key-of-who-looks-at-the-page";
const PATIENCE_MS = 180_000;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Waits for a condition; throws with the given words when it does not come true. */
export async function until(what, holds, patienceMs = PATIENCE_MS) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`In ${patienceMs / 1000} s not: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

/** @param {string} folder where state, workflows and logs go */
export class Lab {
  #services = [];
  #pids = {};

  constructor(folder, { storesIn, catalogUrl } = {}) {
    this.folder = folder;
    this.state = join(folder, "state");
    this.storesIn = storesIn;
    this.catalogUrl = catalogUrl ?? "http://127.0.0.1:9/none";
    mkdirSync(this.state, { recursive: true });
    const workflows = join(folder, "workflows");
    mkdirSync(workflows, { recursive: true });
    for (const name of ["fusion.jsx", "experiments.jsx", "probe.jsx", "autonomy-ladder.jsx", "lib", "package.json"]) {
      cpSync(join(ROOT, "workflows", name), join(workflows, name), { recursive: true });
    }
    try {
      symlinkSync(join(ROOT, "workflows/node_modules"), join(workflows, "node_modules"));
    } catch (cause) {
      if (cause.code !== "EEXIST") throw cause;
    }
    writeFileSync(join(this.state, "credentials.json"), JSON.stringify({ SMITHERS_RUNS_API_KEY: KEY }), { mode: 0o600 });
  }

  async start() {
    const java = join(spawnSync(join(ROOT, "scripts/mvn"), ["--print-java-home"], { encoding: "utf8" }).stdout.trim(), "bin/java");
    const [runs, runsHealth, refresh, refreshHealth, roster, rosterHealth] = await Promise.all(Array.from({ length: 6 }, freePort));
    this.base = `http://127.0.0.1:${runs}`;
    const env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      TZ: process.env.TZ ?? "",
      CHAD_STATE_DIR: this.state,
      CHAD_WORKFLOW_DIR: join(this.folder, "workflows"),
      CHAD_HOST_CREDS: join(this.state, "credentials.json"),
      CHAD_CATALOG_URL: this.catalogUrl,
      CHAD_RUNS_PORT: runs,
      CHAD_RUNS_MANAGEMENT_PORT: runsHealth,
      CHAD_REFRESH_PORT: refresh,
      CHAD_REFRESH_MANAGEMENT_PORT: refreshHealth,
      CHAD_REFRESH_HEALTH_URL: `http://127.0.0.1:${refreshHealth}/q/health`,
      CHAD_ROSTER_PORT: roster,
      CHAD_ROSTER_MANAGEMENT_PORT: rosterHealth,
      CHAD_ROSTER_HEALTH_URL: `http://127.0.0.1:${rosterHealth}/q/health`,
      CHAD_ROSTER_URL: `http://127.0.0.1:${roster}`,
      ...(this.storesIn ? { CHAD_RUNS_DB_DIR: this.storesIn } : {}),
    };
    for (const name of ["fusion-roster", "model-refresh", "runs-api"]) {
      const log = openSync(join(this.folder, `${name}.log`), "a");
      const jar = join(ROOT, name, "target/quarkus-app/quarkus-run.jar");
      const service = spawn(java, ["-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", jar], { stdio: ["ignore", log, log], env });
      this.#services.push(service);
      this.#pids[name] = service.pid;
    }
    await until("the service answers", () => this.get("/api/health").catch(() => null));
  }

  async stop() {
    const ended = this.#services.map((service) => new Promise((done) => service.once("exit", done)));
    for (const service of this.#services) service.kill("SIGTERM");
    await Promise.all(ended);
    this.#services = [];
  }

  /** The process of a service. */
  pid(name) {
    return this.#pids[name];
  }

  async get(path) {
    const answer = await fetch(this.base + path, { headers: { "x-smithers-key": KEY }, signal: AbortSignal.timeout(20_000) });
    return answer.ok ? answer.json() : null;
  }

  post(path, body) {
    return this.#send("POST", path, body);
  }

  put(path, body) {
    return this.#send("PUT", path, body);
  }

  async #send(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      headers: { "x-smithers-key": KEY, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${said.detail}`);
    return said;
  }

  /** @returns the run's id, when it has come to one of the states */
  async run(workflow, input, ...states) {
    const { runId } = await this.post("/api/launch", { workflow, input });
    if (states.length) await until(`${runId} is ${states}`, async () => states.includes((await this.get(`/api/runs/${runId}`))?.state));
    return runId;
  }

  /** A browser that has signed in by a one-time link. */
  async page(browser, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const { url } = await this.post("/api/session/link", {});
    await page.goto(url);
    return page;
  }
}

/** Debian's Chromium, driven by the library that the dashboard's own packages bring. */
export function launchBrowser(more = []) {
  const { chromium } = createRequire(join(ROOT, "runs-api/src/main/webui/package.json"))("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...more] });
}
