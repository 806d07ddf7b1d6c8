/** @jsxImportSource smithers-orchestrator */
// A prompt that is a file.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
import Hello from "./prompts/hello.mdx";
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
  <Workflow name="mdx-prompt">
    <Task id="ask" agent={agent("model-a", "hello")} output={outputs.done} retries={0}><Hello name="world" /></Task>
  </Workflow>
));
