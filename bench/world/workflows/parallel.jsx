/** @jsxImportSource smithers-orchestrator */
// Five tasks side by side, two at a time, then their sum.
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ part: z.object({ n: z.number() }), sum: z.object({ total: z.number() }) });
export default smithers((ctx) => (
  <Workflow name="parallel">
    <Sequence>
      <Parallel maxConcurrency={2}>
        {[1, 2, 3, 4, 5].map((n) => <Task key={n} id={`part-${n}`} output={outputs.part} noRetry>{() => ({ n })}</Task>)}
      </Parallel>
      <Task id="sum" output={outputs.sum} noRetry>{() => ({ total: ctx.outputs("part").reduce((sum, row) => sum + row.n, 0) })}</Task>
    </Sequence>
  </Workflow>
));
