/** @jsxImportSource smithers-orchestrator */
// A task that is a value.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="static">
    <Task id="value" output={outputs.done} noRetry>{{ text: "as written" }}</Task>
  </Workflow>
));
