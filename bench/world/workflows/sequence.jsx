/** @jsxImportSource smithers-orchestrator */
// Three tasks in a row, each with the output of the one before.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="sequence">
    <Sequence>
      <Task id="one" output={outputs.done} noRetry>{() => ({ text: "one" })}</Task>
      <Task id="two" output={outputs.done} noRetry>{() => ({ text: ctx.outputMaybe("done", { nodeId: "one" })?.text + " two" })}</Task>
      <Task id="three" output={outputs.done} noRetry>{() => ({ text: ctx.outputMaybe("done", { nodeId: "two" })?.text + " three" })}</Task>
    </Sequence>
  </Workflow>
));
