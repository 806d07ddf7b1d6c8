import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { withDeadline } from "./deadline.js";
import { baseUrl, chooseBackend, modelOf } from "./backends.js";
import { stateDir } from "./store.js";

const HOUR_MS = 3_600_000;
/** The refresh runs daily; a file older than this has missed a day. */
const CATALOG_LIMIT_HOURS = 36;
const FREE_LIMIT_MB = 500;

const set = (value) => (value?.trim() ? value.trim().replace(/\/+$/, "") : undefined);

/** Where a service of this machine says whether it is ready. One that listens everywhere is asked on the loopback. */
function ready(name, port, env) {
  const host = set(env[`CHAD_${name}_MANAGEMENT_HOST`]) ?? "127.0.0.1";
  const reached = ["0.0.0.0", "::", "[::]"].includes(host) ? "127.0.0.1" : host;
  return `http://${reached}:${set(env[`CHAD_${name}_MANAGEMENT_PORT`]) ?? port}/q/health/ready`;
}

/** The backend that the endpoint is asked as: the one that workflows would use, if it has an address of its own. */
const endpoint = (env) => (chooseBackend("capable", env) === "local" ? "local" : "nemotron");

/**
 * Where each part is asked: at the addresses that are configured. A `*_HEALTH_URL` is used as it is; an address of the
 * service gets the path that shows that it works; without both it is the readiness of its management port on this
 * machine. A catalog that is not the endpoint's own is a target of its own.
 *
 * @returns {{ id: string, label: string, url: string, key?: string }[]}
 */
export function httpTargets(env = process.env) {
  const runs = set(env.CHAD_RUNS_URL);
  const refresh = set(env.CHAD_REFRESH_URL);
  const roster = set(env.CHAD_ROSTER_URL);
  const backend = endpoint(env);
  const models = `${baseUrl(backend, env)}/models`;
  const key = backend === "nemotron" ? set(env.NVIDIA_API_KEY) : undefined;
  const catalog = set(env.CHAD_CATALOG_URL);
  return [
    {
      id: "runs-api",
      label: "Runs API",
      url: set(env.CHAD_RUNS_HEALTH_URL) ?? (runs ? `${runs}/api/health` : ready("RUNS", 9331, env)),
    },
    {
      id: "model-refresh",
      label: "Model refresh",
      url:
        set(env.CHAD_REFRESH_HEALTH_URL) ??
        (refresh ? `${refresh}/q/health/ready` : ready("REFRESH", 9332, env)),
    },
    {
      id: "fusion-roster",
      label: "Fusion roster",
      url:
        set(env.CHAD_ROSTER_HEALTH_URL) ?? (roster ? `${roster}/roster?max=1` : ready("ROSTER", 9333, env)),
    },
    { id: "inference", label: "Model endpoint", url: models, key },
    ...(catalog && catalog !== models ? [{ id: "catalog", label: "Model catalog", url: catalog }] : []),
  ];
}

/**
 * The default model, with what it is asked by; null without a key, for then nothing is asked that could cost something.
 *
 * @returns {{ id: string, model: string, baseURL: string, apiKey: string } | null}
 */
export function modelTarget(env = process.env) {
  const apiKey = set(env.NVIDIA_API_KEY);
  if (!apiKey || chooseBackend("capable", env) !== "nemotron") return null;
  return { id: "model", model: modelOf("nemotron", "capable", env), baseURL: baseUrl("nemotron", env), apiKey };
}

const WORD = "kingfisher";
const TOOL = {
  type: "function",
  function: {
    name: "look_up_word",
    description: "Gives the word of the day.",
    parameters: { type: "object", properties: {} },
  },
};

/**
 * One round trip with a tool: the model has to call it, gets its result, and has to say it. Rules judge what comes back;
 * never throws.
 *
 * @param {{ id: string, model: string, baseURL: string, apiKey: string }} target
 * @returns {Promise<{ target: string, status: "up" | "degraded" | "down", http: number, latencyMs: number,
 *   detail: string, url: string }>}
 */
export async function probeModel({ id, model, baseURL, apiKey }, { limitMs, fetch: fetcher = globalThis.fetch }) {
  const startedAt = performance.now();
  const url = `${baseURL}/chat/completions`;
  const report = (status, http, detail) => ({
    target: id, status, http, detail, latencyMs: Math.round(performance.now() - startedAt), url: shownUrl(url),
  });
  const messages = [{ role: "user", content: "Call the tool look_up_word, then answer with the word it gives, nothing else." }];
  try {
    return await withDeadline(
      async (signal) => {
        const ask = async () => {
          const answer = await fetcher(url, {
            method: "POST",
            signal,
            headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
            body: JSON.stringify({ model, messages, tools: [TOOL], max_tokens: 2_000 }),
          });
          const text = await answer.text();
          return { http: answer.status, message: answer.ok ? JSON.parse(text).choices?.[0]?.message : undefined };
        };
        const first = await ask();
        if (!first.message) return report(first.http >= 500 ? "degraded" : "down", first.http, refusal(model, first.http));
        const call = first.message.tool_calls?.find((one) => one.function?.name === TOOL.function.name);
        if (!call) return report("degraded", first.http, `${model} answered without calling the tool.`);
        messages.push({ role: "assistant", content: first.message.content ?? null, tool_calls: [call] });
        messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify({ word: WORD }) });
        const second = await ask();
        if (!second.message) return report("degraded", second.http, `After the tool call: ${refusal(model, second.http)}`);
        return String(second.message.content ?? "").toLowerCase().includes(WORD)
          ? report("up", second.http, `${model} called the tool and used what it gave.`)
          : report("degraded", second.http, `${model} called the tool, but did not use what it gave.`);
      },
      { limitMs, what: model },
    );
  } catch (error) {
    return report("down", 0, error.name === "TimeoutError" ? error.message : `No answer (${error.code ?? error.message}).`);
  }
}

