import { filterQuery, readFilter, type RunFilter } from "./run-filter";
import { address } from "../../api/client";

const KEY = "saved-filters";
const MAX = 30;

interface SavedFilter {
  readonly name: string;
  readonly filter: RunFilter;
}

/** Filters that this browser keeps, as URL parameters under their names. */
export function savedFilters(): SavedFilter[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]") as [string, string][];
    return kept.map(([name, query]) => ({ name, filter: readFilter(new URLSearchParams(query)) }));
  } catch {
    return []; // a note that can't be read is no reason to show nothing
  }
}

export function saveFilter(name: string, filter: RunFilter): void {
  const others = savedFilters().filter((one) => one.name !== name);
  keep([...others, { name, filter }].slice(-MAX));
}

export function forgetFilter(name: string): void {
  keep(savedFilters().filter((one) => one.name !== name));
}

function keep(filters: SavedFilter[]): void {
  const text = (filter: RunFilter): string => address("", filterQuery(filter)).slice(1);
  localStorage.setItem(KEY, JSON.stringify(filters.map(({ name, filter }) => [name, text(filter)])));
}
