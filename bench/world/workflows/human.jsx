/** @jsxImportSource smithers-orchestrator */
// A question that is answered by a schema.
import { createSmithers, HumanTask, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ reply: z.object({ age: z.number(), name: z.string() }), done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="human">
    <Sequence>
      <HumanTask id="who" output={outputs.reply} prompt="How old, and who?" />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "answered" })}</Task>
    </Sequence>
  </Workflow>
));
