import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { readJson, writeJson } from "./atomic-file.js";
import { pause } from "./deadline.js";
import { githubApi, isGone } from "./github-api.js";
import { isDryRun } from "./settings.js";
import { stateDir } from "./store.js";

/**
 * One heavy step on a GitHub Actions runner, dispatched once however often its task is begun.
 *
 * GitHub answers a dispatch without saying which run it made. So each step has a key, made of the run and the node,
 * which the dispatched workflow shows in its `run-name` (input `dispatch_key`); whoever looks for the step looks for the
 * key. The intent to dispatch is on disk before the request leaves. A task that begins and finds an intent never
 * dispatches: the request may have arrived although nobody heard the answer, so it only looks.
 *
 * Nothing here throws for what GitHub or the network does: every outcome is a status.
 */

/** How a step can end. */
export const STATUSES = ["success", "failure", "timeout", "cancelled", "unreachable", "invalid"];

/** GitHub lists a run seconds after its dispatch, on a bad day a minute or two. */
const LISTED_WITHIN_MS = 180_000;
const CLOCK_SKEW_MS = 600_000;
const MAX_PAGES = 5;
const MAX_ZIP_BYTES = 50 * 1024 * 1024;
const MAX_RESULT_BYTES = 5 * 1024 * 1024;
const SEND_TRIES = 3;
const RESULT_FILE = "result.json";

/**
 * What is sent where.
 *
 * @typedef {object} Job
 * @property {string} key which dispatch this is; from {@link dispatchKey}
 * @property {string} repo `owner/name`
 * @property {string} workflow file name of the workflow there, such as `offload.yml`
 * @property {string} ref branch or tag
 * @property {Record<string, string>} inputs of the workflow; `dispatch_key` is added
 * @property {string} artifact name of the artifact that holds `result.json`
 * @property {number} limitMs after the dispatch
 * @property {number} startedAtMs
 */

/** The key of a step: the same for every attempt and resume of one node in one run, another for a fork. */
export function dispatchKey(runId, nodeId) {
  const digest = createHash("sha256").update(`${runId}\n${nodeId}`).digest("hex").slice(0, 20);
  const name = runId.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
  return `${name}-${digest}`;
}

/**
 * The job, checked. What is wrong with it is `problem`; then it must not be sent.
 *
 * @returns {Job & { problem: string | null }}
 */
export function planJob(runId, nodeId, wanted, env = process.env) {
  const job = {
    key: dispatchKey(runId, nodeId),
    repo: wanted.repo ?? env.CHAD_GHA_REPO?.trim() ?? "",
    workflow: wanted.workflow ?? "offload.yml",
    ref: wanted.ref ?? "main",
    inputs: wanted.inputs ?? {},
    artifact: wanted.artifact ?? "result",
    limitMs: wanted.limitMs ?? 3_600_000,
    startedAtMs: Date.now(),
  };
  return { ...job, problem: whatIsWrong(job, env) };
}

function whatIsWrong({ repo, workflow, ref, inputs }, env) {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*\/[A-Za-z0-9_.-]+$/.test(repo) || repo.endsWith("/..")) {
    return "No repository is set. Set CHAD_GHA_REPO to owner/name.";
  }
  if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.ya?ml$/.test(workflow)) return `"${workflow}" is no workflow file such as offload.yml.`;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(ref)) return `"${ref}" is no branch or tag.`;
  if (Object.values(inputs).some((value) => typeof value !== "string")) return "The inputs of a dispatch are texts.";
  if (!env.GITHUB_TOKEN?.trim()) return "No token is set. Set GITHUB_TOKEN to one that may write actions of the repository.";
  return null;
}

/**
 * Dispatches the job, unless that was tried before: then it only says when.
 *
 * @returns {Promise<{ outcome: "sent" | "tried-before" | "invalid" | "unreachable" | "cancelled", sentAtMs: number,
 *   detail: string }>} `sent` and `tried-before` are to be waited for
 */
export async function dispatchOnce(job, env = process.env) {
  const startedAtMs = Date.now();
  try {
    return await dispatch(job, startedAtMs, env);
  } catch (error) {
    const detail = `Nothing was dispatched: ${error.message}`;
    return { outcome: "invalid", sentAtMs: startedAtMs, detail }; // the state folder can't be read or written
  }
}

