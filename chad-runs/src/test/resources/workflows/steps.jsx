/** @jsxImportSource smithers-orchestrator */
// Stops for what `stops` names (question, signal), holds until the file `hold` exists, then fails if told to. Its first
// label would recolour a terminal that showed it as it is.
import { existsSync } from "node:fs";
import { createSmithers, HumanTask, Sequence, WaitForEvent } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      prompt: z.string().nullish(),
      stops: z.array(z.string()).nullish(),
      hold: z.string().nullish(),
      fail: z.boolean().nullish(),
    }),
    done: z.object({ text: z.string() }),
    news: z.object({ word: z.string() }),
    reply: z.object({ age: z.number() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR}/steps.db` },
);

export default smithers((ctx) => {
  const stops = ctx.input?.stops ?? [];
  return (
    <Workflow name="steps">
      <Sequence>
        <Task id="first" label={"first \u001b[31mred\u001b]0;title\u0007"} output={outputs.done} noRetry timeoutMs={20000}>
          {() => ({ text: `said \u001b[2J${ctx.input?.prompt ?? "nothing"}` })}
        </Task>
        {stops.includes("question") ? <HumanTask id="age" output={outputs.reply} prompt="How old?" /> : null}
        {stops.includes("signal") ? <WaitForEvent id="news" event="news" output={outputs.news} /> : null}
        <Task id="second" output={outputs.done} noRetry timeoutMs={120000}>
          {async () => {
            const end = Date.now() + 100_000;
            while (ctx.input?.hold && !existsSync(ctx.input.hold) && Date.now() < end) {
              await new Promise((resolve) => setTimeout(resolve, 50));
            }
            if (ctx.input?.fail) throw new Error("it was told to fail");
            return { text: `word ${process.env.CHAD_WORD ?? "none"}` };
          }}
        </Task>
      </Sequence>
    </Workflow>
  );
});
