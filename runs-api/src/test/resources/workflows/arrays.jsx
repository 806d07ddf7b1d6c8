/** @jsxImportSource smithers-orchestrator */
// Lists in outputs, which the engine's rewind can't put back.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  { row: z.object({ tags: z.array(z.string()) }) },
  { dbPath: `${process.env.CHAD_STATE_DIR}/arrays.db` },
);

export default smithers(() => (
  <Workflow name="arrays">
    <Task id="a" output={outputs.row} noRetry>{{ tags: ["x"] }}</Task>
    <Task id="b" output={outputs.row} noRetry>{{ tags: ["y"] }}</Task>
  </Workflow>
));
