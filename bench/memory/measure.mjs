// Clients that ask for heavy runs at the same time, and the memory of the service meanwhile. See README.md.
//
//   bun bench/memory/measure.mjs --url http://127.0.0.1:7331 --key KEY --pid PID [--clients 16] [--only outputs]
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    key: { type: "string" },
    pid: { type: "string" },
    clients: { type: "string", default: "16" },
    only: { type: "string", default: "" },
  },
});

const cases = [
  ["outputs-100x1mb, detail", "outputs-100x1mb", "", 3],
  ["outputs-100x1mb, one output whole", "outputs-100x1mb", "/output/n00042", 3],
  ["outputs-5000x100kb, detail", "outputs-5000x100kb", "", 3],
  ["outputs-5000x100kb, page of 500 nodes", "outputs-5000x100kb", "/nodes?limit=500", 3],
  ["output-200mb, detail", "output-200mb", "", 3],
  ["output-200mb, streamed", "output-200mb", "/output/n00001", 1],
  ["chat-50mb, chat", "chat-50mb", "/chat", 2],
  ["chat-50mb, whole conversation", "chat-50mb", "/payloads/conversation?node=left", 1],
  ["log-500000x10kb, page of 1,000", "log-500000x10kb", "/logs?limit=1000", 3],
  ["log-500000x10kb, newest 1,000", "log-500000x10kb", "/logs?limit=1000&order=newest", 3],
  ["log-500000x10kb, NDJSON for 20 s", "log-500000x10kb", "/logs", 1],
];

/** Resident memory without pages of files, which the system takes back at will. */
function residentMb() {
  const status = readFileSync(`/proc/${values.pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+)/.exec(status)[1]) / 1024;
}

async function ask(store, rest) {
  const separator = rest.includes("?") ? "&" : "?";
  const lines = rest === "/logs";
  const until = lines ? AbortSignal.timeout(20_000) : AbortSignal.timeout(600_000);
  const answer = await fetch(`${values.url}/api/runs/${store}${rest}${separator}store=${store}`, {
    headers: { "x-smithers-key": values.key, accept: lines ? "application/x-ndjson" : "*/*" },
    signal: until,
  });
  let bytes = 0;
  try {
    for await (const piece of answer.body) bytes += piece.length;
  } catch (cause) {
    if (!lines) return { status: `broken off: ${cause.name}`, bytes };
  }
  return { status: answer.status, bytes };
}

async function measure([name, store, rest, rounds]) {
  const before = residentMb();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMb())), 50);
  const statuses = {};
  const took = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      Array.from({ length: Number(values.clients) }, async () => {
        const begun = performance.now();
        const answer = await ask(store, rest);
        took.push(performance.now() - begun);
        bytes = Math.max(bytes, answer.bytes);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }),
    );
  }
  clearInterval(watch);
  took.sort((a, b) => a - b);
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `| ${name} | ${JSON.stringify(statuses)} | ${(bytes / 1e6).toFixed(2)} MB | ${seconds(took[took.length >> 1])}, ${seconds(took.at(-1))} | ${before.toFixed(0)} MB | ${most.toFixed(0)} MB |`,
  );
}

console.log("| asked | answers | largest | median, slowest | before | at most |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const one of cases) if (one[0].includes(values.only)) await measure(one);
