/** @jsxImportSource smithers-orchestrator */
// Takes one side of a branch by its input.
import { createSmithers, Branch } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ input: z.object({ left: z.boolean().default(true) }), done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="branch">
    <Branch
      if={ctx.input?.left ?? true}
      then={<Task id="left" output={outputs.done} noRetry>{() => ({ text: "left" })}</Task>}
      else={<Task id="right" output={outputs.done} noRetry>{() => ({ text: "right" })}</Task>}
    />
  </Workflow>
));
