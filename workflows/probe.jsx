/** @jsxImportSource smithers-orchestrator */
/**
 * Health probe of the services, the model endpoint and the state folder. Rules decide, no model is asked, and the run
 * finishes with a report whatever is down.
 *
 * probe-runs-api, probe-model-refresh, probe-fusion-roster, probe-inference, probe-state (in parallel) → report
 *
 * Input   optional timeoutMs (per target, 5000)
 * Output  report: {status: up | degraded | down, healthy, summary, targets: […], atMs}
 * Knobs   CHAD_RUNS_URL, CHAD_REFRESH_URL, CHAD_ROSTER_URL, CHAD_INFERENCE_BASE_URL; CHAD_RUNS_HEALTH_URL,
 *         CHAD_REFRESH_HEALTH_URL and CHAD_ROSTER_HEALTH_URL name a whole address
 */
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts } from "./lib/agents.js";
import { httpTargets, probeHttp, probeState, verdict } from "./lib/probe.js";
import { storePath } from "./lib/store.js";

const DEFAULT_LIMIT_MS = 5_000;

const status = z.enum(["up", "degraded", "down"]);
const check = z.object({
  target: z.string(),
  status,
  http: z.number(),
  latencyMs: z.number(),
  detail: z.string(),
  url: z.string(),
});

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ timeoutMs: z.number().int().min(100).max(60_000).nullish() }),
    check,
    report: z.object({
      status,
      healthy: z.boolean(),
      summary: z.string(),
      targets: z.array(check),
      atMs: z.number(),
    }),
  },
  { dbPath: storePath("probe") },
);

export default smithers((ctx) => {
  const limitMs = ctx.input?.timeoutMs ?? DEFAULT_LIMIT_MS;
  const targets = httpTargets();
  const expected = [...targets.map(({ id }) => id), "state"];
  const results = expected.flatMap((id) => ctx.outputMaybe(outputs.check, { nodeId: `probe-${id}` }) ?? []);
  // The probe's own limit comes first and is an answer; the task's is for a machine too busy to keep it.
  const opts = { continueOnFail: true, ...computeOpts({ limitMs: limitMs + 5_000 }) };

  return (
    <Workflow name="probe">
      <Sequence>
        <Parallel>
          {targets.map((target) => (
            <Task key={target.id} id={`probe-${target.id}`} label={target.label} output={outputs.check} {...opts}>
              {() => probeHttp(target, { limitMs })}
            </Task>
          ))}
          <Task id="probe-state" label="State folder" output={outputs.check} {...opts}>
            {() => probeState()}
          </Task>
        </Parallel>
        <Task id="report" label="Report" output={outputs.report} {...computeOpts()}>
          {() => ({ ...verdict(results, expected), atMs: Date.now() })}
        </Task>
      </Sequence>
    </Workflow>
  );
});