async function dispatch(job, sentAtMs, env) {
  const settled = (outcome, detail) => ({ outcome, sentAtMs, detail });
  if (job.problem) return settled("invalid", job.problem);
  if (isDryRun(env)) return settled("cancelled", "DRY_RUN is set: nothing was dispatched.");
  const record = intentFile(job.key, env);
  const before = readJson(record);
  if (before) return { outcome: "tried-before", sentAtMs: before.sentAtMs, detail: "It was dispatched before; that run is waited for." };
  const api = githubApi(env);
  const found = await findRun(api, job); // of a state folder that was lost, or copied
  if (found.run) return settled("tried-before", "GitHub has its run already.");
  if (found.problem && isGone(found.status)) return settled("invalid", found.problem);

  writeJson(record, { key: job.key, repo: job.repo, workflow: job.workflow, ref: job.ref, sentAtMs });
  const sent = await send(api, job);
  // A request that surely did nothing may be sent by a later attempt; all others count as sent.
  if (sent.surelyNot) rmSync(record, { force: true });
  return settled(sent.outcome, sent.detail);
}

function intentFile(key, env) {
  const folder = join(stateDir(env), "gha");
  mkdirSync(folder, { recursive: true });
  return join(folder, `${key}.json`);
}

async function send(api, job) {
  const path = `/repos/${job.repo}/actions/workflows/${job.workflow}/dispatches`;
  const body = { ref: job.ref, inputs: { ...job.inputs, dispatch_key: job.key } };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await api.post(path, body);
    if (answer.ok) return { outcome: "sent", detail: "GitHub took the dispatch." };
    if (answer.mayHaveArrived) return { outcome: "sent", detail: `${answer.problem} It may have arrived: its run is looked for.` };
    if (!answer.isTransient) return { outcome: "invalid", detail: answer.problem, surelyNot: true };
    if (attempt === SEND_TRIES) return { outcome: "unreachable", detail: answer.problem, surelyNot: true };
    await pause(answer.retryAfterMs ?? attempt * 1_000);
  }
}

/** The dispatched run by its key: `{ run }`, `{ run: null }` while there is none, or `{ problem, status }`. */
async function findRun(api, job) {
  const since = new Date(job.startedAtMs - CLOCK_SKEW_MS).toISOString().replace(/\.\d+Z$/, "Z");
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = new URLSearchParams({ event: "workflow_dispatch", created: `>=${since}`, per_page: "100", page });
    const answer = await api.get(`/repos/${job.repo}/actions/workflows/${job.workflow}/runs?${query}`);
    if (!answer.ok) return { run: null, problem: answer.problem, status: answer.status };
    const listed = answer.json?.workflow_runs;
    const runs = (Array.isArray(listed) ? listed : []).filter((each) => Number.isSafeInteger(each?.id));
    const run = runs.find((each) => `${each.display_title ?? ""} ${each.name ?? ""}`.split(/\s+/).includes(job.key));
    if (run) return { run };
    if (runs.length < 100) break;
  }
  return { run: null };
}

/**
 * One look at the dispatched run.
 *
 * @param {{ ghRunId: number | null } | undefined} before the look before this one
 * @returns {Promise<{ settled: boolean, status: string | null, ghRunId: number | null, url: string | null,
 *   detail: string }>} `status` is one of {@link STATUSES} when settled
 */
export async function lookOnce(job, dispatched, before, env = process.env) {
  const api = githubApi(env);
  const known = before?.ghRunId ?? null;
  const look = (fields) => ({ settled: false, status: null, ghRunId: known, url: before?.url ?? null, detail: "", ...fields });
  const settled = (status, fields) => look({ settled: true, status, ...fields });
  const isLate = Date.now() > dispatched.sentAtMs + job.limitMs;

  const found = known === null ? await findRun(api, job) : await runById(api, job, known);
  if (found.problem) {
    return isGone(found.status)
      ? settled("invalid", { detail: found.problem })
      : isLate ? settled("unreachable", { detail: found.problem }) : look({ detail: found.problem });
  }
  if (!found.run) {
    const listedBy = dispatched.sentAtMs + Math.min(LISTED_WITHIN_MS, job.limitMs);
    return Date.now() > listedBy
      ? settled("unreachable", {
          detail: `GitHub shows no run with the key ${job.key}. Does the workflow's run-name hold inputs.dispatch_key? Nothing was dispatched again.`,
        })
      : look({ detail: "GitHub does not list the run yet." });
  }
  const seen = { ghRunId: found.run.id, url: String(found.run.html_url ?? "") || null };
  if (found.run.status === "completed") {
    return settled(statusOf(found.run.conclusion), { ...seen, detail: `GitHub says ${found.run.conclusion}.` });
  }
  if (!isLate) return look({ ...seen, detail: `It is ${found.run.status}.` });
  await api.post(`/repos/${job.repo}/actions/runs/${found.run.id}/cancel`, {}); // its result would come too late
  return settled("timeout", { ...seen, detail: `It was still ${found.run.status} after ${Math.round(job.limitMs / 1000)} s, and was told to stop.` });
}

