// Does reading slow the engine down? An engine-like writer goes at full speed, in turns alone, while clients read the
// store that it writes, and while the same clients read another store: what the last two have in common is the
// processor time that reading takes from a small machine, and what differs between them is the locks.
//
//   bun bench/interference.mjs --dir STORES --folder FOLDER [--rounds 12] [--seconds 5] [--clients 16] [--pause MS]
//
// The writer has one core to itself, runs-api and its clients share the others (taskset).
import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KEY, loadAverage, runScript, startRunsApi } from "./processes.mjs";

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    folder: { type: "string" },
    rounds: { type: "string", default: "12" },
    seconds: { type: "string", default: "5" },
    clients: { type: "string", default: "16" },
    pause: { type: "string", default: "0" },
  },
});

const CASES = [
  { name: "alone", reads: undefined },
  { name: "while its store is read", reads: "live" },
  { name: "while another store is read", reads: "store-00" },
];
const cores = availableParallelism();
const writerCores = cores > 1 ? "0" : "";
const otherCores = cores > 1 ? `1-${cores - 1}` : "";
const store = join(values.dir, "live.db");
/** Stores that are kept hold the runs of earlier times. */
const session = Date.now().toString(36);

const api = await startRunsApi(values.dir, values.folder, { cores: otherCores });
const measured = new Map(CASES.map(({ name }) => [name, []]));
const written = {};
try {
  await turn(CASES[1], `${session}-warm-up`); // its figures are thrown away
  for (let round = 0; round < Number(values.rounds); round++) {
    // Each case comes first, in the middle and last equally often, so that neither drift nor a growing store favours one.
    for (let i = 0; i < CASES.length; i++) {
      const one = CASES[(round + i) % CASES.length];
      measured.get(one.name).push(await turn(one, `${session}-${round}-${i}`));
    }
  }
  report();
  await everyEventIsReadable();
} finally {
  await api.stop();
}

async function turn({ reads }, prefix) {
  const reading = reads
    ? runScript(
        "readers.mjs",
        ["--url", api.url, "--store", reads, "--seconds", String(Number(values.seconds) + 2), "--clients", values.clients, "--pause", values.pause],
        otherCores,
      )
    : Promise.resolve(undefined);
  if (reads) await Bun.sleep(1_000);
  const load = loadAverage();
  const writer = await runScript("writer.mjs", ["--store", store, "--prefix", prefix, "--seconds", values.seconds], writerCores);
  const readers = await reading;
  Object.assign(written, writer.runs);
  return { ...writer, readers, load, walMb: walSize() / 1e6 };
}

function walSize() {
  try {
    return statSync(`${store}-wal`).size;
  } catch {
    return 0;
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function report() {
  console.log(`\nLoad average at the end: ${loadAverage()}; medians of ${values.rounds} rounds of ${values.seconds} s\n`);
  console.log("| writer | commits/s | against alone | commits per second of processor | p50 ms | p99 ms | longest ms | busy | reads/s | reads p99 ms |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  const alone = median(measured.get("alone").map((one) => one.rate));
  for (const [name, turns] of measured) {
    const of = (pick) => median(turns.map(pick));
    const rate = of((one) => one.rate);
    const reads = turns[0].readers ? [Math.round(of((one) => one.readers.rate)), of((one) => one.readers.p99)] : ["", ""];
    console.log(
      `| ${name} | ${Math.round(rate)} | ${((rate / alone - 1) * 100).toFixed(1)} % | ${Math.round(of((one) => one.rate / one.cpuShare))} | ` +
        `${of((one) => one.p50).toFixed(2)} | ${of((one) => one.p99).toFixed(1)} | ${Math.max(...turns.map((one) => one.max))} | ` +
        `${turns.reduce((sum, one) => sum + one.busy, 0)} | ${reads.join(" | ")} |`,
    );
  }
  for (const [name, turns] of measured) {
    console.log(`${name}: ${turns.map((one) => Math.round(one.rate)).join(", ")} commits/s; log ${turns.map((one) => one.walMb.toFixed(0)).join(", ")} MB`);
  }
  const statuses = {};
  for (const { readers } of [...measured.values()].flat()) {
    for (const [status, times] of Object.entries(readers?.statuses ?? {})) statuses[status] = (statuses[status] ?? 0) + times;
  }
  const complaints = readFileSync(api.log, "utf8").split("\n").filter((line) => /BUSY|locked|can't be read|ERROR/.test(line));
  console.log(`Answers to the clients by status: ${JSON.stringify(statuses)}; lines of runs-api about locks or errors: ${complaints.length}`);
}

/** Every event that the writer was told to be committed is asked for through the API. */
async function everyEventIsReadable() {
  let events = 0;
  const missing = [];
  for (const [runId, expected] of Object.entries(written)) {
    const answer = await fetch(`${api.url}/api/runs/${runId}/logs?heartbeats=true&store=live`, {
      headers: { "x-smithers-key": KEY, accept: "application/x-ndjson" },
    });
    const seqs = (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line).seq);
    const inOrder = seqs.every((seq, i) => seq === i);
    if (seqs.length !== expected || !inOrder) missing.push(`${runId}: ${seqs.length} of ${expected}`);
    events += seqs.length;
  }
  console.log(`Events read back: ${events} of ${Object.values(written).reduce((a, b) => a + b, 0)} committed, in ${Object.keys(written).length} runs`);
  if (missing.length > 0) {
    console.log(missing.slice(0, 20).join("\n"));
    process.exitCode = 1;
  }
}
