/** @jsxImportSource smithers-orchestrator */
// A subflow within the run itself.
import { createSmithers, Sequence, Subflow } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
const child = smithers(() => (
  <Workflow name="inner"><Task id="work" output={outputs.done} noRetry>{() => ({ text: "inner" })}</Task></Workflow>
));
export default smithers(() => (
  <Workflow name="inline-subflow">
    <Sequence>
      <Subflow id="sub" workflow={child} mode="inline" output={outputs.done} />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "after" })}</Task>
    </Sequence>
  </Workflow>
));
