/** @jsxImportSource smithers-orchestrator */
// Two agents edit files in a worktree of the project, and a person decides about it. The model's address is a knob: the
// test answers there, in the provider's own format.
import { ToolLoopAgent, tool } from "ai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { Approval, createSmithers, Sequence, Worktree } from "smithers-orchestrator";
import { writeFileSync } from "node:fs";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers({
  input: z.object({ model: z.string() }),
  edit: z.object({ file: z.string() }),
  decision: z.object({
    approved: z.boolean(),
    note: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: z.string().nullable(),
  }),
  note: z.object({ seen: z.string() }),
});

/** Its one tool writes a file of the lane. */
function editor(baseURL, model) {
  return {
    id: model,
    async generate(options) {
      const agent = new ToolLoopAgent({
        model: createOpenAICompatible({ name: "stand-in", baseURL, apiKey: "none" })(model),
        tools: {
          write: tool({
            inputSchema: z.object({ file: z.string(), text: z.string() }),
            execute: async ({ file, text }) => {
              writeFileSync(`${options.rootDir}/${file}`, text);
              return "written";
            },
          }),
        },
      });
      return agent.generate({ prompt: options.prompt });
    },
  };
}

export default smithers((ctx) => (
  <Workflow name="mend">
    <Sequence>
      <Worktree id="lane" path={`.worktrees/${ctx.runId}`} branch={`agents/${ctx.runId}`}>
        <Sequence>
          <Task id="plan" agent={editor(ctx.input.model, "plan")} output={outputs.edit} retries={0} timeoutMs={60000}>
            Write a plan
          </Task>
          <Task id="edit" agent={editor(ctx.input.model, "edit")} output={outputs.edit} retries={0} timeoutMs={60000}>
            Mend the price
          </Task>
        </Sequence>
      </Worktree>
      <Approval id="release" output={outputs.decision} request={{ title: "Take the new price" }} />
      <Task id="done" output={outputs.note} noRetry>
        {{ seen: "yes" }}
      </Task>
    </Sequence>
  </Workflow>
));
