/** @jsxImportSource smithers-orchestrator */
// Fails for good.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="fails">
    <Task id="broken" output={outputs.done} noRetry>{() => { throw new TypeError("nothing to be done: ünïcode"); }}</Task>
  </Workflow>
));
