/** @jsxImportSource smithers-orchestrator */
/**
 * Offloads one heavy step to a GitHub Actions runner and reads its result. Whatever happens there or on the way is a
 * status in the report; the run itself finishes.
 *
 * offload-plan → offload-dispatch → (offload-pause → offload-look) until it is settled → offload → report
 *
 * Input   task (text for the runner); optional limitMs (one hour), pollSeconds (30)
 * Output  report: {status: success | failure | timeout | cancelled | unreachable | invalid, summary, answer, url}
 * Knobs   CHAD_GHA_REPO (owner/name), CHAD_GHA_WORKFLOW (offload.yml), CHAD_GHA_REF (main), GITHUB_TOKEN, DRY_RUN
 *
 * The workflow over there takes the inputs `task` and `dispatch_key`, shows the key in its run-name, and uploads an
 * artifact `result` with result.json = {"answer": "…"}; workflows/README.md has one.
 */
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts } from "./lib/agents.js";
import { STATUSES } from "./lib/gha.js";
import { GhaStep, ghaSchemas } from "./lib/gha-step.jsx";
import { storePath } from "./lib/store.js";

const answer = z.object({ answer: z.string() });

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      task: z.string().trim().min(1).max(10_000),
      limitMs: z.number().int().min(1_000).max(86_400_000).nullish(),
      pollSeconds: z.number().int().min(1).max(3_600).nullish(),
    }),
    ...ghaSchemas(answer),
    report: z.object({
      status: z.enum(STATUSES),
      summary: z.string(),
      answer: z.string().nullable(),
      url: z.string().nullable(),
    }),
  },
  { dbPath: storePath("gha-offload") },
);

export default smithers((ctx) => {
  const done = ctx.outputMaybe(outputs.ghaResult, { nodeId: "offload" });
  const job = {
    workflow: process.env.CHAD_GHA_WORKFLOW?.trim() || "offload.yml",
    ref: process.env.CHAD_GHA_REF?.trim() || "main",
    inputs: { task: ctx.input?.task ?? "" },
    limitMs: ctx.input?.limitMs ?? 3_600_000,
  };
  return (
    <Workflow name="gha-offload">
      <Sequence>
        <GhaStep ctx={ctx} outputs={outputs} schema={answer} id="offload" job={job} pollSeconds={ctx.input?.pollSeconds ?? 30} />
        {done ? (
          <Task id="report" label="Report" output={outputs.report} {...computeOpts()}>
            {() => ({
              status: done.status,
              summary: `The step ended with ${done.status}. ${done.detail}`,
              answer: done.result?.answer ?? null,
              url: done.url,
            })}
          </Task>
        ) : null}
      </Sequence>
    </Workflow>
  );
});
