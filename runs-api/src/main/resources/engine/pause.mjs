/**
 * Asks runs of one store to pause, by the function of the engine's package that its CLI's `pause` calls: one process for
 * all of them, where the CLI would take a second of processor time for each.
 *
 * Runs under the guard in a folder whose smithers.db is the store. Arguments: the engine's CLI, and, as a private one,
 * `--request=` with {runIds}. Prints {asked, paused, inactive}, each a list of ids, or a refusal in the CLI's form.
 */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(realpathSync(process.argv[2]));
const { runIds } = JSON.parse(process.argv.find((argument) => argument.startsWith("--request=")).slice("--request=".length));

/** The engine's own bound: nobody looks at the request of a run that is not beating. */
const STALE_MS = 30_000;

function end(answer) {
  process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit("code" in answer ? 4 : 0));
}

try {
  const cli = createRequire(require.resolve("@smithers-orchestrator/cli"));
  const { findAndOpenDb } = await import(cli.resolve("@smithers-orchestrator/cli/find-db"));
  const { adapter } = await findAndOpenDb();
  const answer = { asked: [], paused: [], inactive: [] };
  for (const runId of runIds) {
    const run = await adapter.getRun(runId);
    if (run?.status === "paused") {
      answer.paused.push(runId);
    } else if (run?.status === "running" && Date.now() - (run.heartbeatAtMs ?? 0) <= STALE_MS) {
      await adapter.requestRunPause(runId, Date.now());
      answer.asked.push(runId);
    } else {
      answer.inactive.push(runId);
    }
  }
  end(answer);
} catch (failure) {
  end({ code: "PAUSE_FAILED", message: String(failure?.message ?? failure) });
}
