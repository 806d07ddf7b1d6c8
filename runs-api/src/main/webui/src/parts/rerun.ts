import { html, type TemplateResult } from "lit";
import { get, getText, runPath, write } from "../api/client";
import type { Json, Launched, RunDetail, RunSettings, RunSummary, WorkflowForm } from "../api/types";
import { attention } from "../attention";
import { ask } from "../components/dialog";
import { toast } from "../components/toast";
import { type ExecutionFields } from "../lib/execution";
import { schemaFields } from "../lib/json-schema";
import { asGiven, type LaunchRequest, readInput } from "../lib/launch-form";
import { count } from "../lib/numbers";
import { type RunRef, runUrl } from "../lib/run-ref";
import { router } from "../router";
import { bulkJobs } from "./bulk-job";

/** What launches a run as it was: the input that it was given, its settings, its project and its annotations. */
async function launchOf(run: RunRef): Promise<LaunchRequest> {
  const { store } = run;
  const [detail, settings, text] = await Promise.all([
    get<RunDetail>(runPath(run.id), { store }),
    get<RunSettings>(runPath(run.id, "/settings"), { store }),
    getText(runPath(run.id, "/input"), { store }),
  ]);
  const read = readInput(text);
  if ("problem" in read) throw new Error(`Its input can't be used again: ${read.problem}`);
  const form = await get<WorkflowForm>("/api/workflow-form", { name: detail.workflow }).catch(() => null);
  const { input } = asGiven(read.value, schemaFields(form?.inputSchema ?? null) ?? []);
  const { env, project, ...options } = settings;
  const annotations = { ...(detail.annotations as Record<string, Json>) };
  if (project) delete annotations["project"]; // the service writes it anew
  return { workflow: detail.workflow, input, env, annotations, ...(project && { project }), ...(options as ExecutionFields) };
}

/**
 * Launches runs once more, each as it was.
 *
 * @param begun called once the question was agreed to
 */
export async function rerunAll(runs: readonly RunSummary[], begun?: () => void): Promise<void> {
  if (bulkJobs.isBusy()) return;
  const confirmed = await ask({
    title: `Rerun ${plural(runs.length)}?`,
    body: () => question(runs),
    confirm: runs.length === 1 ? "Rerun" : "Rerun all",
  });
  if (!confirmed) return;
  begun?.();
  const again = (run: RunSummary): Promise<unknown> => launchOf(run).then((request) => write<Launched>("/api/launch", request));
  await bulkJobs.start(`Rerunning ${plural(runs.length)}`, (n) => `${plural(n)} launched again`, runs, again);
  attention.soon();
}

/** Launches a run once more as it was, and opens the new one. */
export async function rerun(run: RunRef): Promise<void> {
  let launched: Launched | null = null;
  const done = await ask({
    title: "Rerun this run?",
    body: () => question([run]),
    confirm: "Rerun",
    run: async () => {
      launched = await write<Launched>("/api/launch", await launchOf(run));
      attention.soon();
    },
  });
  const made = launched as Launched | null;
  if (!done || !made) return;
  toast("ok", `Launched ${made.workflow}`, { detail: made.runId });
  await router.go(runUrl({ id: made.runId, store: made.store }));
}

const question = (runs: readonly RunRef[]): TemplateResult =>
  html`<p>
      ${runs.length === 1 ? "A new run starts" : `${count(runs.length)} new runs start`} with the same input, settings and project, and the
      workflow as it is now. Nothing of the earlier work is kept, and models are asked again.
    </p>
    <p class="mut small">Settings are known of runs that were launched through this service; of others the input alone.</p>`;

const plural = (n: number): string => `${count(n)} ${n === 1 ? "run" : "runs"}`;
