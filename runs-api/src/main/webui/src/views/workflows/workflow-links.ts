import { address } from "../../api/client";

export const workflowUrl = (name: string, query: Record<string, string | null> = {}): string =>
  address(`/workflows/${encodeURIComponent(name)}`, query);

export const editorUrl = (name: string): string => address("/editor", { name });

export const runsUrl = (workflow: string, status?: string): string => address("/runs", { workflow, status });
