/** @jsxImportSource smithers-orchestrator */
// Asynchronous gates beside a signal and a timer.
import { createSmithers, Approval, approvalDecisionSchema, Parallel, Signal, Timer } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ decision: approvalDecisionSchema, news: z.object({ v: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="async-gates">
    <Parallel>
      <Approval id="deploy" async output={outputs.decision} request={{ title: "Deploy?" }} />
      <Signal id="news" schema={outputs.news} correlationId="order-7" async />
      <Timer id="later" duration="30s" />
    </Parallel>
  </Workflow>
));
