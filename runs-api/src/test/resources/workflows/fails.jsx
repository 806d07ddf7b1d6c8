/** @jsxImportSource smithers-orchestrator */
// Its only task fails, once.
import { createSmithers, Task } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, smithers, outputs } = createSmithers(
  { input: z.object({}), o: z.object({ t: z.string() }) },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/fails.db` },
);

export default smithers(() => (
  <Workflow name="fails">
    <Task id="boom" output={outputs.o} noRetry timeoutMs={20000}>
      {() => {
        throw new Error("no luck tonight");
      }}
    </Task>
  </Workflow>
));
