/** @jsxImportSource smithers-orchestrator */
// A task in a worktree of its own.
import { createSmithers, Worktree } from "smithers-orchestrator";
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
  <Workflow name="worktree">
    <Worktree id="lane" path=".worktrees/world" branch="world/lane">
      <Task id="edit" agent={agent("writer", "edited")} output={outputs.done} retries={0}>Edit</Task>
    </Worktree>
  </Workflow>
));
