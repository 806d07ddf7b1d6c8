/** @jsxImportSource smithers-orchestrator */
import { Loop, Sequence, Task, Timer } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts } from "./agents.js";
import { collect, dispatchOnce, isWaitedFor, lookOnce, planJob, STATUSES } from "./gha.js";

/**
 * The output tables of a workflow with a step on GitHub Actions; spread them into `createSmithers`.
 *
 * @param {import("zod").ZodType} result what `result.json` has to be
 */
export function ghaSchemas(result) {
  const status = z.enum(STATUSES);
  return {
    ghaJob: z.object({
      key: z.string(),
      repo: z.string(),
      workflow: z.string(),
      ref: z.string(),
      inputs: z.record(z.string(), z.string()),
      artifact: z.string(),
      limitMs: z.number(),
      startedAtMs: z.number(),
      problem: z.string().nullable(),
    }),
    ghaDispatch: z.object({
      outcome: z.enum(["sent", "tried-before", "invalid", "unreachable", "cancelled"]),
      sentAtMs: z.number(),
      detail: z.string(),
    }),
    ghaLook: z.object({
      settled: z.boolean(),
      status: status.nullable(),
      ghRunId: z.number().nullable(),
      url: z.string().nullable(),
      detail: z.string(),
    }),
    ghaResult: z.object({
      status,
      result: result.nullable(),
      detail: z.string(),
      key: z.string(),
      ghRunId: z.number().nullable(),
      url: z.string().nullable(),
    }),
  };
}

/**
 * One step on GitHub Actions: ID-plan → ID-dispatch → (ID-pause → ID-look) until settled → ID, whose output is
 * `{status, result, detail, key, ghRunId, url}`. While the runner works no process of ours does: each pause parks the
 * run, and the supervisor goes on with it.
 *
 * @param {{ ctx: object, outputs: object, schema: import("zod").ZodType, id: string,
 *   job: Partial<import("./gha.js").Job>, pollSeconds?: number }} props
 */
export function GhaStep({ ctx, outputs, schema, id, job: wanted, pollSeconds = 30 }) {
  const job = ctx.outputMaybe(outputs.ghaJob, { nodeId: `${id}-plan` });
  const dispatched = ctx.outputMaybe(outputs.ghaDispatch, { nodeId: `${id}-dispatch` });
  const looked = ctx.latest(outputs.ghaLook, `${id}-look`);
  const isWaiting = job && isWaitedFor(dispatched);
  // Above the sum of all limits and waits of one task, so that a slow GitHub is an answer and no failed task.
  const opts = computeOpts({ limitMs: 600_000, retries: 1 });
  return (
    <Sequence>
      <Task id={`${id}-plan`} label="Plan the step" output={outputs.ghaJob} {...opts}>
        {() => planJob(ctx.runId, id, wanted)}
      </Task>
      <Task id={`${id}-dispatch`} label="Dispatch it, once" output={outputs.ghaDispatch} {...opts}>
        {() => dispatchOnce(job)}
      </Task>
      {isWaiting ? (
        <Loop
          id={`${id}-wait`}
          until={looked?.settled === true}
          maxIterations={Math.ceil(job.limitMs / 1_000 / pollSeconds) + 10}
          onMaxReached="return-last"
        >
          <Sequence>
            <Timer id={`${id}-pause`} duration={`${pollSeconds}s`} />
            <Task id={`${id}-look`} label="Look for it" output={outputs.ghaLook} {...opts}>
              {() => lookOnce(job, dispatched, looked)}
            </Task>
          </Sequence>
        </Loop>
      ) : null}
      {dispatched && (!isWaiting || looked?.settled) ? (
        <Task id={id} label="Fetch its result" output={outputs.ghaResult} {...opts}>
          {() => collect(job, dispatched, looked, schema)}
        </Task>
      ) : null}
    </Sequence>
  );
}
