// How long after the report that crosses a budget its run is asked to pause, and pauses. The README has the method.
//
//   scripts/build && node bench/budgets/measure.mjs [--runs 10]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Lab, until } from "../dashboard/lab.mjs";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const LIMIT = 3_000;
const EACH = 750;

const folder = mkdtempSync(join(tmpdir(), "budgets-"));
const lab = new Lab(folder);
console.log(`load average at the start            ${loadavg()[0].toFixed(1)}`);
await lab.start();
try {
  writeFileSync(
    join(folder, "workflows", "spender.jsx"),
    `/** @jsxImportSource smithers-orchestrator */
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { storePath } from "./lib/store.js";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({}), note: z.object({ text: z.string() }) },
  { dbPath: storePath("spender") },
);
const agent = { id: "theirs", model: "lab/priceless", async generate() {
  await new Promise((resolve) => setTimeout(resolve, 150));
  return { text: "{}", output: { text: "Yes." }, response: { modelId: "lab/priceless" }, usage: { inputTokens: 500, outputTokens: 250, totalTokens: 750 } };
} };
export default smithers(() => (
  <Workflow name="spender"><Sequence>
    {Array.from({ length: 200 }, (_, i) => <Task key={i} id={"ask-" + i} output={outputs.note} agent={agent}>{"Question " + i}</Task>)}
  </Sequence></Workflow>
));
`,
  );
  const asked = [];
  const paused = [];
  for (let i = 0; i < Number(values.runs); i++) {
    const { runId } = await lab.post("/api/launch", { workflow: "spender.jsx", budget: { tokens: LIMIT } });
    let requestedAtMs = null;
    await until(`${runId} is paused`, async () => {
      const run = await lab.get(`/api/runs/${runId}`);
      requestedAtMs ??= run.pauseRequestedAtMs;
      return run.state === "paused";
    });
    const events = (await lab.get(`/api/runs/${runId}/logs?level=everything&limit=500`)).items;
    const reports = events.filter((event) => event.type === "TokenUsageReported");
    const crossed = reports[LIMIT / EACH - 1].atMs;
    const parked = events.findLast((event) => event.type === "RunStatusChanged" || event.type === "RunPaused")?.atMs;
    if (requestedAtMs) asked.push(requestedAtMs - crossed);
    if (parked) paused.push(parked - crossed);
  }
  console.log(`asked to pause after the report      ${figures(asked)}`);
  console.log(`parked after the report              ${figures(paused)}`);
} finally {
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}

function figures(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `median ${at(0.5)} ms, worst ${at(1)} ms (${sorted.length} runs)`;
}
