/** @jsxImportSource smithers-orchestrator */
// An agent that reports its tokens.
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
  <Workflow name="agent">
    <Task id="ask" agent={agent("model-a", "an answer")} output={outputs.done} retries={0}>What is it?</Task>
  </Workflow>
));
