import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { withDeadline } from "./deadline.js";
import { baseUrl } from "./backends.js";
import { stateDir } from "./store.js";

const HOUR_MS = 3_600_000;
/** The refresh runs daily; a file older than this has missed a day. */
const CATALOG_LIMIT_HOURS = 36;
const FREE_LIMIT_MB = 500;

const set = (value) => (value?.trim() ? value.trim().replace(/\/+$/, "") : undefined);

/**
 * Where each part is asked. A `*_HEALTH_URL` is used as it is; an address of the service gets the path that shows that
 * it works; without both it is the readiness of the management port on this machine.
 *
 * @returns {{ id: string, label: string, url: string, key?: string }[]}
 */
export function httpTargets(env = process.env) {
  const runs = set(env.CHAD_RUNS_URL);
  const refresh = set(env.CHAD_REFRESH_URL);
  const roster = set(env.CHAD_ROSTER_URL);
  return [
    {
      id: "runs-api",
      label: "Runs API",
      url: set(env.CHAD_RUNS_HEALTH_URL) ?? (runs ? `${runs}/api/health` : "http://127.0.0.1:9331/q/health/ready"),
    },
    {
      id: "model-refresh",
      label: "Model refresh",
      url:
        set(env.CHAD_REFRESH_HEALTH_URL) ??
        (refresh ? `${refresh}/q/health/ready` : "http://127.0.0.1:9332/q/health/ready"),
    },
    {
      id: "fusion-roster",
      label: "Fusion roster",
      url:
        set(env.CHAD_ROSTER_HEALTH_URL) ?? (roster ? `${roster}/roster?max=1` : "http://127.0.0.1:9333/q/health/ready"),
    },
    { id: "inference", label: "Model endpoint", url: `${baseUrl("nemotron", env)}/models`, key: set(env.NVIDIA_API_KEY) },
  ];
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
    return report("degraded", error.code === "ENOENT" ? "models.json is not there yet." : error.message);
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
