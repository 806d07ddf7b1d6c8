import type { RunState } from "../../api/types";
import type { Query } from "../../api/client";
import { minuteBefore } from "../../lib/time";

/** What the list is narrowed to; the URL holds it, so that it can be shared. */
export interface RunFilter {
  readonly status: readonly RunState[];
  readonly workflow: string;
  readonly store: string;
  readonly q: string;
  /** A span that ends now: `1h`, `24h`, `7d`, `30d`; or a time in epoch milliseconds; empty means all. */
  readonly since: string;
  /** A time in epoch milliseconds; empty means now. */
  readonly until: string;
}

export const NO_FILTER: RunFilter = { status: [], workflow: "", store: "", q: "", since: "", until: "" };

export const SPANS: Readonly<Record<string, { word: string; ms: number }>> = {
  "1h": { word: "Last hour", ms: 3_600_000 },
  "24h": { word: "Last 24 hours", ms: 86_400_000 },
  "7d": { word: "Last 7 days", ms: 7 * 86_400_000 },
  "30d": { word: "Last 30 days", ms: 30 * 86_400_000 },
};

/** Chips of the list: groups of states that people ask for together. */
export const STATE_GROUPS: readonly { word: string; states: readonly RunState[] }[] = [
  { word: "Running", states: ["running", "cancelling"] },
  {
    word: "Waiting",
    states: ["waiting-approval", "waiting-event", "waiting-timer", "waiting-quota", "paused"],
  },
  { word: "Stalled", states: ["stalled", "needs-resume"] },
  { word: "Failed", states: ["failed"] },
  { word: "Finished", states: ["finished", "finished-with-failures", "continued"] },
  { word: "Cancelled", states: ["cancelled"] },
];

export function readFilter(query: URLSearchParams): RunFilter {
  return {
    status: (query.get("status") ?? "").split(",").filter(Boolean) as RunState[],
    workflow: query.get("workflow") ?? "",
    store: query.get("store") ?? "",
    q: query.get("q") ?? "",
    since: query.get("since") ?? "",
    until: time(query.get("until")) ?? "",
  };
}

const time = (text: string | null): string | undefined => (text && /^\d{1,15}$/.test(text) ? text : undefined);

/** The filter as URL parameters; empty members are left out. */
export function filterQuery(filter: RunFilter): Query {
  return {
    status: filter.status.join(","),
    workflow: filter.workflow,
    store: filter.store,
    q: filter.q,
    since: filter.since,
    until: filter.until,
  };
}

/** What the service is asked. */
export function serviceQuery(filter: RunFilter, nowMs: number): Query {
  const span = SPANS[filter.since];
  return { ...filterQuery(filter), since: span ? minuteBefore(nowMs, span.ms) : time(filter.since) };
}

export const isFiltered = (filter: RunFilter): boolean =>
  filter.status.length > 0 || filter.workflow !== "" || filter.store !== "" || filter.q !== "" || filter.since !== "" || filter.until !== "";

export const sameFilter = (a: RunFilter, b: RunFilter): boolean =>
  JSON.stringify(filterQuery(a)) === JSON.stringify(filterQuery(b));
