/**
 * Approves a gate with what was chosen at it, by the functions of the engine's package that its own gateway calls: the
 * CLI's `approve` takes no choice, and a `select` gate approved by it gets an empty one.
 *
 * Runs under the guard in a folder whose smithers.db is the store. Arguments: the engine's CLI, and, as a private one,
 * `--request=` with {runId, nodeId, iteration, note, by, decision}. Prints what the CLI would, refusals in its form too.
 */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(realpathSync(process.argv[2]));
const request = JSON.parse(process.argv.find((argument) => argument.startsWith("--request=")).slice("--request=".length));
const { runId, nodeId, iteration, decision } = request;

/** As the CLI has it: the engine's function itself would decide a gate of a run that is paused or has ended. */
const OPEN = new Set(["running", "waiting-approval", "waiting-event", "waiting-timer", "waiting-quota", "failed"]);

function end(answer) {
  process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit("code" in answer ? 4 : 0));
}

async function load() {
  // what the CLI itself imports; the paths are looked up from the CLI's own package
  const cli = createRequire(require.resolve("@smithers-orchestrator/cli"));
  const [{ findAndOpenDb }, { approveNode }, { Effect }] = await Promise.all(
    ["@smithers-orchestrator/cli/find-db", "@smithers-orchestrator/engine/approvals", "effect"].map(
      (name) => import(cli.resolve(name)),
    ),
  );
  if (![findAndOpenDb, approveNode, Effect?.runPromise].every((each) => typeof each === "function")) {
    throw new Error("its functions have other names");
  }
  return { findAndOpenDb, approveNode, Effect };
}

async function approve({ findAndOpenDb, approveNode, Effect }) {
  const { adapter } = await findAndOpenDb();
  const run = await adapter.getRun(runId);
  if (!run) return { code: "RUN_NOT_FOUND", message: `Run not found: ${runId}` };
  if (!OPEN.has(run.status)) return { code: "RUN_NOT_ACTIVE", message: `Run is not active (status: ${run.status})` };
  const gate = await adapter.getApproval(runId, nodeId, iteration);
  if (gate?.status !== "requested") {
    return { code: "NO_PENDING_APPROVALS", message: `No approval of ${nodeId} is pending` };
  }
  await Effect.runPromise(
    approveNode(adapter, runId, nodeId, iteration, request.note ?? undefined, request.by ?? undefined, decision),
  );
  return { runId, nodeId, status: "approved", decision };
}

let engine;
try {
  engine = await load();
} catch (missing) {
  end({ code: "CHOICE_UNSUPPORTED", message: String(missing?.message ?? missing) });
}
if (engine) {
  try {
    end(await approve(engine));
  } catch (failure) {
    end({ code: "APPROVE_FAILED", message: String(failure?.message ?? failure) });
  }
}
