/** @jsxImportSource smithers-orchestrator */
// TypeScript.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ typedRow: z.object({ howMany: z.number() }) });
const howMany = (words: readonly string[]): number => words.length;
export default smithers(() => (
  <Workflow name="typed">
    <Task id="count" output={outputs.typedRow} noRetry>{() => ({ howMany: howMany(["a", "b"]) })}</Task>
  </Workflow>
));
