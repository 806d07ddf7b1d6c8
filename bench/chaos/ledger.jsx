/** @jsxImportSource smithers-orchestrator */
// chaos.mjs writes this file once for each live store. Each task leaves a line in a ledger outside of every store, which tells
// what was really executed, whatever happens to the files.
import { appendFileSync } from "node:fs";
import { Approval, createSmithers, Sequence, Timer } from "smithers-orchestrator";
import { z } from "zod";

const STORE = "@STORE@"; // begins with the kind: steps, gate or timer
const state = process.env.CHAD_STATE_DIR ?? ".";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({}), done: z.object({ text: z.string() }), decision: z.object({ approved: z.boolean() }) },
  { dbPath: `${state}/${STORE}.db` },
);

export default smithers((ctx) => {
  const work = (id) => (
    <Task key={id} id={id} output={outputs.done} noRetry timeoutMs={60000}>
      {async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        appendFileSync(`${state}/../ledger/${STORE}.jsonl`, `${JSON.stringify({ run: ctx.runId, task: id, atMs: Date.now() })}\n`);
        return { text: id };
      }}
    </Task>
  );
  const between = {
    steps: () => ["two", "three", "four", "five", "six"].map(work),
    gate: () => <Approval id="ask" output={outputs.decision} request={{ title: "Go on?", summary: "The second task follows." }} />,
    timer: () => <Timer id="later" duration="20s" />,
  }[STORE.split("-")[0]];
  return (
    <Workflow name={STORE}>
      <Sequence>
        {work("first")}
        {between()}
        {work("last")}
      </Sequence>
    </Workflow>
  );
});
