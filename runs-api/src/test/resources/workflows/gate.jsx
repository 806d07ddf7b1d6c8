/** @jsxImportSource smithers-orchestrator */
// A draft that a person must approve before it is sent. No input.
import { createSmithers, Approval, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    draft: z.object({ text: z.string() }),
    decision: z.object({
      approved: z.boolean(),
      note: z.string().nullable(),
      decidedBy: z.string().nullable(),
      decidedAt: z.string().nullable(),
    }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/gate.db` },
);

export default smithers(() => (
  <Workflow name="gate">
    <Sequence>
      <Task id="draft" output={outputs.draft} noRetry timeoutMs={20000}>
        {() => ({ text: "Dear all" })}
      </Task>
      <Approval
        id="release"
        output={outputs.decision}
        request={{ title: "Send it?", summary: "The draft is ready." }}
        onDeny="continue"
      />
      <Task id="send" output={outputs.draft} noRetry timeoutMs={20000}>
        {() => ({ text: "sent" })}
      </Task>
    </Sequence>
  </Workflow>
));
