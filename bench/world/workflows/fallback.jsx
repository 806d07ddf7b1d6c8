/** @jsxImportSource smithers-orchestrator */
// An agent that fails and another that answers.
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
  <Workflow name="fallback">
    <Task id="ask" agent={[agent("model-a", "", true), agent("model-b", "of the other")]} output={outputs.done} retries={1} retryPolicy={{ backoff: "fixed", initialDelayMs: 20 }}>What is it?</Task>
  </Workflow>
));
