/** @jsxImportSource smithers-orchestrator */
// Greets somebody. Input: {who?: string}. Output: `greet` has the text, `count` its length.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ who: z.string().nullish() }),
    greeting: z.object({ text: z.string() }),
    measure: z.object({ characters: z.number() }),
  },
  // The store of this workflow, by its name; the engine would resolve a relative path against its current folder.
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/__NAME__.db` },
);

export default smithers((ctx) => {
  const greeting = ctx.outputMaybe(outputs.greeting, { nodeId: "greet" });

  return (
    <Workflow name="__NAME__">
      <Sequence>
        {/* Every task says how often it is retried and how long it may take: the engine's default is for ever. */}
        <Task id="greet" label="Greet" output={outputs.greeting} noRetry timeoutMs={20_000}>
          {() => ({ text: `Hello, ${ctx.input?.who ?? "world"}!` })}
        </Task>
        <Task id="count" label="Count" output={outputs.measure} noRetry timeoutMs={20_000}>
          {() => ({ characters: greeting?.text.length ?? 0 })}
        </Task>
      </Sequence>
    </Workflow>
  );
});
