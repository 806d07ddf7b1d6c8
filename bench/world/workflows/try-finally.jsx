/** @jsxImportSource smithers-orchestrator */
// A try that succeeds: its catch is never done.
import { createSmithers, TryCatchFinally } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="try-finally">
    <TryCatchFinally
      id="guard"
      try={<Task id="safe" output={outputs.done} noRetry>{() => ({ text: "safe" })}</Task>}
      catch={<Task id="rescue" output={outputs.done} noRetry>{() => ({ text: "never" })}</Task>}
      finally={<Task id="tidy" output={outputs.done} noRetry>{() => ({ text: "tidy" })}</Task>}
    />
  </Workflow>
));
