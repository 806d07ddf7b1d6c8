import { pause, withDeadline } from "./deadline.js";

/** The one client of GitHub's REST API. It never throws, and the token is in its requests only. */

const CALL_LIMIT_MS = 15_000;
const DOWNLOAD_LIMIT_MS = 120_000;
const GET_TRIES = 3;
const MAX_WAIT_MS = 20_000;
const MAX_JSON_BYTES = 10 * 1024 * 1024;

/** Failures of a connection that was never made, by the names that bun and node give them. */
const NEVER_CONNECTED = ["ConnectionRefused", "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "FailedToOpenSocket", "DNSException"];

/**
 * What came of a call.
 *
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} status of the answer; 0 without one
 * @property {unknown} [json]
 * @property {Uint8Array} [bytes]
 * @property {string} problem in words, when not ok
 * @property {boolean} isTransient whether the same may succeed later
 * @property {boolean} mayHaveArrived whether GitHub may have done it although it was not said
 * @property {number | null} [retryAfterMs] how long GitHub wants to be left alone
 */

/** @param {Record<string, string | undefined>} env `GITHUB_TOKEN`, `CHAD_GITHUB_API_URL` */
export function githubApi(env = process.env) {
  const base = (env.CHAD_GITHUB_API_URL?.trim() || "https://api.github.com").replace(/\/+$/, "");
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${env.GITHUB_TOKEN?.trim() ?? ""}`,
    "user-agent": "runs-ide",
    "x-github-api-version": "2022-11-28",
  };

  async function once(path, options, read, limitMs = CALL_LIMIT_MS) {
    try {
      return await withDeadline(
        async (signal) => {
          const response = await fetch(base + path, { ...options, headers, redirect: "manual", signal });
          return await read(response, signal);
        },
        { limitMs, what: "GitHub" },
      );
    } catch (error) {
      const never = NEVER_CONNECTED.includes(error.code) || NEVER_CONNECTED.includes(error.cause?.code);
      return {
        ok: false, status: 0, isTransient: true, mayHaveArrived: !never,
        problem: error.name === "TimeoutError" ? error.message : `GitHub can't be reached (${error.code ?? error.name}).`,
      };
    }
  }

  /** Asking twice does no harm. */
  async function patiently(path, read, limitMs) {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(path, {}, read, limitMs);
      if (answer.ok || !answer.isTransient || attempt === GET_TRIES) return answer;
      await pause(answer.retryAfterMs ?? attempt * 500);
    }
  }

  return {
    /** @returns {Promise<Answer>} */
    get: (path) => patiently(path, readJson),

    /** Never sent twice. @returns {Promise<Answer>} */
    post: (path, body) => once(path, { method: "POST", body: JSON.stringify(body) }, readJson),

    /** A file, which GitHub keeps elsewhere; the token does not go there. @returns {Promise<Answer>} */
    download: (path, maxBytes) => patiently(path, (response, signal) => readFile(response, signal, base, maxBytes), DOWNLOAD_LIMIT_MS),
  };
}

/** Whether the address, or the right to it, is missing, which waiting does not change. */
export function isGone(status) {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

async function readJson(response) {
  if (!response.ok) return await refused(response);
  const text = strings.decode(await bounded(response, MAX_JSON_BYTES));
  return { ok: true, status: response.status, json: text ? JSON.parse(text) : null };
}

const strings = new TextDecoder();

async function readFile(response, signal, base, maxBytes) {
  let file = response;
  if (response.status >= 300 && response.status < 400) {
    const target = new URL(response.headers.get("location") ?? "", base);
    if (target.protocol !== "https:" && target.origin !== new URL(base).origin) {
      return { ok: false, status: 0, isTransient: false, mayHaveArrived: false, problem: "GitHub names an unsafe address for the artifact." };
    }
    file = await fetch(target, { signal, redirect: "error" });
  }
  if (!file.ok) return await refused(file);
  return { ok: true, status: file.status, bytes: await bounded(file, maxBytes) };
}

async function bounded(response, maxBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw Object.assign(new Error("too large"), { code: `an answer of more than ${maxBytes} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function refused(response) {
  const { status } = response;
  const text = strings.decode(await bounded(response, MAX_JSON_BYTES));
  const wait = waitOf(response.headers, status);
  return {
    ok: false,
    status: wait === null ? status : 429,
    isTransient: status >= 500 || status === 408 || wait !== null,
    mayHaveArrived: status >= 500 || status === 408,
    retryAfterMs: wait,
    problem: `GitHub answers ${status}${message(text)}.`,
  };
}

/** GitHub limits rates with 429, and with 403 and a header. Null when it does not. */
function waitOf(headers, status) {
  const after = Number(headers.get("retry-after") ?? NaN);
  const isUsedUp = headers.get("x-ratelimit-remaining") === "0";
  if (status !== 429 && !(status === 403 && (Number.isFinite(after) || isUsedUp))) return null;
  return Math.min(Number.isFinite(after) ? after * 1_000 : 2_000, MAX_WAIT_MS);
}

function message(text) {
  try {
    return `: ${String(JSON.parse(text).message).slice(0, 200)}`;
  } catch {
    return "";
  }
}
