/** @jsxImportSource smithers-orchestrator */
// A question that wants a yes or a no.
import { createSmithers, HumanTask } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ reply: z.object({ confirmed: z.boolean() }) });
export default smithers((ctx) => (
  <Workflow name="human-confirm">
    <HumanTask id="sure" output={outputs.reply} prompt="Sure?" />
  </Workflow>
));
