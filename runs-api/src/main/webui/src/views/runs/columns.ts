/** A column of the table that can be left out on a wide screen; a narrow one leaves out by itself. */
export interface Column {
  readonly id: "workflow" | "outcome" | "models" | "tokens" | "cost" | "score" | "took" | "when";
  readonly word: string;
  readonly width: string;
}

export const COLUMNS: readonly Column[] = [
  { id: "workflow", word: "Workflow", width: "128px" },
  { id: "outcome", word: "Outcome", width: "minmax(0, 1.35fr)" },
  { id: "models", word: "Models", width: "104px" },
  { id: "tokens", word: "Tokens", width: "64px" },
  { id: "cost", word: "Cost", width: "68px" },
  { id: "score", word: "Score", width: "56px" },
  { id: "took", word: "Duration", width: "82px" },
  { id: "when", word: "Started", width: "60px" },
];

const ALWAYS = "18px 14px minmax(0, 1.45fr)";
const KEY = "runs-columns-left-out";

/** What this browser leaves out. */
export function columnsLeftOut(): ReadonlySet<string> {
  const known = new Set<string>(COLUMNS.map((column) => column.id));
  return new Set((localStorage.getItem(KEY) ?? "").split(",").filter((id) => known.has(id)));
}

export function leaveOut(ids: ReadonlySet<string>): void {
  if (ids.size) localStorage.setItem(KEY, [...ids].join(","));
  else localStorage.removeItem(KEY);
}

/** The widths of those that are shown, as a grid wants them. */
export const columnWidths = (leftOut: ReadonlySet<string>): string =>
  [ALWAYS, ...COLUMNS.filter((column) => !leftOut.has(column.id)).map((column) => column.width)].join(" ");
