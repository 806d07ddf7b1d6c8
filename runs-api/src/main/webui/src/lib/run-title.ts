import { oneLine } from "./plain-text";

interface Named {
  readonly id: string;
  readonly title?: string | null;
  readonly workflow: string;
  readonly workflowName: string;
}

/** What somebody typed; of a run that was given no words what it does, which {@link shortId} tells from others. */
export const runTitle = (run: Named): string => oneLine(run.title || run.workflowName || run.workflow || run.id, 160);

/** Ids that we make begin with the workflow's name, which is told beside it. */
export const shortId = (run: Named): string =>
  oneLine(run.workflowName && run.id.startsWith(`${run.workflowName}-`) ? run.id.slice(run.workflowName.length + 1) : run.id, 120);
