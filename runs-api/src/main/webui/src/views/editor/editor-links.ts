import { address } from "../../api/client";

export const editorUrl = (name: string, query: { pane?: string | null; version?: number | null } = {}): string =>
  address("/editor", { name, pane: query.pane, version: query.version });
