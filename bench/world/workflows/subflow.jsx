/** @jsxImportSource smithers-orchestrator */
// A subflow that is a run of its own.
import { createSmithers, Sequence, Subflow } from "smithers-orchestrator";
import { z } from "zod";
const inner = createSmithers({ output: z.object({ text: z.string() }) });
const child = inner.smithers(() => (
  <inner.Workflow name="inner">
    <inner.Task id="work" output={inner.outputs.output} noRetry>{() => ({ text: "of the child" })}</inner.Task>
  </inner.Workflow>
));
const { Workflow, Task, smithers, outputs } = createSmithers({ got: z.object({ text: z.string() }) });
export default smithers(() => (
  <Workflow name="subflow">
    <Sequence>
      <Subflow id="sub" workflow={child} output={outputs.got} />
      <Task id="after" output={outputs.got} noRetry>{{ text: "after" }}</Task>
    </Sequence>
  </Workflow>
));
