/** @jsxImportSource smithers-orchestrator */
// A failure that is let go.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="let-go">
    <Sequence>
      <Task id="lost" output={outputs.done} continueOnFail retries={0}>{() => { throw new Error("lost"); }}</Task>
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "after" })}</Task>
    </Sequence>
  </Workflow>
));
