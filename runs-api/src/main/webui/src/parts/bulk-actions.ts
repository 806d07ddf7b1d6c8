import { html, nothing } from "lit";
import { attention } from "../attention";
import { runPath, write } from "../api/client";
import { commandLine } from "../components/command-line";
import { ask } from "../components/dialog";
import type { RunRef } from "../lib/run-ref";
import { bulkJobs } from "./bulk-job";

const NAMED = 3;

/** Resumes runs, some at a time, after a question; each is refused or resumed by itself. */
export async function resumeAll(runs: readonly RunRef[]): Promise<void> {
  const one = runs.length === 1;
  const agreed = await ask({
    title: one ? "Resume this run?" : `Resume ${runs.length} runs?`,
    body: () => html`<p>
        A new engine process continues ${one ? "it where it" : "each of them where it"} stopped. Finished tasks are not run again.
      </p>
      ${runs.slice(0, NAMED).map((run) => commandLine("resume", run.id, "--store", run.store))}
      ${runs.length > NAMED ? html`<p class="mut">and ${runs.length - NAMED} more</p>` : nothing}`,
    confirm: one ? "Resume" : `Resume ${runs.length}`,
  });
  if (!agreed) return;
  await bulkJobs.start(
    one ? "Resuming 1 run" : `Resuming ${runs.length} runs`,
    (n) => (n === 1 ? "1 run was resumed" : `${n} runs were resumed`),
    runs,
    (run) => write(runPath(run.id, "/resume"), {}, { query: { store: run.store } }),
  );
  attention.soon();
}
