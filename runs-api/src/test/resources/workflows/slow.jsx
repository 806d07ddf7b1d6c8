/** @jsxImportSource smithers-orchestrator */
// A quick task, one that takes `delayMs`, and one after it. Input: {delayMs?: number}.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ delayMs: z.number().default(60000) }), done: z.object({ text: z.string() }) },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/slow.db` },
);

export default smithers((ctx) => (
  <Workflow name="slow">
    <Sequence>
      <Task id="quick" output={outputs.done} noRetry timeoutMs={20000}>
        {() => ({ text: "quick" })}
      </Task>
      <Task id="slow" output={outputs.done} noRetry timeoutMs={120000}>
        {async () => {
          await new Promise((resolve) => setTimeout(resolve, ctx.input.delayMs ?? 60000));
          return { text: "slow" };
        }}
      </Task>
      <Task id="after" output={outputs.done} noRetry timeoutMs={20000}>
        {() => ({ text: "after" })}
      </Task>
    </Sequence>
  </Workflow>
));
