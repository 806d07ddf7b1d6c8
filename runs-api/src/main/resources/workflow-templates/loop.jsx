/** @jsxImportSource smithers-orchestrator */
// Improves a guess until it is good enough, ten times at most. Input: {target?: number}.
// Output: the last `guess`, and `report` with the number of turns.
import { createSmithers, Loop, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ target: z.number().nullish() }),
    guess: z.object({ value: z.number(), error: z.number() }),
    report: z.object({ turns: z.number(), value: z.number() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/__NAME__.db` },
);

export default smithers((ctx) => {
  const target = ctx.input?.target ?? 2;
  // What a turn needs of the one before is an output: variables of the module are lost when a run is resumed.
  const last = ctx.latest(outputs.guess, "guess");

  return (
    <Workflow name="__NAME__">
      <Sequence>
        <Loop id="improve" until={last !== undefined && last.error < 0.001} maxIterations={10} onMaxReached="return-last">
          <Task id="guess" label="Guess" output={outputs.guess} noRetry timeoutMs={20_000}>
            {() => {
              const before = last?.value ?? target;
              const value = (before + target / before) / 2;
              return { value, error: Math.abs(value * value - target) };
            }}
          </Task>
        </Loop>
        <Task id="report" label="Report" output={outputs.report} noRetry timeoutMs={20_000}>
          {() => ({ turns: ctx.outputs("guess").length, value: last?.value ?? 0 })}
        </Task>
      </Sequence>
    </Workflow>
  );
});
