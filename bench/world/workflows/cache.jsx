/** @jsxImportSource smithers-orchestrator */
// A task whose answer may come from the cache.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="cache">
    <Task id="cached" output={outputs.done} cache={{ by: () => "always", version: "1" }} noRetry>{() => ({ text: "once" })}</Task>
  </Workflow>
));
