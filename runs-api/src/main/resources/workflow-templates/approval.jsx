/** @jsxImportSource smithers-orchestrator */
// Drafts a letter, asks a person, and sends it when that person agrees. Input: {to?: string}.
// Output: `send` says what was done.
import { createSmithers, Approval, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ to: z.string().nullish() }),
    draft: z.object({ text: z.string() }),
    decision: z.object({
      approved: z.boolean(),
      note: z.string().nullable(),
      decidedBy: z.string().nullable(),
      decidedAt: z.string().nullable(),
    }),
    outcome: z.object({ sent: z.boolean(), detail: z.string() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/__NAME__.db` },
);

export default smithers((ctx) => {
  const draft = ctx.outputMaybe(outputs.draft, { nodeId: "draft" });
  const decision = ctx.outputMaybe(outputs.decision, { nodeId: "approve" });

  return (
    <Workflow name="__NAME__">
      <Sequence>
        <Task id="draft" label="Draft" output={outputs.draft} noRetry timeoutMs={20_000}>
          {() => ({ text: `Dear ${ctx.input?.to ?? "all"}, the report is ready.` })}
        </Task>
        {/* The run parks here and costs nothing until somebody decides. What is asked should tell all that is needed. */}
        <Approval
          id="approve"
          output={outputs.decision}
          request={{ title: "Send the letter?", summary: draft?.text ?? "The draft comes first." }}
          onDeny="continue"
        />
        <Task id="send" label="Send" output={outputs.outcome} noRetry timeoutMs={20_000}>
          {() => {
            if (!decision?.approved) return { sent: false, detail: `Denied: ${decision?.note ?? "no reason given"}` };
            // Touch the outside here, so that doing it twice does no harm, and not at all while rehearsing.
            if (process.env.DRY_RUN) return { sent: false, detail: "Rehearsed (DRY_RUN)." };
            return { sent: true, detail: `Approved by ${decision.decidedBy ?? "somebody"}.` };
          }}
        </Task>
      </Sequence>
    </Workflow>
  );
});
