/** @jsxImportSource smithers-orchestrator */
// Twenty tasks that each take delayMs and leave a line in a ledger: ten in a row, then ten of which four run at a time.
import { appendFileSync } from "node:fs";
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const state = process.env.CHAD_STATE_DIR ?? ".";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ delayMs: z.number().default(150) }), done: z.object({ text: z.string() }) },
  { dbPath: `${state}/twenty.db` },
);

export default smithers((ctx) => {
  const work = (id) => (
    <Task key={id} id={id} output={outputs.done} noRetry timeoutMs={60000}>
      {async () => {
        await new Promise((resolve) => setTimeout(resolve, ctx.input.delayMs ?? 150));
        appendFileSync(`${state}/ledger-${ctx.runId}.txt`, `${id}\n`);
        return { text: id };
      }}
    </Task>
  );
  const ids = Array.from({ length: 20 }, (_, i) => `work-${String(i + 1).padStart(2, "0")}`);
  return (
    <Workflow name="twenty">
      <Sequence>
        {ids.slice(0, 10).map(work)}
        <Parallel maxConcurrency={4}>{ids.slice(10).map(work)}</Parallel>
      </Sequence>
    </Workflow>
  );
});