function refusal(model, http) {
  if (http === 401 || http === 403) return `The key was refused (HTTP ${http}).`;
  if (http === 404 || http === 410) return `The endpoint does not serve ${model} (HTTP ${http}).`;
  return http >= 200 && http < 300 ? `${model} answered with nothing.` : `Unexpected answer: HTTP ${http}.`;
}

/** An address without a name or password in it. */
export function shownUrl(url) {
  try {
    const parsed = new URL(url);
    parsed.username = parsed.password = "";
    return parsed.href;
  } catch {
    return "(not a URL)";
  }
}

/**
 * Asks one address and says how it is; never throws, because a probe that fails is the answer.
 *
 * @returns {Promise<{ target: string, status: "up" | "degraded" | "down", http: number, latencyMs: number,
 *   detail: string, url: string }>} `http` is 0 when nothing answered
 */
export async function probeHttp({ id, url, key }, { limitMs, fetch: fetcher = globalThis.fetch }) {
  const startedAt = performance.now();
  const report = (status, http, detail) => ({
    target: id, status, http, detail, latencyMs: Math.round(performance.now() - startedAt), url: shownUrl(url),
  });
  try {
    const [http, body] = await withDeadline(
      async (signal) => {
        const answer = await fetcher(url, { signal, headers: key ? { authorization: `Bearer ${key}` } : {} });
        return [answer.status, await answer.text()];
      },
      { limitMs, what: id },
    );
    return report(...judgeHttp(http, body));
  } catch (error) {
    return report("down", 0, error.name === "TimeoutError" ? error.message : `No answer (${error.code ?? error.message}).`);
  }
}

function judgeHttp(http, body) {
  if (http === 401 || http === 403) return ["up", http, "It answers, and asks for a key."];
  const said = healthWord(body);
  if (http >= 200 && http < 300 && said !== "DOWN") return ["up", http, said ? `It says ${said}.` : "It answers."];
  if (http === 503 || said === "DOWN") return ["degraded", http, "It answers that it is not ready."];
  return [http >= 500 ? "degraded" : "down", http, `Unexpected answer: HTTP ${http}.`];
}

function healthWord(body) {
  try {
    const { status } = JSON.parse(body);
    return typeof status === "string" ? status.toUpperCase().slice(0, 20) : undefined;
  } catch {
    return undefined;
  }
}

/** The state folder: is the catalog fresh, is there room for the stores to grow? Never throws. */
export function probeState(env = process.env, nowMs = Date.now()) {
  const startedAt = performance.now();
  const report = (status, detail) => ({
    target: "state", status, http: 0, detail, latencyMs: Math.round(performance.now() - startedAt), url: "",
  });
  try {
    const folder = stateDir(env);
    const { bavail, bsize } = statfsSync(folder);
    const freeMb = Math.floor((bavail * bsize) / 1_048_576);
    if (freeMb < FREE_LIMIT_MB) return report("degraded", `Only ${freeMb} MB are free for the stores.`);
    const catalog = JSON.parse(readFileSync(set(env.CHAD_MODELS_FILE) ?? join(folder, "models.json"), "utf8"));
    const ageHours = Math.round((nowMs - Date.parse(catalog.generatedAt)) / HOUR_MS);
    if (!(ageHours <= CATALOG_LIMIT_HOURS)) {
      return report("degraded", `models.json is ${Number.isNaN(ageHours) ? "of unknown age" : `${ageHours} h old`}.`);
    }
    return report("up", `models.json is ${ageHours} h old; ${freeMb} MB are free.`);
  } catch (error) {
    return report("degraded", error.code === "ENOENT" ? "models.json does not exist yet." : error.message);
  }
}

/**
 * The verdict over all targets, by rule alone.
 *
 * @param {{ target: string, status: string, detail: string }[]} results what the probes said
 * @param {string[]} expected every target that was probed; one without a result is counted as down
 */
export function verdict(results, expected) {
  const byTarget = new Map(results.map((result) => [result.target, result]));
  const targets = expected.map(
    (target) =>
      byTarget.get(target) ?? {
        target, status: "down", http: 0, latencyMs: 0, url: "", detail: "The probe itself did not finish.",
      },
  );
  const named = (status) => targets.filter((each) => each.status === status).map(({ target }) => target);
  const [down, degraded] = [named("down"), named("degraded")];
  const status = down.length > 0 ? "down" : degraded.length > 0 ? "degraded" : "up";
  const parts = [
    `${named("up").length} of ${targets.length} up`,
    ...(degraded.length > 0 ? [`degraded: ${degraded.join(", ")}`] : []),
    ...(down.length > 0 ? [`down: ${down.join(", ")}`] : []),
  ];
  return { status, healthy: status === "up", summary: `${parts.join("; ")}.`, targets };
}