async function runById(api, job, id) {
  const answer = await api.get(`/repos/${job.repo}/actions/runs/${id}`);
  const run = answer.json?.id === id ? answer.json : null;
  return answer.ok ? { run } : { run: null, problem: answer.problem, status: answer.status };
}

function statusOf(conclusion) {
  switch (conclusion) {
    case "success":
    case "neutral":
      return "success";
    case "timed_out":
      return "timeout";
    case "cancelled":
    case "skipped":
      return "cancelled";
    default:
      return "failure";
  }
}

/**
 * The step's result: of a run that succeeded, `result.json` of its artifact when the schema takes it.
 *
 * @param {{ safeParse: (value: unknown) => { success: boolean, data?: unknown, error?: Error } }} schema
 */
export async function collect(job, dispatched, looked, schema, env = process.env) {
  const ended = (status, detail, result = null) => ({
    status, result, detail, key: job.key, ghRunId: looked?.ghRunId ?? null, url: looked?.url ?? null,
  });
  if (!isWaitedFor(dispatched)) return ended(dispatched.outcome, dispatched.detail);
  if (!looked?.settled) return ended("timeout", looked?.detail || "It was not looked for.");
  if (looked.status !== "success") return ended(looked.status, looked.detail);

  const api = githubApi(env);
  const listed = await api.get(`/repos/${job.repo}/actions/runs/${looked.ghRunId}/artifacts?per_page=100`);
  if (!listed.ok) return ended(isGone(listed.status) ? "invalid" : "unreachable", listed.problem);
  const artifacts = Array.isArray(listed.json?.artifacts) ? listed.json.artifacts : [];
  const artifact = artifacts.find((each) => each?.name === job.artifact && !each.expired && Number.isSafeInteger(each.id));
  if (!artifact) return ended("invalid", `The run succeeded without an artifact named "${job.artifact}".`);
  const zip = await api.download(`/repos/${job.repo}/actions/artifacts/${artifact.id}/zip`, MAX_ZIP_BYTES);
  if (!zip.ok) return ended(zip.isTransient ? "unreachable" : "invalid", zip.problem);

  const read = readResult(zip.bytes);
  if (read.problem) return ended("invalid", read.problem);
  const parsed = schema.safeParse(read.value);
  return parsed.success
    ? ended("success", looked.detail, parsed.data)
    : ended("invalid", `${RESULT_FILE} is not what was expected: ${parsed.error.message.slice(0, 500)}`);
}

/** Whether there is, or may be, a run to wait for. */
export function isWaitedFor(dispatched) {
  return dispatched?.outcome === "sent" || dispatched?.outcome === "tried-before";
}

/** Unpacks one file of the archive, and not more of it than a result may be. */
function readResult(zip) {
  let tooLarge = false;
  const filter = ({ name, originalSize }) => {
    const isResult = name === RESULT_FILE;
    tooLarge ||= isResult && originalSize > MAX_RESULT_BYTES;
    return isResult && originalSize <= MAX_RESULT_BYTES;
  };
  try {
    const file = unzipSync(zip, { filter })[RESULT_FILE];
    if (!file) return { problem: `The artifact has ${tooLarge ? "too large a" : "no"} ${RESULT_FILE}.` };
    return { value: JSON.parse(strFromU8(file)) };
  } catch (error) {
    return { problem: `${RESULT_FILE} can't be read: ${error.message.slice(0, 200)}` };
  }
}
