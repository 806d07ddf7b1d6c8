/** @jsxImportSource smithers-orchestrator */
// A quick task, one that takes `delayMs` or until `releaseFile` exists, one after it, and `steps` short ones.
import { existsSync } from "node:fs";
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ delayMs: z.number().default(60000), releaseFile: z.string().optional(), steps: z.number().default(0) }),
    done: z.object({ text: z.string() }),
  },
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
          const end = Date.now() + (ctx.input.delayMs ?? 60000);
          while (Date.now() < end && !(ctx.input.releaseFile && existsSync(ctx.input.releaseFile))) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return { text: "slow" };
        }}
      </Task>
      <Task id="after" output={outputs.done} noRetry timeoutMs={20000}>
        {() => ({ text: "after" })}
      </Task>
      {Array.from({ length: ctx.input.steps ?? 0 }, (_, i) => (
        <Task key={i} id={`step-${i}`} output={outputs.done} noRetry timeoutMs={20000}>
          {async () => {
            await new Promise((resolve) => setTimeout(resolve, 250));
            return { text: `step ${i}` };
          }}
        </Task>
      ))}
    </Sequence>
  </Workflow>
));
