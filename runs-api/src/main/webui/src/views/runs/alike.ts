import type { RunSummary } from "../../api/types";
import { causeKey } from "../../lib/cause-key";
import { runKey } from "../../lib/run-ref";
import { hasEnded } from "../../lib/run-state";

/** A run, and those that say nothing that it does not say. */
export interface Fold {
  readonly run: RunSummary;
  /** Newest first, with the run itself; one when nothing is alike. */
  readonly alike: readonly RunSummary[];
}

/** A run that goes on is always shown by itself: it is watched. */
function sameness(run: RunSummary): string | null {
  if (!hasEnded(run.state) || run.copyOf) return null;
  return [run.workflow, run.state, run.title ?? "", run.progress.total, run.parentKind ?? ""].join("\n");
}

/**
 * Runs side by side that are alike become one line.
 *
 * @param apart the key of the run that is open: it has a line of its own
 */
export function foldNeighbours(runs: readonly RunSummary[], apart = ""): Fold[] {
  const folds: { run: RunSummary; alike: RunSummary[] }[] = [];
  for (const run of runs) {
    const last = folds.at(-1);
    const key = sameness(run);
    const isApart = runKey(run) === apart || (last && runKey(last.run) === apart);
    if (last && !isApart && key !== null && key === sameness(last.run)) last.alike.push(run);
    else folds.push({ run, alike: [run] });
  }
  return folds;
}

/** What a run suffers from; null for one that is looked at by itself. */
function causeOf(run: RunSummary): string | null {
  switch (run.state) {
    case "stalled":
      return causeKey(run.stall?.reason ?? "");
    case "failed":
      return causeKey(run.cause?.says ?? "");
    case "needs-resume":
      return "";
    default:
      return run.stuck ? causeKey(run.stuck.says) : null;
  }
}

/** Of runs that need somebody those with one cause become one line, wherever they stand; each gate is a decision of its own. */
export function foldCauses(runs: readonly RunSummary[], apart = ""): Fold[] {
  const byCause = new Map<string, { run: RunSummary; alike: RunSummary[] }>();
  for (const run of runs) {
    const cause = runKey(run) === apart ? null : causeOf(run);
    const key = cause === null ? runKey(run) : [run.workflow, run.state, cause].join("\n");
    const known = byCause.get(key);
    if (known) known.alike.push(run);
    else byCause.set(key, { run, alike: [run] });
  }
  return [...byCause.values()];
}
