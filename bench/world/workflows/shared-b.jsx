/** @jsxImportSource smithers-orchestrator */
// Writes to a store that another workflow writes to, with an output of the same key.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ shared: z.object({ text: z.string(), from_b: z.string() }) }, { dbPath: `${process.env.CHAD_STATE_DIR}/shared.db` });
export default smithers((ctx) => (
  <Workflow name="shared-b">
    <Task id="share" output={outputs.shared} noRetry>{() => ({ text: "of b", from_b: "b" })}</Task>
  </Workflow>
));
