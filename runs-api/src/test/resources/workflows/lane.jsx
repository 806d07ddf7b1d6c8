/** @jsxImportSource smithers-orchestrator */
// An agent's task in a worktree. Where it is made tells which repository the engine has found.
import { createSmithers, Worktree } from "smithers-orchestrator";
import { writeFileSync } from "node:fs";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  { row: z.object({ dir: z.string(), cwd: z.string() }) },
  { dbPath: `${process.env.CHAD_STATE_DIR}/lane.db` },
);

const writer = {
  id: "writer",
  async generate({ rootDir }) {
    writeFileSync(`${rootDir}/NEW.txt`, "hello\n");
    const output = { dir: rootDir, cwd: process.cwd() };
    return { text: JSON.stringify(output), output };
  },
};

export default smithers(() => (
  <Workflow name="lane">
    <Worktree id="wt" path=".worktrees/lane" branch="agents/lane">
      <Task id="edit" agent={writer} output={outputs.row} retries={0}>
        Edit
      </Task>
    </Worktree>
  </Workflow>
));
