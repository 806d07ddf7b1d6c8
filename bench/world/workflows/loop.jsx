/** @jsxImportSource smithers-orchestrator */
// A loop of three turns.
import { createSmithers, Loop } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ turn: z.object({ n: z.number() }) });
export default smithers((ctx) => (
  <Workflow name="loop">
    <Loop id="improve" until={(ctx.latest("turn", "step")?.n ?? 0) >= 3} maxIterations={5}>
      <Task id="step" output={outputs.turn} noRetry>{() => ({ n: (ctx.latest("turn", "step")?.n ?? 0) + 1 })}</Task>
    </Loop>
  </Workflow>
));
