/** @jsxImportSource smithers-orchestrator */
// A gate that is denied, and the workflow goes on.
import { createSmithers, Approval, approvalDecisionSchema, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ decision: approvalDecisionSchema, done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="gate-denied">
    <Sequence>
      <Approval id="release" output={outputs.decision} onDeny="continue" request={{ title: "Release?" }} />
      <Task id="after" output={outputs.done} noRetry>{() => ({ text: "went on" })}</Task>
    </Sequence>
  </Workflow>
));
