/** @jsxImportSource smithers-orchestrator */
/**
 * Health probe of the services, the model endpoint and the state folder. Rules decide, and the run finishes with a report
 * whatever is down. With a key the default model makes one round trip with a tool.
 *
 * probe-runs-api, probe-model-refresh, probe-fusion-roster, probe-inference, probe-catalog, probe-model, probe-state (in
 * parallel; a catalog that has an address of its own, a model for which there is a key) → report
 *
 * Input   optional timeoutMs (per target, 5000), modelTimeoutMs (60000)
 * Output  report: {status: up | degraded | down, healthy, summary, targets: […], atMs}
 * Knobs   CHAD_RUNS_URL, CHAD_REFRESH_URL, CHAD_ROSTER_URL, CHAD_INFERENCE_BASE_URL, CHAD_CATALOG_URL;
 *         CHAD_RUNS_HEALTH_URL, CHAD_REFRESH_HEALTH_URL and CHAD_ROSTER_HEALTH_URL name a whole address; without any,
 *         CHAD_RUNS_MANAGEMENT_PORT, CHAD_REFRESH_MANAGEMENT_PORT and CHAD_ROSTER_MANAGEMENT_PORT on this machine
 */
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts } from "./lib/agents.js";
import { httpTargets, modelTarget, probeHttp, probeModel, probeState, verdict } from "./lib/probe.js";
import { storePath } from "./lib/store.js";

const DEFAULT_LIMIT_MS = 5_000;
/** Two answers of a large model that may think before each. */
const DEFAULT_MODEL_LIMIT_MS = 60_000;

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
    input: z.object({
      timeoutMs: z.number().int().min(100).max(60_000).nullish().describe("How long each target may take, in ms; 5000."),
      modelTimeoutMs: z.number().int().min(100).max(600_000).nullish().describe("How long the model may take, in ms; 60000."),
    }),
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
  const modelLimitMs = ctx.input?.modelTimeoutMs ?? DEFAULT_MODEL_LIMIT_MS;
  const targets = httpTargets();
  const model = modelTarget();
  const expected = [...targets.map(({ id }) => id), ...(model ? [model.id] : []), "state"];
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
          {model ? (
            <Task
              id="probe-model"
              label={`Tool call by ${model.model}`}
              output={outputs.check}
              continueOnFail
              {...computeOpts({ limitMs: modelLimitMs + 5_000 })}
            >
              {() => probeModel(model, { limitMs: modelLimitMs })}
            </Task>
          ) : null}
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
