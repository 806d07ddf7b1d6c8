import { offered } from "./catalog.js";

/**
 * Which models this machine can ask, decided from the environment alone.
 *
 * | backend | configured by | asks |
 * | --- | --- | --- |
 * | nemotron | `NVIDIA_API_KEY` | `CHAD_INFERENCE_BASE_URL` (the provider's address by default), with the key |
 * | local | `CHAD_INFERENCE_BASE_URL` pointing elsewhere than at the provider, and no key | that address, without a key |
 * | anthropic | `ANTHROPIC_API_KEY` | Anthropic's API |
 * | claudecode, codex | `CHAD_BACKEND` naming them (a CLI on the PATH is no decision) | the CLI, without tools |
 * | offline | nothing else configured, or `CHAD_BACKEND=offline` | nobody: a labelled stand-in |
 */
export const BACKENDS = ["nemotron", "local", "anthropic", "claudecode", "codex", "offline"];

export const PROVIDER_BASE_URL = "https://integrate.api.nvidia.com/v1";
export const LOCAL_BASE_URL = "http://127.0.0.1:11434/v1";

const [NANO, SUPER, ULTRA] = [
  "nvidia/nemotron-3-nano-30b-a3b",
  "nvidia/nemotron-3-super-120b-a12b",
  "nvidia/nemotron-3-ultra-550b-a55b",
];

/**
 * Default model of each backend and tier; `spare` answers when the first one of the same backend fails. A list is in
 * order of preference: the first that the catalog has is taken, for the provider takes models on and off.
 */
const MODELS = {
  nemotron: { cheap: [NANO, SUPER], capable: [ULTRA, SUPER, NANO], spare: [SUPER, NANO] },
  local: {},
  anthropic: { cheap: "claude-haiku-4-5", capable: "claude-opus-4-5", spare: "claude-sonnet-4-5" },
  claudecode: { cheap: "haiku", capable: "opus", spare: "sonnet" },
  codex: {},
  offline: { cheap: "offline-cheap", capable: "offline-capable" },
};

/** Ids that a backend with a catalog of its own can be asked for; the others take any id. */
const OWN_IDS = {
  anthropic: /^claude-/,
  claudecode: /^(claude-|opus|sonnet|haiku)/,
  codex: /^(gpt-|o\d|codex)/,
};

const set = (value) => (value?.trim() ? value.trim() : undefined);

/** Where the OpenAI-compatible backends send their requests, without a trailing slash. */
export function baseUrl(backend, env = process.env) {
  const fallback = backend === "local" ? LOCAL_BASE_URL : PROVIDER_BASE_URL;
  return (set(env.CHAD_INFERENCE_BASE_URL) ?? fallback).replace(/\/+$/, "");
}

/** The backends that the environment configures, best first; empty when there is none. */
export function configuredBackends(env = process.env) {
  const found = [];
  if (set(env.NVIDIA_API_KEY)) found.push("nemotron");
  else if (set(env.CHAD_INFERENCE_BASE_URL) && baseUrl("local", env) !== PROVIDER_BASE_URL) found.push("local");
  if (set(env.ANTHROPIC_API_KEY)) found.push("anthropic");
  return found;
}

/**
 * The backend for a tier: `CHAD_BACKEND_CHEAP` or `CHAD_BACKEND_CAPABLE`, then `CHAD_BACKEND`, then the best one that
 * is configured, then `offline`.
 *
 * @param {"cheap" | "capable"} tier
 * @param {Record<string, string | undefined>} [env]
 * @returns {string} may be a name that does not exist: {@link problemWith} tells
 */
export function chooseBackend(tier, env = process.env) {
  return (
    set(env[`CHAD_BACKEND_${tier.toUpperCase()}`]) ??
    set(env.CHAD_BACKEND) ??
    configuredBackends(env)[0] ??
    "offline"
  );
}

/**
 * What keeps a backend from answering as it is configured, in words that say what to set; null when nothing does.
 *
 * @param {string} backend
 * @param {string | undefined} model
 */
export function problemWith(backend, model, env = process.env) {
  if (!BACKENDS.includes(backend)) {
    return `CHAD_BACKEND names "${backend}". Known backends: ${BACKENDS.join(", ")}.`;
  }
  if (backend === "nemotron" && !set(env.NVIDIA_API_KEY)) return "Backend nemotron needs NVIDIA_API_KEY.";
  if (backend === "anthropic" && !set(env.ANTHROPIC_API_KEY)) return "Backend anthropic needs ANTHROPIC_API_KEY.";
  if (!model && backend === "local") {
    return "Backend local has no default model: set CHAD_MODEL_CAPABLE and CHAD_MODEL_CHEAP.";
  }
  const own = OWN_IDS[backend];
  if (own && model && !own.test(model)) {
    return `Backend ${backend} does not offer ${model}. Set CHAD_FUSION_MODELS or CHAD_MODEL_* to models of its own.`;
  }
  return null;
}

/**
 * The model of a tier: `CHAD_MODEL_CHEAP`, `CHAD_MODEL_CAPABLE` or `CHAD_MODEL_SPARE`, then the backend's own default
 * that models.json has.
 *
 * @param {"cheap" | "capable" | "spare"} tier
 * @returns {string | undefined} undefined when the backend leaves the choice to its own settings (codex), or has none
 */
export function modelOf(backend, tier, env = process.env) {
  const wanted = backend === "offline" ? undefined : set(env[`CHAD_MODEL_${tier.toUpperCase()}`]);
  const standard = MODELS[backend]?.[tier];
  return wanted ?? (Array.isArray(standard) ? offered(standard, env) : standard);
}
