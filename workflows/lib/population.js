import { join } from "node:path";
import { stateDir } from "./store.js";

/** Scores that are kept of a candidate; a mean needs fewer. */
const KEPT_SCORES = 50;
/** A generation asks at most this many candidates; those with the fewest scores first. */
const MOST_ACTIVE = 24;

/** The experiment's rules; a run's input may set each of them. */
export const RULES = {
  /** A mean is over this many latest scores. */
  window: 5,
  /** This many candidates are champions. */
  champions: 2,
  /** Nobody is retired for low scores before this many. */
  minScores: 3,
  /** Retired when the mean is this far below the worst champion's. */
  margin: 0.15,
  /** Retired when this many generations in a row brought no answer. */
  misses: 3,
  /** Never fewer candidates than this are left in the race. */
  minActive: 3,
};

/** The styles that compete as candidates of kind `prompt`, all on one model. */
export const PROMPTS = {
  terse: "Answer with as few words as possible.",
  stepwise: "Work each question out step by step before you write its answer line.",
  checking: "Answer, then check each answer once more and correct it before you write the answer lines.",
};

/** `CHAD_POPULATION`, or `population.json` in the state folder. */
export function populationPath(env = process.env) {
  return env.CHAD_POPULATION?.trim() || join(stateDir(env), "population.json");
}

/** Who could take part: each of the models, and each style on `promptModel`. */
export function newcomers(models, promptModel) {
  return [
    ...models.map((model) => ({ id: `model:${model}`, kind: "model", model })),
    ...Object.entries(PROMPTS).map(([name, prompt]) => ({
      id: `prompt:${name}`, kind: "prompt", model: promptModel, prompt,
    })),
  ];
}

/** A candidate as it looks before its first generation. */
const unproven = ({ id, kind, model, prompt }) => ({
  id, kind, model, ...(prompt ? { prompt } : {}),
  status: "active", scores: [], mean: 0, misses: 0, retiredAtMs: null, reason: null,
});

/**
 * The population that a run starts from. Scores of the stand-in and of real models never meet: a real run begins anew
 * over an offline population, an offline run refuses to touch a real one.
 *
 * @param {object | null} stored the file's content
 * @param {{ offline: boolean }} run
 */
export function startingFrom(stored, { offline }) {
  if (!stored) return null;
  if (!Array.isArray(stored.candidates)) throw new Error("The population file has no list of candidates. Repair it or move it away.");
  if (stored.offline === true && !offline) return null;
  if (stored.offline !== true && offline) {
    throw new Error(
      "The population holds scores of real models, and no model is configured now. Configure one, or set " +
        "CHAD_POPULATION to another file.",
    );
  }
  return stored;
}

/**
 * Who takes part in the next generation: all that are not retired, and newcomers that were never seen before. A retired
 * candidate stays known, so it never comes back.
 *
 * @returns {{ candidates: { id: string, kind: string, model: string, prompt?: string }[], added: string[] }}
 */
export function enroll(population, seeds) {
  const known = new Set((population?.candidates ?? []).map(({ id }) => id));
  const fresh = seeds.filter(({ id }) => !known.has(id));
  const racing = (population?.candidates ?? []).filter(({ status }) => status !== "retired");
  const candidates = [...racing, ...fresh]
    .sort((a, b) => (a.scores?.length ?? 0) - (b.scores?.length ?? 0)) // stable: in file order among equals
    .slice(0, MOST_ACTIVE);
  return {
    candidates: candidates.map(({ id, kind, model, prompt }) => ({ id, kind, model, ...(prompt ? { prompt } : {}) })),
    added: fresh.filter((each) => candidates.includes(each)).map(({ id }) => id),
  };
}

const round = (number) => Math.round(number * 1000) / 1000;
const meanOf = (scores, window) => {
  const latest = scores.slice(-window);
  return latest.length === 0 ? 0 : round(latest.reduce((sum, { score }) => sum + score, 0) / latest.length);
};
const byMean = (a, b) => b.mean - a.mean || a.id.localeCompare(b.id);

