/** @jsxImportSource smithers-orchestrator */
// A task that waits for an approval.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="needs-approval">
    <Task id="careful" output={outputs.done} needsApproval noRetry>{() => ({ text: "allowed" })}</Task>
  </Workflow>
));
