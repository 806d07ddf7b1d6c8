// Measures the list, the detail and the logs under load, next to the design that runs-api replaces.
//
//   bun bench/load.mjs --dir STORES --folder FOLDER [--seconds 8]
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cpuSeconds, KEY, loadAverage, memory, startPlainServer, startRunsApi } from "./processes.mjs";

const { values } = parseArgs({
  options: { dir: { type: "string" }, folder: { type: "string" }, seconds: { type: "string", default: "8" } },
});
const seconds = Number(values.seconds);

if (spawnSync("wrk", ["-v"]).error) throw new Error("wrk is missing (Debian: apt-get install wrk).");

/** Figures of a load; times are milliseconds, `cpuMs` is the server's processor time for one request. */
async function wrk(pid, url, connections, headers = {}, duration = seconds) {
  const cpuFrom = cpuSeconds(pid);
  const args = ["-t1", `-c${connections}`, `-d${duration}s`, "--timeout", "60s", "--latency", "-s", join(import.meta.dirname, "wrk.lua")];
  for (const [name, value] of Object.entries({ "x-smithers-key": KEY, ...headers })) args.push("-H", `${name}: ${value}`);
  const child = spawn("wrk", [...args, url], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (part) => (text += part));
  await new Promise((done) => child.once("close", done));
  const figures = JSON.parse(text.trim().split("\n").at(-1));
  const cpuMs = ((cpuSeconds(pid) - cpuFrom) * 1_000) / Math.max(1, figures.requests);
  return { ...figures, rate: figures.requests / figures.seconds, cpuMs };
}

const rows = [];
function row(name, clients, figures, note = "") {
  rows.push({ name, clients, ...figures, note });
  console.log(
    `| ${name} | ${clients} | ${format(figures.rate)} | ${format(figures.p50)} | ${format(figures.p99)} | ${format(figures.cpuMs)} | ${figures.failed} | ${note} |`,
  );
}
const format = (number) => (number >= 99.5 ? Math.round(number).toLocaleString("en-US") : number.toPrecision(2));

async function both(name, url, headers, note) {
  row(name, 1, await wrk(api.pid, url, 1, headers), note);
  row(name, 16, await wrk(api.pid, url, 16, headers), note);
}

console.log(`Load average before: ${loadAverage()}\n`);
console.log("| what | clients | requests/s | p50 ms | p99 ms | processor ms each | failed | |\n| --- | --- | --- | --- | --- | --- | --- | --- |");

for (const [name, more] of [
  ["plain server, list newest 100", []],
  ["the same, each store hands out its newest 100", ["--top"]],
]) {
  const plain = await startPlainServer(values.dir, more);
  row(name, 1, await wrk(plain.pid, `${plain.url}/runs?limit=100`, 1));
  row(name, 16, await wrk(plain.pid, `${plain.url}/runs?limit=100`, 16));
  await plain.stop();
}

const api = await startRunsApi(values.dir, values.folder);
try {
  await Bun.sleep(5_000);
  const rest = memory(api.pid);

  const list = `${api.url}/api/runs?limit=100`;
  const page = await (await fetch(list, { headers: { "x-smithers-key": KEY } })).json();
  const someRun = `${api.url}/api/runs/${page.items[50].id}`;
  const long = `${api.url}/api/runs/long-run`;
  // The just-in-time compiler gets its time before anything is measured.
  for (const url of [list, someRun, `${long}/logs`, long, list]) await wrk(api.pid, url, 16, {}, Math.max(2, Math.ceil(seconds / 2)));

  const tag = await steadyTag(list);

  await both("list newest 100", list, {});
  await both("the same, not modified (304)", list, { "if-none-match": tag });
  const unchanged = await fetch(list, { headers: { "x-smithers-key": KEY, "if-none-match": tag } });
  if (unchanged.status !== 304) throw new Error(`The tag did not hold: ${unchanged.status}`);

  await both("list newest 100 of one status", `${list}&status=failed`, {});
  await both("list, a page from the middle", await pageFromTheMiddle(list), {});
  await both("run detail", someRun, {});
  await both("200,000 events: first page of logs", `${long}/logs`, {});
  await both("200,000 events: newest page", `${long}/logs?order=newest`, {});
  await both("200,000 events: page in the middle", `${long}/logs?after=100000`, {});
  await both("200,000 events: run detail", long, {});

  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, "writer.mjs"), "--store", join(values.dir, "live.db"), "--prefix", "drip", "--rate", "50", "--seconds", "600"],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  try {
    await Bun.sleep(2_000);
    await both("list newest 100, 50 events/s are written", list, {}, "the list changes with each");
  } finally {
    writer.kill("SIGTERM");
  }

  const after = memory(api.pid);
  const idleFrom = cpuSeconds(api.pid);
  await Bun.sleep(10_000);
  const idle = (cpuSeconds(api.pid) - idleFrom) / 10;
  console.log(`\nStart to first list: ${Math.round(api.startMs)} ms`);
  console.log(`Resident memory: ${rest.now} MB at rest, ${after.now} MB after the load, ${after.peak} MB at most`);
  console.log(`Processor at rest: ${(idle * 100).toFixed(1)} % of a core`);
  const rate = (name) => rows.find((found) => found.name === name && found.clients === 16).rate;
  console.log(
    `List against the plain server: ${Math.round(rate("list newest 100") / rate("plain server, list newest 100"))} times its rate, ` +
      `${Math.round(rate("list newest 100") / rate("the same, each store hands out its newest 100"))} times that of its better variant`,
  );
} finally {
  await api.stop();
}
console.log(`Load average after: ${loadAverage()}`);

/** The first look at a run of very many events changes the list once more, when its tokens are added up. */
async function steadyTag(list) {
  let tag;
  let since = performance.now();
  while (performance.now() - since < 3_000) {
    const now = (await fetch(list, { headers: { "x-smithers-key": KEY } })).headers.get("etag");
    if (now !== tag) {
      tag = now;
      since = performance.now();
    }
    await Bun.sleep(100);
  }
  return tag;
}

async function pageFromTheMiddle(list) {
  const url = new URL(list);
  url.searchParams.set("until", String(Date.now() - 45 * 24 * 3_600_000));
  return url.href;
}
