/** @jsxImportSource smithers-orchestrator */
// Two parts beside each other, then their sum. Input: {prompt: string, n?: number}.
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { shout } from "./lib/words.js";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ prompt: z.string(), n: z.number().default(1) }),
    part: z.object({ text: z.string() }),
    sum: z.object({ total: z.number() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/count.db` },
);

export default smithers((ctx) => (
  <Workflow name="count">
    <Sequence>
      <Parallel maxConcurrency={2}>
        <Task id="left" output={outputs.part} noRetry timeoutMs={20000}>
          {() => ({ text: shout(`${process.env.CHAD_WORD ?? "left"} ${ctx.input.prompt}`) })}
        </Task>
        <Task id="right" output={outputs.part} noRetry timeoutMs={20000}>
          {() => ({ text: shout(`right ${ctx.input.prompt}`) })}
        </Task>
      </Parallel>
      <Task id="sum" output={outputs.sum} noRetry timeoutMs={20000}>
        {() => ({ total: ctx.outputs("part").length + (ctx.input.n ?? 1) })}
      </Task>
    </Sequence>
  </Workflow>
));
