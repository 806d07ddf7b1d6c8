import { readFileSync } from "node:fs";
import { join } from "node:path";
import { populationPath } from "./population.js";
import { wholeNumber } from "./settings.js";
import { stateDir } from "./store.js";

export const DEFAULT_MAX = 6;
/** No panel is larger, whoever asks: each seat is a task, a request and a long text in the judge's prompt. */
export const HARD_MAX = 12;
export const ROSTER_URL = "http://127.0.0.1:7333";
const TIME_LIMIT_MS = 3_000;

/** Asked when nothing else is known: one flagship of each of several families. */
export const BUILT_IN = [
  "nvidia/nemotron-3-ultra-550b-a55b",
  "deepseek-ai/deepseek-v3.2",
  "moonshotai/kimi-k2.5",
  "z-ai/glm-5.1",
  "qwen/qwen3.5-397b-a17b",
  "openai/gpt-oss-120b",
];

const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;

/** Usable ids without duplicates, in order; anything that is no model id is left out. */
export function cleanModels(list) {
  const ids = (Array.isArray(list) ? list : []).map((id) => (typeof id === "string" ? id.trim() : ""));
  return [...new Set(ids)].filter((id) => MODEL_ID.test(id));
}

const listed = (setting) => cleanModels((setting ?? "").split(","));

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The arena's champions of kind model, then the catalog's featured models: what the roster service would read. */
function fromState(env, notes) {
  const models = [];
  try {
    const population = readJson(populationPath(env));
    // Scores that no model earned crown nobody.
    const champions = population.offline === true ? [] : (population.champions ?? []);
    const byId = new Map((population.candidates ?? []).map((candidate) => [candidate.id, candidate]));
    models.push(...champions.map((id) => byId.get(id)).filter((c) => c?.kind === "model").map((c) => c.model));
  } catch (error) {
    notes.push(`population.json: ${absence(error)}`);
  }
  try {
    models.push(...(readJson(env.CHAD_MODELS_FILE?.trim() || join(stateDir(env), "models.json")).featured ?? []));
  } catch (error) {
    notes.push(`models.json: ${absence(error)}`);
  }
  return cleanModels(models);
}

const absence = (error) => (error.code === "ENOENT" ? "not there" : `not readable (${error.message})`);

async function fromService(env, max, fetcher) {
  const base = (env.CHAD_ROSTER_URL?.trim() || ROSTER_URL).replace(/\/+$/, "");
  const answer = await fetcher(`${base}/roster?max=${max}`, { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const body = await answer.json();
  const models = cleanModels(body?.models);
  if (models.length === 0) throw new Error("it named no model");
  return { models, stage: String(body.stage ?? "unnamed") };
}

/**
 * The models that a panel asks. In order: the run's input, `CHAD_FUSION_MODELS`, the roster service, and while that is
 * down what it would have read itself: champions and featured models, then the built-in list.
 *
 * @param {{ models?: string[] | null, max?: number | null }} input
 * @param {{ env?: Record<string, string | undefined>, fetch?: typeof globalThis.fetch }} [options]
 * @returns {Promise<{ models: string[], stage: string, source: string, max: number, notes: string[] }>} `source` is
 *   `input`, `environment`, `service`, `state` or `built-in`; `stage` is the service's own word for what won;
 *   `notes` says what was passed over, and why
 */
export async function resolveRoster(input, { env = process.env, fetch: fetcher = globalThis.fetch } = {}) {
  const asked = wholeNumber(input.max, undefined, 1, HARD_MAX);
  const max = asked ?? wholeNumber(env.CHAD_FUSION_MAX, DEFAULT_MAX, 1, HARD_MAX);
  const notes = [];
  const chosen = (source, stage, models) => ({ models: models.slice(0, max), stage, source, max, notes });

  const named = cleanModels(input.models);
  if (named.length > 0) {
    const kept = named.slice(0, asked ?? HARD_MAX);
    if (kept.length < named.length) notes.push(`The input names ${named.length} models; ${kept.length} are asked.`);
    return { models: kept, stage: "input", source: "input", max: asked ?? HARD_MAX, notes };
  }
  const configured = listed(env.CHAD_FUSION_MODELS);
  if (configured.length > 0) return chosen("environment", "CHAD_FUSION_MODELS", configured);
  try {
    const { models, stage } = await fromService(env, max, fetcher);
    return chosen("service", stage, models);
  } catch (error) {
    notes.push(`The roster service did not answer (${explain(error)}); the models were chosen without it.`);
  }
  const known = fromState(env, notes);
  return known.length > 0 ? chosen("state", "champions and featured", known) : chosen("built-in", "built-in", BUILT_IN);
}

function explain(error) {
  if (error.name === "TimeoutError") return `no answer within ${TIME_LIMIT_MS / 1000} s`;
  return error.code ?? error.message;
}

/** The panel that a run started now would probably ask; for drawing the graph only, so nothing is read or called. */
export function likelyRoster(input, env = process.env) {
  const named = cleanModels(input?.models);
  const configured = listed(env.CHAD_FUSION_MODELS);
  const max = wholeNumber(input?.max, wholeNumber(env.CHAD_FUSION_MAX, DEFAULT_MAX, 1, HARD_MAX), 1, HARD_MAX);
  return (named.length > 0 ? named : configured.length > 0 ? configured : BUILT_IN).slice(0, max);
}
