/** @jsxImportSource smithers-orchestrator */
// A question that wants one of several.
import { createSmithers, HumanTask } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ reply: z.object({ colour: z.enum(["red", "green"]) }) });
export default smithers((ctx) => (
  <Workflow name="human-select">
    <HumanTask id="colour" output={outputs.reply} prompt="Which colour?" />
  </Workflow>
));
