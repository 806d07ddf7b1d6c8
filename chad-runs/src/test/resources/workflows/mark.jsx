/** @jsxImportSource smithers-orchestrator */
// Adds a line to the file `marks` of the input each time that it is executed.
import { appendFileSync } from "node:fs";
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ marks: z.string() }), done: z.object({ run: z.string() }) },
  { dbPath: `${process.env.CHAD_STATE_DIR}/mark.db` },
);

export default smithers((ctx) => (
  <Workflow name="mark">
    <Task id="mark" output={outputs.done} noRetry timeoutMs={20000}>
      {() => {
        appendFileSync(ctx.input.marks, `${ctx.runId}\n`);
        return { run: ctx.runId };
      }}
    </Task>
  </Workflow>
));
