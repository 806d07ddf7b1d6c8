/** @jsxImportSource smithers-orchestrator */
// A failure that the workflow catches.
import { createSmithers, TryCatchFinally } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="try-catch">
    <TryCatchFinally
      id="guard"
      try={<Task id="risky" output={outputs.done} noRetry>{() => { throw new Error("caught"); }}</Task>}
      catch={<Task id="rescue" output={outputs.done} noRetry>{() => ({ text: "rescued" })}</Task>}
      finally={<Task id="tidy" output={outputs.done} noRetry>{() => ({ text: "tidy" })}</Task>}
    />
  </Workflow>
));
