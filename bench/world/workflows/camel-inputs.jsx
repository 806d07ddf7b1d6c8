/** @jsxImportSource smithers-orchestrator */
// An input whose fields have capitals.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ input: z.object({ delayMs: z.number(), topicName: z.string(), tagList: z.array(z.string()) }), done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="camel-inputs">
    <Task id="echo" output={outputs.done} noRetry>{() => ({ text: `${ctx.input.topicName} ${ctx.input.delayMs}` })}</Task>
  </Workflow>
));
