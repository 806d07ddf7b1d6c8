/** @jsxImportSource smithers-orchestrator */
// Nodes that are made of the output of another node.
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ plan: z.object({ steps: z.array(z.string()) }), done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="dynamic">
    <Sequence>
      <Task id="plan" output={outputs.plan} noRetry>{() => ({ steps: ["dig", "pour", "build"] })}</Task>
      <Parallel>
        {(ctx.outputMaybe("plan", { nodeId: "plan" })?.steps ?? []).map((step) => (
          <Task key={step} id={`do-${step}`} output={outputs.done} noRetry>{() => ({ text: step })}</Task>
        ))}
      </Parallel>
    </Sequence>
  </Workflow>
));
