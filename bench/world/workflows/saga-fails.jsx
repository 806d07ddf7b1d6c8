/** @jsxImportSource smithers-orchestrator */
// The second step fails: the first is undone.
import { createSmithers, Saga } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="saga-fails">
    <Saga
      id="trip"
      steps={["flight", "hotel"].map((id) => ({
        id,
        action: <Task id={`book-${id}`} output={outputs.done} noRetry>{() => { if (id === "hotel") throw new Error("full"); return { text: id }; }}</Task>,
        compensation: <Task id={`undo-${id}`} output={outputs.done} noRetry>{() => ({ text: `no ${id}` })}</Task>,
      }))}
    />
  </Workflow>
));
