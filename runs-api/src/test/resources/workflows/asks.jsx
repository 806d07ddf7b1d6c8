/** @jsxImportSource smithers-orchestrator */
// Stops for a signal, a timer of a second, an answer and at two gates: for those that `stops` names. Then says CHAD_WORD.
import { createSmithers, Approval, HumanTask, Sequence, Timer, WaitForEvent } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ stops: z.array(z.string()).default([]) }),
    done: z.object({ text: z.string() }),
    news: z.object({ word: z.string() }),
    reply: z.object({ age: z.number() }),
    decision: z.object({ approved: z.boolean(), note: z.string().nullable(), decidedBy: z.string().nullable(), decidedAt: z.string().nullable() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/asks.db` },
);
export default smithers((ctx) => {
  const stops = ctx.input?.stops ?? [];
  return (
    <Workflow name="asks">
      <Sequence>
        <Task id="first" output={outputs.done} noRetry timeoutMs={20000}>{() => ({ text: "first" })}</Task>
        {stops.includes("signal") ? <WaitForEvent id="news" event="news" output={outputs.news} /> : null}
        {stops.includes("timer") ? <Timer id="nap" duration="1s" /> : null}
        {stops.includes("answer") ? <HumanTask id="age" output={outputs.reply} prompt="How old?" /> : null}
        {stops.includes("gates") ? <Approval id="one" output={outputs.decision} request={{ title: "One?" }} onDeny="continue" /> : null}
        {stops.includes("gates") ? <Approval id="two" output={outputs.decision} request={{ title: "Two?" }} onDeny="continue" /> : null}
        <Task id="last" output={outputs.done} noRetry timeoutMs={20000}>{() => ({ text: `last ${process.env.CHAD_WORD ?? ""}` })}</Task>
      </Sequence>
    </Workflow>
  );
});
