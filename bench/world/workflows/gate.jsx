/** @jsxImportSource smithers-orchestrator */
// A gate that is approved.
import { createSmithers, Approval, approvalDecisionSchema, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ decision: approvalDecisionSchema, done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="gate">
    <Sequence>
      <Approval id="release" output={outputs.decision} request={{ title: "Release to production", summary: "Version 7", metadata: { version: 7 } }} />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "released" })}</Task>
    </Sequence>
  </Workflow>
));
