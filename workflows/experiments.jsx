/** @jsxImportSource smithers-orchestrator */
/**
 * The arena: models and prompts answer the same questions, generation after generation; the best are champions, losers
 * are retired for good.
 *
 * seed → evaluate all active candidates (in parallel, one task each) → select → report
 *
 * Input   optional models (instead of the roster), questions, rules (lib/population.js); delayMs and failModels act on
 *         the offline backend only
 * Output  report: {generation, written, summary, markdown, champions, retired, failed}; the state is population.json,
 *         whose shape README.md tells
 * Knobs   CHAD_POPULATION, DRY_RUN, those of lib/roster.js and lib/agents.js
 *
 * Only select writes the file: whole, atomically, under a lock, and not a second time for the same run.
 */
import { createSmithers, Parallel, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts, pickAgent, taskOpts } from "./lib/agents.js";
import { exclusively, readJson, writeJson } from "./lib/atomic-file.js";
import { chooseBackend } from "./lib/backends.js";
import { QUESTIONS, examPrompt, grade, offlinePaper } from "./lib/exam.js";
import { failureReasons } from "./lib/failures.js";
import { nodeIds } from "./lib/node-ids.js";
import { advance, enroll, newcomers, populationPath, reportMarkdown, startingFrom } from "./lib/population.js";
import { HARD_MAX, likelyRoster, resolveRoster } from "./lib/roster.js";
import { isDryRun } from "./lib/settings.js";
import { storePath } from "./lib/store.js";

const STORE = storePath("experiments");

const entrant = z.object({
  id: z.string(),
  kind: z.enum(["model", "prompt"]),
  model: z.string(),
  prompt: z.string().optional(),
});
const named = z.object({ id: z.string(), reason: z.string() });

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      models: z.array(z.string()).max(HARD_MAX).nullish(),
      questions: z.array(z.object({ ask: z.string().min(1), expect: z.string().min(1) })).min(1).max(50).nullish(),
      rules: z
        .object({
          window: z.number().int().min(1).max(50),
          champions: z.number().int().min(1).max(12),
          minScores: z.number().int().min(1).max(50),
          margin: z.number().min(0).max(1),
          misses: z.number().int().min(1).max(50),
          minActive: z.number().int().min(1).max(24),
        })
        .partial()
        .nullish(),
      delayMs: z.number().int().min(0).max(600_000).nullish(),
      failModels: z.array(z.string()).nullish(),
    }),
    seed: z.object({
      candidates: z.array(entrant).min(1),
      added: z.array(z.string()),
      backend: z.string(),
      dryRun: z.boolean(),
      notes: z.array(z.string()),
    }),
    paper: z.object({ model: z.string(), backend: z.string(), answer: z.string() }),
    selection: z.object({ written: z.boolean(), report: z.looseObject({ generation: z.number() }) }),
    report: z.object({
      generation: z.number(),
      written: z.boolean(),
      summary: z.string(),
      markdown: z.string(),
      champions: z.array(z.string()),
      retired: z.array(named),
      failed: z.array(named),
    }),
  },
  { dbPath: STORE },
);

/** The model on which prompts compete. */
const promptModel = (models) => pickAgent("candidate", { spareModel: models[0] }).model;

async function seed(input) {
  const backend = chooseBackend("capable");
  const population = startingFrom(readJson(populationPath()), { offline: backend === "offline" });
  const { models, notes } = await resolveRoster({ models: input.models });
  const enrolled = enroll(population, newcomers(models, promptModel(models)));
  return { ...enrolled, backend, dryRun: isDryRun(), notes };
}

/** What each candidate's paper is worth, and why some have none. */
function results(entrants, papers, reasons, questions) {
  const scored = [];
  const failed = [];
  for (const { id, nodeId } of entrants) {
    const paper = papers.get(nodeId);
    if (paper) scored.push({ id, score: grade(paper.answer, questions) });
    else failed.push({ id, reason: reasons.get(nodeId) ?? "It left neither an answer nor an error." });
  }
  if (scored.length === 0) {
    throw new Error(`No candidate answered; the population is unchanged. ${failed[0]?.id}: ${failed[0]?.reason}`);
  }
  return { results: scored, failed };
}

async function select(generation, { dryRun, offline }) {
  const path = populationPath();
  return exclusively(path, () => {
    const stored = readJson(path);
    const before = startingFrom(stored, { offline });
    const after = advance(before, { ...generation, offline, atMs: Date.now() });
    const written = !dryRun && !isDryRun();
    if (written && after !== before) {
      if (stored && !before) writeJson(`${path}.offline`, stored); // played with the stand-in; kept, but out of the way
      writeJson(path, after);
    }
    return { written, report: after.lastReport };
  });
}

export default smithers((ctx) => {
  const input = ctx.input ?? {};
  const questions = input.questions ?? QUESTIONS;
  const seeded = ctx.outputMaybe(outputs.seed, { nodeId: "seed" });
  const selection = ctx.outputMaybe(outputs.selection, { nodeId: "select" });
  // `smithers graph` draws the field that is likely; in a run it appears when the seed is known.
  const drawn = () => newcomers(likelyRoster(input), promptModel(likelyRoster(input)));
  const candidates = seeded?.candidates ?? (ctx.runId === "graph" ? drawn() : []);
  const ids = nodeIds("evaluate", candidates.map(({ id }) => id));
  const entrants = candidates.map((each) => ({ ...each, nodeId: ids.get(each.id) }));
  const papers = new Map(entrants.flatMap(({ nodeId }) => {
    const paper = ctx.outputMaybe(outputs.paper, { nodeId });
    return paper ? [[nodeId, paper]] : [];
  }));

  return (
    <Workflow name="experiments">
      <Sequence>
        <Task id="seed" label="Who takes part" output={outputs.seed} {...computeOpts({ limitMs: 15_000 })}>
          {() => seed(input)}
        </Task>
        {entrants.length > 0 ? (
          <Parallel>
            {entrants.map(({ id, nodeId, model, prompt }) => (
              <Task
                key={nodeId}
                id={nodeId}
                label={id}
                output={outputs.paper}
                continueOnFail
                {...taskOpts("candidate", {
                  model,
                  backend: seeded?.backend,
                  instructions: prompt,
                  prose: true,
                  delayMs: input.delayMs ?? 0,
                  fails: input.failModels?.includes(model),
                  offline: () => offlinePaper(id, questions),
                })}
              >
                {examPrompt(questions)}
              </Task>
            ))}
          </Parallel>
        ) : null}
        <Task id="select" label="Champions and losers" output={outputs.selection} {...computeOpts({ retries: 1 })}>
          {() =>
            select(
              {
                runId: ctx.runId,
                entrants: candidates,
                added: seeded.added,
                rules: input.rules ?? {},
                ...results(entrants, papers, failureReasons(STORE, ctx.runId), questions),
              },
              { dryRun: seeded.dryRun, offline: seeded.backend === "offline" },
            )
          }
        </Task>
        <Task id="report" label="Report" output={outputs.report} {...computeOpts()}>
          {() => {
            const { written, report } = selection;
            const { generation, champions, retired, failed, evaluated } = report;
            return {
              generation,
              written,
              champions,
              retired,
              failed,
              summary:
                `Generation ${generation}: ${evaluated} evaluated, ${retired.length} retired, ` +
                `${failed.length} without an answer; champions: ${champions.join(", ")}.`,
              markdown: reportMarkdown(report, written),
            };
          }}
        </Task>
      </Sequence>
    </Workflow>
  );
});
