/** @jsxImportSource smithers-orchestrator */
// Asks several models one question, and makes one answer of theirs. Input: {prompt: string, models?: string[]}.
// Output: `synthesize` has the answer. A model that fails is left out.
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { taskOpts } from "__LIB__/agents.js";

const MODELS = ["z-ai/glm-5.2", "nvidia/nemotron-3-ultra-550b-a55b"];

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ prompt: z.string(), models: z.array(z.string()).nullish() }),
    answer: z.object({ model: z.string(), backend: z.string(), answer: z.string() }),
    fused: z.object({ answer: z.string() }),
  },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/__NAME__.db` },
);

export default smithers((ctx) => {
  const prompt = String(ctx.input?.prompt ?? "");
  const seats = (ctx.input?.models ?? MODELS).map((model, i) => ({ model, nodeId: `ask-${i + 1}` }));
  const answers = seats.flatMap(({ nodeId }) => ctx.outputMaybe(outputs.answer, { nodeId }) ?? []);
  const offline = () => ({ answer: `(offline stand-in) ${answers.map(({ answer }) => answer).join(" / ")}` });

  return (
    <Workflow name="__NAME__">
      <Sequence>
        <Parallel maxConcurrency={4}>
          {seats.map(({ model, nodeId }) => (
            <Task
              key={nodeId}
              id={nodeId}
              label={model}
              output={outputs.answer}
              continueOnFail
              {...taskOpts("panel", { model, prose: true })}
            >
              {prompt}
            </Task>
          ))}
        </Parallel>
        <Task id="synthesize" label="One answer" output={outputs.fused} {...taskOpts("synthesize", { offline })}>
          {`Question: ${prompt}\n\n${answers.map(({ model, answer }) => `<answer model="${model}">\n${answer}\n</answer>`).join("\n\n")}`}
        </Task>
      </Sequence>
    </Workflow>
  );
});
