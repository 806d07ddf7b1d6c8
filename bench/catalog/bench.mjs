#!/usr/bin/env node
// Measures model-refresh and fusion-roster: start-up, memory, a refresh of 10,000 ids, roster answers. See README.md.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createServer, Agent, request } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const KEY = 'bench-key';
const JAVA_OPTIONS = ['-XX:+UseSerialGC', '-Xmx128m']; // a small service on a small machine
const STARTS = 5;
const REFRESHES = 20;
const CONNECTIONS = 16;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 10_000;

const javaHome = execFileSync(join(ROOT, 'scripts/mvn'), ['--print-java-home'], { encoding: 'utf8' }).trim();
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function freePort() {
  return new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

function call(method, url, headers = {}) {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent, timeout: 60_000 }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      res.on('end', () => resolve({ status: res.statusCode, body }));
    });
    req.on('timeout', () => req.destroy(new Error(`${url}: no answer in a minute`)));
    req.on('error', reject).end();
  });
}

async function untilAnswers(url) {
  for (let tries = 0; tries < 6_000; tries++) {
    const answer = await call('GET', url).catch(() => null);
    if (answer?.status === 200) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${url} did not answer with 200 in time`);
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);
const rssMb = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

/** Starts a service; `stop` ends it and waits. */
async function start(module, prefix, environment) {
  const jar = join(ROOT, module, 'target/quarkus-app/quarkus-run.jar');
  if (!existsSync(jar)) throw new Error(`${jar} is missing; build it: scripts/mvn -q package -DskipTests -pl ${module} -am`);
  const [port, managementPort] = [await freePort(), await freePort()];
  const startedAt = performance.now();
  const child = spawn(join(javaHome, 'bin/java'), [...JAVA_OPTIONS, '-jar', jar], {
    env: {
      PATH: process.env.PATH,
      TZ: 'UTC',
      SMITHERS_RUNS_API_KEY: KEY,
      [`CHAD_${prefix}_PORT`]: port,
      [`CHAD_${prefix}_MANAGEMENT_PORT`]: managementPort,
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilAnswers(`http://127.0.0.1:${managementPort}/q/health/live`);
  return {
    url: `http://127.0.0.1:${port}`,
    readyMs: performance.now() - startedAt,
    pid: child.pid,
    stop: () => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGTERM')),
  };
}

async function startUp(module, prefix, environment) {
  const ready = [];
  const rss = [];
  for (let i = 0; i < STARTS; i++) {
    const service = await start(module, prefix, environment);
    ready.push(service.readyMs);
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // memory "at rest" is that of a second later
    rss.push(rssMb(service.pid));
    await service.stop();
  }
  console.log(`${module}: ready after ${Math.round(median(ready))} ms, ${median(rss)} MB (medians of ${STARTS} starts)`);
}

async function refreshes(environment) {
  const service = await start('model-refresh', 'REFRESH', environment);
  await untilAnswers(`${service.url}/models`);
  const took = [];
  for (let i = 0; i < REFRESHES; i++) {
    const from = performance.now();
    const { status } = await call('POST', `${service.url}/refresh`, { 'x-smithers-key': KEY });
    if (status !== 200) throw new Error(`POST /refresh answered ${status}`);
    took.push(performance.now() - from);
  }
  console.log(`refresh of 10,000 ids: first ${Math.round(took[0])} ms, median of ${REFRESHES} ${Math.round(median(took))} ms, then ${rssMb(service.pid)} MB`);
  await service.stop();
}

async function load(url, ms) {
  const end = performance.now() + ms;
  const latencies = [];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) {
        const from = performance.now();
        const { status } = await call('GET', url);
        if (status !== 200) throw new Error(`${url} answered ${status}`);
        latencies.push(performance.now() - from);
      }
    }),
  );
  return latencies.sort((a, b) => a - b);
}

async function rosterAnswers(environment) {
  const service = await start('fusion-roster', 'ROSTER', environment);
  for (const path of ['/roster', '/roster/explain']) {
    await load(service.url + path, WARM_UP_MS);
    const latencies = await load(service.url + path, MEASURED_MS);
    const perSecond = Math.round(latencies.length / (MEASURED_MS / 1000));
    console.log(
      `GET ${path}: ${perSecond} answers/s, p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms (${CONNECTIONS} connections)`,
    );
  }
  console.log(`fusion-roster after that: ${rssMb(service.pid)} MB`);
  await service.stop();
}

const ids = Array.from({ length: 10_000 }, (_, i) => `owner-${i % 50}/model-${i}-${i % 9}b-instruct`);
ids.splice(0, 3, 'z-ai/glm-5.2', 'moonshotai/kimi-k3', 'openai/gpt-oss-120b');
const list = JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 735790403, owned_by: id.split('/')[0] })) });
const provider = createServer((_, res) => res.setHeader('content-type', 'application/json').end(list));
await new Promise((resolve) => provider.listen(0, '127.0.0.1', resolve));
const state = mkdtempSync(join(tmpdir(), 'bench-catalog-'));
try {
  const environment = { CHAD_STATE_DIR: state, CHAD_INFERENCE_BASE_URL: `http://127.0.0.1:${provider.address().port}/v1` };
  await refreshes(environment);
  await startUp('model-refresh', 'REFRESH', environment);
  await startUp('fusion-roster', 'ROSTER', environment);
  await rosterAnswers(environment);
} finally {
  agent.destroy();
  provider.close();
  provider.closeAllConnections();
  rmSync(state, { recursive: true });
}
