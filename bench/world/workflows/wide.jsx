/** @jsxImportSource smithers-orchestrator */
// 250 nodes.
import { createSmithers, Parallel } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ cell: z.object({ n: z.number() }) });
export default smithers((ctx) => (
  <Workflow name="wide">
    <Parallel>
      {Array.from({ length: 250 }, (_, n) => <Task key={n} id={`cell-${n}`} output={outputs.cell} noRetry>{{ n }}</Task>)}
    </Parallel>
  </Workflow>
));
