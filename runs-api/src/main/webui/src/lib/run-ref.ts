import { address, type Query } from "./address";

/** What names a run: the engine takes the same id in two stores, and a copied store holds all of them once more. */
export interface RunRef {
  readonly id: string;
  readonly store: string;
}

/** One string for a run, for maps and keys. */
export const runKey = (run: RunRef): string => `${run.store}/${run.id}`;

export const sameRun = (a: RunRef, b: RunRef): boolean => a.id === b.id && a.store === b.store;

/** The page of a run; without a store where none is known: if several stores hold the run, the page asks which. */
export function runUrl(run: { readonly id: string; readonly store?: string | null }, tab = "", query: Query = {}): string {
  const path = `/runs/${encodeURIComponent(run.id)}${tab ? `/${tab}` : ""}`;
  return address(path, { in: run.store, ...query });
}
