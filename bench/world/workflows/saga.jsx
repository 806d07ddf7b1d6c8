/** @jsxImportSource smithers-orchestrator */
// Steps with what would undo them; all succeed.
import { createSmithers, Saga } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="saga">
    <Saga
      id="trip"
      steps={["flight", "hotel"].map((id) => ({
        id,
        action: <Task id={`book-${id}`} output={outputs.done} noRetry>{() => ({ text: id })}</Task>,
        compensation: <Task id={`undo-${id}`} output={outputs.done} noRetry>{() => ({ text: `no ${id}` })}</Task>,
      }))}
    />
  </Workflow>
));
