/** @jsxImportSource smithers-orchestrator */
// Fails twice and succeeds.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
let tries = 0;
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="retries">
    <Task id="flaky" output={outputs.done} retries={3} retryPolicy={{ backoff: "fixed", initialDelayMs: 50 }}>
      {() => {
        tries += 1;
        if (tries < 3) throw new Error(`try ${tries} fails`);
        return { text: `try ${tries}` };
      }}
    </Task>
  </Workflow>
));
