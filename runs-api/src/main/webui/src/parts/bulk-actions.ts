import { html, nothing, type TemplateResult } from "lit";
import { attention } from "../attention";
import { runPath, write } from "../api/client";
import type { SeenRuns } from "../api/types";
import { commandLine } from "../components/command-line";
import { ask } from "../components/dialog";
import { toast } from "../components/toast";
import { count } from "../lib/numbers";
import type { RunRef } from "../lib/run-ref";
import { bulkJobs } from "./bulk-job";

const NAMED = 3;

type Verb = "cancel" | "resume";

// What is asked before many runs are acted on, some at a time; each is refused or done by itself.

/** @param begun called once the question was agreed to */
export async function cancelAll(runs: readonly RunRef[], begun?: () => void): Promise<void> {
  if (bulkJobs.isBusy()) return;
  const confirmed = await ask({
    title: `Cancel ${plural(runs.length)}?`,
    body: () => html`<p>
        Tasks that are running end. A cancelled run continues only when somebody restarts it. Runs that have already ended are not affected.
      </p>
      ${commands("cancel", runs)}`,
    confirm: "Cancel runs",
    keep: "Keep running",
    danger: true,
    arm: "I want to cancel these runs.",
  });
  if (confirmed) await together("cancel", `Cancelling ${plural(runs.length)}`, (n) => `${plural(n)} asked to cancel`, runs, begun);
}

/** @param begun called once the question was agreed to */
export async function resumeAll(runs: readonly RunRef[], begun?: () => void): Promise<void> {
  if (bulkJobs.isBusy()) return;
  const confirmed = await ask({
    title: `Resume ${plural(runs.length)}?`,
    body: () => html`<p>A new engine process continues each of them where it stopped; finished work is not done again.</p>
      ${commands("resume", runs)}`,
    confirm: "Resume runs",
  });
  if (confirmed) await together("resume", `Resuming ${plural(runs.length)}`, (n) => `${plural(n)} resumed`, runs, begun);
}

/** How they ended is known, and they want nobody any more. Nothing is lost by it, so nothing is asked. */
export async function seeAll(runs: readonly RunRef[]): Promise<void> {
  try {
    const { marked, notMarked } = await write<SeenRuns>("/api/seen", { runs: runs.map(({ id, store }) => ({ id, store })) });
    if (notMarked.length) {
      toast("bad", `${count(marked)} of ${plural(runs.length)} marked as seen`, { detail: notMarked[0]?.why ?? "" });
    } else {
      toast("ok", `${plural(marked)} marked as seen`);
    }
  } catch (cause) {
    toast("bad", "The runs could not be marked as seen", { detail: (cause as Error).message });
  }
  attention.soon();
}

async function together(verb: Verb, title: string, done: (n: number) => string, runs: readonly RunRef[], begun?: () => void): Promise<void> {
  begun?.();
  await bulkJobs.start(title, done, runs, (run) => write(runPath(run.id, `/${verb}`), {}, { query: { store: run.store } }));
  attention.soon();
}

const plural = (n: number): string => `${count(n)} ${n === 1 ? "run" : "runs"}`;

const commands = (verb: Verb, runs: readonly RunRef[]): TemplateResult =>
  html`${runs.slice(0, NAMED).map((run) => commandLine(verb, run.id, "--store", run.store))}
  ${runs.length > NAMED ? html`<p class="mut">and ${count(runs.length - NAMED)} more</p>` : nothing}`;
