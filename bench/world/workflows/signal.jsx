/** @jsxImportSource smithers-orchestrator */
// Waits for a signal with a correlation.
import { createSmithers, Sequence, WaitForEvent } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ news: z.object({ word: z.string() }), done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="signal">
    <Sequence>
      <WaitForEvent id="news" event="news" correlationId="order-7" output={outputs.news} />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "heard" })}</Task>
    </Sequence>
  </Workflow>
));
