/** @jsxImportSource smithers-orchestrator */
// The other of two files of this name.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="other-report">
    <Task id="report" output={outputs.done} noRetry>{() => ({ text: "other" })}</Task>
  </Workflow>
));
