import { html, nothing } from "lit";
import { attention } from "../attention";
import { runPath, write } from "../api/client";
import { commandLine } from "../components/command-line";
import { ask } from "../components/dialog";
import { toast } from "../components/toast";
import type { RunRef } from "../lib/run-ref";

const NAMED = 3;

/** Resumes runs one after the other, after a question; each is refused or resumed by itself. */
export async function resumeAll(runs: readonly RunRef[]): Promise<void> {
  let done = 0;
  const failed: string[] = [];
  await ask({
    title: runs.length === 1 ? "Resume this run?" : `Resume ${runs.length} runs?`,
    body: () => html`<p>A new engine process continues each of them where it stopped. Finished tasks are not run again.</p>
      ${runs.slice(0, NAMED).map((run) => commandLine("resume", run.id, "--store", run.store))}
      ${runs.length > NAMED ? html`<p class="mut">and ${runs.length - NAMED} more</p>` : nothing}`,
    confirm: runs.length === 1 ? "Resume" : `Resume ${runs.length}`,
    run: async () => {
      for (const run of runs) {
        try {
          await write(runPath(run.id, "/resume"), {}, { query: { store: run.store } });
          done++;
        } catch (cause) {
          failed.push(`${run.id}: ${(cause as Error).message}`);
        }
      }
    },
  });
  if (done) toast("ok", done === 1 ? "1 run was resumed" : `${done} runs were resumed`);
  if (failed.length) toast("bad", `${failed.length} could not be resumed`, { detail: failed.slice(0, NAMED).join(" ") });
  if (done) attention.soon();
}
