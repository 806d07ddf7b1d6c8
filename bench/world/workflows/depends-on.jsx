/** @jsxImportSource smithers-orchestrator */
// Tasks that name what they wait for.
import { createSmithers, Parallel } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="depends-on">
    <Parallel>
      <Task id="c" output={outputs.done} dependsOn={["b"]} noRetry>{() => ({ text: "c" })}</Task>
      <Task id="b" output={outputs.done} dependsOn={["a"]} noRetry>{() => ({ text: "b" })}</Task>
      <Task id="a" output={outputs.done} noRetry>{() => ({ text: "a" })}</Task>
    </Parallel>
  </Workflow>
));
