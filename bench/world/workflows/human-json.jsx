/** @jsxImportSource smithers-orchestrator */
// A question that wants a structure.
import { createSmithers, HumanTask } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ reply: z.object({ parts: z.array(z.object({ id: z.string(), n: z.number() })) }) });
export default smithers((ctx) => (
  <Workflow name="human-json">
    <HumanTask id="parts" output={outputs.reply} prompt="Which parts?" />
  </Workflow>
));
