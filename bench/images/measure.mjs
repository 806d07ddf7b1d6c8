// Sizes, start to ready and memory of the images: node bench/images/measure.mjs [PREFIX] [FLAVOUR] [--starts N] [--stores N]
//
// Each image is started as compose.yaml starts it (read-only, no capabilities), on a volume of its own. Ready is the first
// 200 of /q/health/ready (model-refresh: live, as it has no catalog to be ready with), asked every 10 ms from the host, from
// the moment that `docker run` is called. Memory is the sum of the resident sets of the container's processes; at rest is 20 s
// after the start, after load is right after 20 s of 8 clients. runs-api has N copies of a recorded store to read (50).
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { starts: { type: "string", default: "5" }, stores: { type: "string", default: "50" } },
});
const [prefix = "runs-ide", flavour = "jvm"] = positionals;
const version = process.env.CHAD_VERSION ?? "0.1.0-SNAPSHOT";
const KEY = "a-key-for-measuring-the-images";
const fixtures = join(import.meta.dirname, "../../runs-api/src/test/resources/fixtures");

const docker = (...args) => execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

const SERVICES = [
  { name: "runs-api", port: 7331, management: 9331, ready: "/q/health/ready", load: "/api/runs?limit=100", memory: "4g" },
  { name: "model-refresh", port: 7332, management: 9332, ready: "/q/health/live", load: "/q/metrics", memory: "256m", onManagement: true },
  { name: "fusion-roster", port: 7333, management: 9333, ready: "/q/health/ready", load: "/roster", memory: "256m" },
];

function start(service, volume) {
  const image = `${prefix}/${service.name}:${version}-${flavour}`;
  const options = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true", "--tmpfs", "/tmp:mode=1777,exec"];
  const settings = ["-e", `SMITHERS_RUNS_API_KEY=${KEY}`, "-e", "CHAD_CATALOG_URL=http://127.0.0.1:9/models"];
  const ports = ["-p", `127.0.0.1:0:${service.port}`, "-p", `127.0.0.1:0:${service.management}`];
  return docker("run", "-d", ...options, "-m", service.memory, "-v", `${volume}:/var/lib/runs-ide`, ...settings, ...ports, image);
}

const address = (id, port) => `http://${docker("port", id, `${port}/tcp`).split("\n")[0]}`;

/** The status of an answer that was read to its end; 0 where there was none. */
const ask = (url, agent, headers = {}) =>
  new Promise((done) => {
    const request = get(url, { agent, headers, timeout: 5_000 }, (answer) => {
      answer.resume();
      answer.once("end", () => done(answer.statusCode));
      answer.once("error", () => done(0));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => done(0));
  });

async function untilReady(service, id, since) {
  const url = address(id, service.management) + service.ready;
  for (;;) {
    if ((await ask(url, false)) === 200) return performance.now() - since;
    if (performance.now() - since > 60_000) throw new Error(`${service.name} was not ready within a minute:\n${docker("logs", "--tail", "20", id)}`);
    await sleep(10);
  }
}

/** Bytes. */
const resident = (id) =>
  docker("exec", id, "bash", "-c", "cat /proc/[0-9]*/status 2>/dev/null")
    .split("\n")
    .filter((line) => line.startsWith("VmRSS:"))
    .reduce((sum, line) => sum + Number(line.split(/\s+/)[1]) * 1024, 0);

async function load(service, id, seconds) {
  const url = address(id, service.onManagement ? service.management : service.port) + service.load;
  const end = performance.now() + seconds * 1_000;
  const agent = new Agent({ keepAlive: true });
  let answers = 0;
  async function client() {
    while (performance.now() < end) {
      const status = await ask(url, agent, { "x-smithers-key": KEY });
      if (status >= 500 || status === 0) throw new Error(`${url} answered ${status}`);
      answers += 1;
    }
  }
  await Promise.all(Array.from({ length: 8 }, client));
  agent.destroy();
  return answers / seconds;
}

function fill(volume, image) {
  const names = readdirSync(fixtures).filter((name) => name.endsWith(".db"));
  const copies = Array.from({ length: Number(values.stores) }, (_, n) => `cp /fixtures/${names[n % names.length]} $CHAD_STATE_DIR/s${n}.db`);
  docker("run", "--rm", "--entrypoint", "bash", "-v", `${volume}:/var/lib/runs-ide`, "-v", `${fixtures}:/fixtures:ro`, image, "-c", `mkdir -p $CHAD_STATE_DIR && ${copies.join(" && ")}`);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

console.log(`load average before: ${loadavg()[0].toFixed(1)}; ${flavour}; ${values.starts} starts each; ${values.stores} stores`);
console.log("| image | size | start to ready, median (worst) | memory at rest | after load | load |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const service of SERVICES) {
  const image = `${prefix}/${service.name}:${version}-${flavour}`;
  const volume = docker("volume", "create");
  try {
    if (service.name === "runs-api") fill(volume, image);
    const times = [];
    for (let n = 0; n < Number(values.starts); n++) {
      const since = performance.now();
      const id = start(service, volume);
      times.push(await untilReady(service, id, since));
      docker("rm", "-f", id);
    }
    const id = start(service, volume);
    await untilReady(service, id, performance.now());
    await sleep(20_000);
    const rest = resident(id);
    const rate = await load(service, id, 20);
    const after = resident(id);
    docker("rm", "-f", id);
    const size = Number(docker("image", "inspect", "-f", "{{.Size}}", image));
    const worst = Math.max(...times);
    console.log(
      `| ${service.name} | ${megabytes(size)} | ${(median(times) / 1e3).toFixed(2)} s (${(worst / 1e3).toFixed(2)}) | ${megabytes(rest)} | ${megabytes(after)} | ${Math.round(rate).toLocaleString("en-US")}/s of ${service.load} |`,
    );
  } finally {
    docker("volume", "rm", "-f", volume);
  }
}
