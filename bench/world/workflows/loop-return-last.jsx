/** @jsxImportSource smithers-orchestrator */
// A loop that is never satisfied and gives its last turn.
import { createSmithers, Loop } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ turn: z.object({ n: z.number() }) });
export default smithers((ctx) => (
  <Workflow name="loop-return-last">
    <Loop id="endless" until={false} maxIterations={2} onMaxReached="return-last">
      <Task id="step" output={outputs.turn} noRetry>{() => ({ n: ctx.iteration ?? 0 })}</Task>
    </Loop>
  </Workflow>
));
