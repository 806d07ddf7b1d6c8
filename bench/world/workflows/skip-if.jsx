/** @jsxImportSource smithers-orchestrator */
// A task that is skipped.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="skip-if">
    <Sequence>
      <Task id="skipped" output={outputs.done} noRetry skipIf>{() => ({ text: "never" })}</Task>
      <Task id="kept" output={outputs.done} noRetry>{() => ({ text: "kept" })}</Task>
    </Sequence>
  </Workflow>
));