/**
 * The next generation: scores added, means rolled, champions crowned, losers retired for good. Pure; applying the same
 * run twice gives the population unchanged (`lastReport` is then the newest generation's), so a select that is run
 * again after a crash counts nothing double.
 *
 * @param {object | null} population
 * @param {{ runId: string, atMs: number, offline: boolean, entrants: object[], added: string[],
 *   results: { id: string, score: number }[], failed: { id: string, reason: string }[], rules?: Partial<typeof RULES> }} run
 * @returns {object} the new population; its `lastReport` tells what changed
 */
export function advance(population, { runId, atMs, offline, entrants, added, results, failed, rules = {} }) {
  const known = population?.candidates ?? [];
  if (known.some(({ scores }) => scores.some((each) => each.runId === runId))) return population;
  const { window, champions, minScores, margin, misses, minActive } = { ...RULES, ...rules };
  const scoreOf = new Map(results.map(({ id, score }) => [id, score]));
  const missed = new Set(failed.map(({ id }) => id));
  const fresh = entrants.filter(({ id }) => !known.some((each) => each.id === id)).map(unproven);
  const all = [...known, ...fresh].map((before) => {
    const after = { ...before };
    if (after.status === "retired") return after;
    if (scoreOf.has(after.id)) {
      after.scores = [...after.scores, { runId, atMs, score: scoreOf.get(after.id) }].slice(-KEPT_SCORES);
      after.misses = 0;
    } else if (missed.has(after.id)) after.misses = (after.misses ?? 0) + 1;
    after.mean = meanOf(after.scores, window);
    return after;
  });

  const ranked = all.filter(({ status, scores }) => status !== "retired" && scores.length > 0).sort(byMean);
  const crowned = ranked.slice(0, champions);
  const floor = (crowned.at(-1)?.mean ?? 0) - margin;
  let racing = all.filter(({ status }) => status !== "retired").length;
  const retired = [];
  const losers = [...all].sort((a, b) => byMean(b, a)).filter((each) => each.status !== "retired" && !crowned.includes(each));
  for (const each of losers) {
    if (racing <= minActive) break;
    const reason =
      (each.misses ?? 0) >= misses
        ? `No answer in ${each.misses} generations in a row.`
        : each.scores.length >= minScores && each.mean < floor
          ? `Mean ${each.mean} over its last ${Math.min(window, each.scores.length)} scores; ${round(floor)} was needed.`
          : null;
    if (!reason) continue;
    Object.assign(each, { status: "retired", retiredAtMs: atMs, reason });
    retired.push({ id: each.id, reason });
    racing -= 1;
  }
  for (const each of all) {
    if (each.status !== "retired") each.status = crowned.includes(each) ? "champion" : "active";
  }

  const generation = (population?.generation ?? 0) + 1;
  return {
    generation,
    updatedAt: new Date(atMs).toISOString(),
    offline,
    candidates: all,
    champions: crowned.map(({ id }) => id),
    lastReport: {
      runId, generation, atMs, offline,
      evaluated: results.length,
      champions: crowned.map(({ id }) => id),
      retired,
      added,
      failed,
      leaderboard: all
        .filter(({ status }) => status !== "retired")
        .sort(byMean)
        .map(({ id, kind, model, status, mean, scores }, at) => ({
          rank: at + 1, id, kind, model, status, mean, scores: scores.length,
        })),
    },
  };
}

/** The last report as a note for people. */
export function reportMarkdown({ generation, offline, champions, retired, added, failed, leaderboard }, written) {
  const list = (title, lines) => (lines.length > 0 ? [`### ${title}`, ...lines.map((line) => `- ${line}`), ""] : []);
  return [
    `## Generation ${generation}`,
    "",
    ...(offline ? ["(offline stand-in) No model was asked: these scores say nothing about models.", ""] : []),
    ...(written ? [] : ["DRY_RUN: the population was left as it was.", ""]),
    "| rank | candidate | model | mean | scores |",
    "| --- | --- | --- | --- | --- |",
    ...leaderboard.map(({ rank, id, model, mean, scores }) => {
      return `| ${rank} | ${id}${champions.includes(id) ? " (champion)" : ""} | ${model} | ${mean.toFixed(3)} | ${scores} |`;
    }),
    "",
    ...list("Retired for good", retired.map(({ id, reason }) => `${id}: ${reason}`)),
    ...list("New", added),
    ...list("No answer", failed.map(({ id, reason }) => `${id}: ${reason}`)),
  ].join("\n").trim();
}
