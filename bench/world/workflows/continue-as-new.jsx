/** @jsxImportSource smithers-orchestrator */
// Goes on as another run, once: the engine tells the second by its input, which therefore has no schema.
import { createSmithers, ContinueAsNew, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="continue-as-new">
    <Sequence>
      <Task id="round" output={outputs.done} noRetry>{() => ({ text: "a round" })}</Task>
      {ctx.outputMaybe("done", { nodeId: "round" }) && !ctx.input?.__smithersContinuation ? <ContinueAsNew state={{ round: 1 }} /> : null}
    </Sequence>
  </Workflow>
));
