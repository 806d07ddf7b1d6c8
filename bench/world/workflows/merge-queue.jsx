/** @jsxImportSource smithers-orchestrator */
// Tasks of a merge queue, one at a time.
import { createSmithers, MergeQueue } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="merge-queue">
    <MergeQueue id="queue">
      {["x", "y", "z"].map((id) => <Task key={id} id={id} output={outputs.done} noRetry>{() => ({ text: id })}</Task>)}
    </MergeQueue>
  </Workflow>
));
