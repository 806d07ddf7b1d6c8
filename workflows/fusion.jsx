/** @jsxImportSource smithers-orchestrator */
/**
 * Model fusion: one question to several models at once, a judge over their answers, and one fused answer.
 *
 * roster → panel (in parallel, one task per model) → panel-summary → judge → synthesize
 *
 * Input   prompt; optional models, max, panelTimeoutMs; delayMs, failModels and hangModels play slow and broken models
 *         on the offline backend and are ignored by real ones
 * Output  synthesize: {answer, best_model, rationale}; judge: the comparison; panel-summary: who failed, and why
 * Knobs   CHAD_FUSION_MODELS, CHAD_FUSION_MAX, CHAD_ROSTER_URL, and those of lib/agents.js
 *
 * The roster is a task of its own: its output is stored, so a resumed run asks the models that it began with.
 */
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts, taskOpts } from "./lib/agents.js";
import { chooseBackend } from "./lib/backends.js";
import { failureReasons } from "./lib/failures.js";
import { judgePrompt, offlineSynthesis, offlineVerdict, summarize, synthesisPrompt } from "./lib/fusion.js";
import { nodeIds } from "./lib/node-ids.js";
import { HARD_MAX, likelyRoster, resolveRoster } from "./lib/roster.js";
import { storePath } from "./lib/store.js";

const STORE = storePath("fusion");

/** A stand-in that never answers should not make a newcomer wait for a real model's time limit. */
const OFFLINE_PANEL_LIMIT_MS = 5_000;

const verdict = z.object({
  consensus: z.string(),
  contradictions: z.array(z.string()),
  unique_insights: z.array(z.object({ model: z.string(), insight: z.string() })),
  blind_spots: z.array(z.string()),
  best_model: z.string(),
  confidence: z.number().min(0).max(1),
});
const fused = z.object({ answer: z.string().min(1), best_model: z.string(), rationale: z.string() });

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      prompt: z.string().trim().min(1),
      models: z.array(z.string()).nullish(),
      max: z.number().int().min(1).max(HARD_MAX).nullish(),
      panelTimeoutMs: z.number().int().min(100).max(1_800_000).nullish(),
      delayMs: z.number().int().min(0).max(600_000).nullish(),
      failModels: z.array(z.string()).nullish(),
      hangModels: z.array(z.string()).nullish(),
    }),
    roster: z.object({
      models: z.array(z.string()).min(1),
      source: z.string(),
      stage: z.string(),
      max: z.number(),
      backend: z.string(),
      notes: z.array(z.string()),
    }),
    answer: z.object({ model: z.string(), backend: z.string(), answer: z.string() }),
    summary: z.object({
      asked: z.number(),
      answered: z.array(
        z.object({ model: z.string(), nodeId: z.string(), backend: z.string(), characters: z.number() }),
      ),
      failed: z.array(z.object({ model: z.string(), nodeId: z.string(), reason: z.string() })),
    }),
    verdict,
    fused,
  },
  { dbPath: STORE },
);

export default smithers((ctx) => {
  const input = ctx.input ?? {};
  const delayMs = input.delayMs ?? 0;
  const roster = ctx.outputMaybe(outputs.roster, { nodeId: "roster" });
  // `smithers graph` draws the panel that is likely; in a run it appears when the roster is known.
  const models = roster?.models ?? (ctx.runId === "graph" ? likelyRoster(input) : []);
  const ids = nodeIds("ask", models);
  const seats = models.map((model) => ({ model, nodeId: ids.get(model) }));
  const answers = seats.flatMap(({ nodeId }) => {
    const row = ctx.outputMaybe(outputs.answer, { nodeId });
    return row ? [{ ...row, nodeId }] : [];
  });
  const summary = ctx.outputMaybe(outputs.summary, { nodeId: "panel-summary" });
  const judged = ctx.outputMaybe(outputs.verdict, { nodeId: "judge" });
  // The judge may name only models that answered; anything else is handed back to it for correction.
  const oneOfThem = answers.length > 0 ? z.enum(answers.map(({ model }) => model)) : z.string();
  // A run ends on the backend that it began with: a resume without the key must not mix in answers of the stand-in.
  const backend = roster?.backend ?? chooseBackend("capable");
  const panelLimitMs =
    input.panelTimeoutMs ?? (backend === "offline" ? OFFLINE_PANEL_LIMIT_MS + delayMs : undefined);

  return (
    <Workflow name="fusion">
      <Sequence>
        <Task id="roster" label="Choose the models" output={outputs.roster} {...computeOpts({ limitMs: 15_000 })}>
          {async () => ({ ...(await resolveRoster(input)), backend: chooseBackend("capable") })}
        </Task>
        {seats.length > 0 ? (
          <Parallel>
            {seats.map(({ model, nodeId }) => (
              <Task
                key={nodeId}
                id={nodeId}
                label={model}
                output={outputs.answer}
                continueOnFail
                {...taskOpts("panel", {
                  model,
                  backend,
                  prose: true,
                  limitMs: panelLimitMs,
                  delayMs,
                  fails: input.failModels?.includes(model),
                  hangs: input.hangModels?.includes(model),
                })}
              >
                {String(input.prompt ?? "")}
              </Task>
            ))}
          </Parallel>
        ) : null}
        <Task id="panel-summary" label="Who answered" output={outputs.summary} {...computeOpts()}>
          {() => summarize(seats, answers, failureReasons(STORE, ctx.runId))}
        </Task>
        <Task
          id="judge"
          label="Compare the answers"
          output={outputs.verdict}
          outputSchema={verdict.extend({ best_model: oneOfThem })}
          {...taskOpts("judge", { backend, spareModel: models[0], delayMs, offline: () => offlineVerdict(answers) })}
        >
          {judgePrompt(String(input.prompt ?? ""), answers, summary?.failed ?? [])}
        </Task>
        <Task
          id="synthesize"
          label="Write the fused answer"
          output={outputs.fused}
          outputSchema={fused.extend({ best_model: oneOfThem })}
          {...taskOpts("synthesize", {
            backend,
            spareModel: models[0],
            delayMs,
            offline: () => offlineSynthesis(answers, judged),
          })}
        >
          {synthesisPrompt(String(input.prompt ?? ""), answers, judged ?? {})}
        </Task>
      </Sequence>
    </Workflow>
  );
});
