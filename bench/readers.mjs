// Clients that look at a store through runs-api as dashboards do, one request after the other: the list, the newest
// run, its newest events, all events of it.
//
//   bun bench/readers.mjs --url URL --store NAME --seconds 20 [--clients 16] [--pause MS]
//
// The last line is JSON: how many requests there were, and which answers were none.
import { parseArgs } from "node:util";
import { KEY } from "./processes.mjs";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    store: { type: "string" },
    seconds: { type: "string", default: "20" },
    clients: { type: "string", default: "16" },
    pause: { type: "string", default: "0" },
  },
});

const until = performance.now() + Number(values.seconds) * 1_000;
const statuses = {};
const tookMs = [];

async function get(path, accept = "application/json") {
  const begun = performance.now();
  const answer = await fetch(`${values.url}${path}`, { headers: { "x-smithers-key": KEY, accept } });
  const body = await answer.text();
  tookMs.push(performance.now() - begun);
  statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
  await Bun.sleep(Number(values.pause));
  return body;
}

async function client() {
  while (performance.now() < until) {
    const list = JSON.parse(await get(`/api/runs?limit=20&store=${values.store}`));
    const newest = list.items?.[0]?.id;
    if (newest === undefined) continue;
    await get(`/api/runs/${newest}?store=${values.store}`);
    await get(`/api/runs/${newest}/logs?order=newest&store=${values.store}`);
    await get(`/api/runs/${newest}/logs?heartbeats=true&store=${values.store}`, "application/x-ndjson");
  }
}

await Promise.all(Array.from({ length: Number(values.clients) }, client));
tookMs.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    requests: tookMs.length,
    rate: tookMs.length / Number(values.seconds),
    p99: Number((tookMs[Math.floor(tookMs.length * 0.99)] ?? 0).toFixed(1)),
    statuses,
  }),
);
