/** @jsxImportSource smithers-orchestrator */
// A loop within a loop.
import { createSmithers, Loop, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ turn: z.object({ n: z.number() }) });
export default smithers((ctx) => (
  <Workflow name="nested-loops">
    <Loop id="outer" until={ctx.outputs("turn").filter((row) => row.nodeId === "mark").length >= 2} maxIterations={3} onMaxReached="return-last">
      <Sequence>
        <Loop id="inner" until={false} maxIterations={2} onMaxReached="return-last">
          <Task id="step" output={outputs.turn} noRetry>{() => ({ n: 1 })}</Task>
        </Loop>
        <Task id="mark" output={outputs.turn} noRetry>{() => ({ n: 2 })}</Task>
      </Sequence>
    </Loop>
  </Workflow>
));
