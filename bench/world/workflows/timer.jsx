/** @jsxImportSource smithers-orchestrator */
// A timer of a second.
import { createSmithers, Sequence, Timer } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="timer">
    <Sequence>
      <Timer id="nap" duration="1s" />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "awake" })}</Task>
    </Sequence>
  </Workflow>
));
