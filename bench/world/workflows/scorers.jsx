/** @jsxImportSource smithers-orchestrator */
// An answer that is scored.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const agent = (id, text, fails) => ({
  id,
  model: id,
  async generate() {
    if (fails) throw new Error(`${id} is not well`);
    return { text: JSON.stringify({ text }), output: { text }, usage: { inputTokens: 120, outputTokens: 40, totalTokens: 160 } };
  },
});
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="scorers">
    <Task id="ask" agent={agent("model-a", "an answer")} scorers={{ length: { scorer: { id: "length", name: "Length", description: "its length", score: async () => ({ score: 0.75, reason: "short" }) } } }} output={outputs.done} retries={0}>What is it?</Task>
  </Workflow>
));
