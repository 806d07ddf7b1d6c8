import type { RunState } from "../../api/types";
import type { Query } from "../../api/client";
import { barTime, minuteBefore } from "../../lib/time";

/** What the list is narrowed to; the URL holds it, so that it can be shared. */
export interface RunFilter {
  /** Empty means all. */
  readonly segment: Segment | "";
  readonly status: readonly RunState[];
  readonly workflow: string;
  readonly store: string;
  readonly q: string;
  /** A span that ends now: `1h`, `24h`, `7d`, `30d`; or a time in epoch milliseconds; empty means all. */
  readonly since: string;
  /** A time in epoch milliseconds; empty means now. */
  readonly until: string;
  readonly sort: Sort;
}

/** What comes first; the newest when it is empty. */
export type Sort = "" | "longest" | "tokens";

export const SORT_WORDS: Readonly<Record<Sort, string>> = { "": "Newest first", longest: "Longest first", tokens: "Most tokens first" };

export const NO_FILTER: RunFilter = { segment: "", status: [], workflow: "", store: "", q: "", since: "", until: "", sort: "" };

export const SPANS: Readonly<Record<string, { word: string; ms: number }>> = {
  "1h": { word: "Last hour", ms: 3_600_000 },
  "24h": { word: "Last 24 hours", ms: 86_400_000 },
  "7d": { word: "Last 7 days", ms: 7 * 86_400_000 },
  "30d": { word: "Last 30 days", ms: 30 * 86_400_000 },
};

/** The parts of the list, as the service knows and counts them. */
export const SEGMENTS = ["needs-you", "running", "waiting", "stalled", "failed", "finished", "cancelled"] as const;
export type Segment = (typeof SEGMENTS)[number];

export const SEGMENT_WORDS: Readonly<Record<Segment, string>> = {
  "needs-you": "Needs you",
  running: "Running",
  waiting: "Waiting",
  stalled: "Stalled",
  failed: "Failed",
  finished: "Finished",
  cancelled: "Cancelled",
};

export function readFilter(query: URLSearchParams): RunFilter {
  const segment = query.get("segment") ?? "";
  return {
    segment: SEGMENTS.find((one) => one === segment) ?? "",
    status: (query.get("status") ?? "").split(",").filter(Boolean) as RunState[],
    workflow: query.get("workflow") ?? "",
    store: query.get("store") ?? "",
    q: query.get("q") ?? "",
    since: query.get("since") ?? "",
    until: time(query.get("until")) ?? "",
    sort: query.get("sort") === "longest" ? "longest" : query.get("sort") === "tokens" ? "tokens" : "",
  };
}

const time = (text: string | null): string | undefined => (text && /^\d{1,15}$/.test(text) ? text : undefined);

/** The filter as URL parameters; empty members are left out. */
export function filterQuery(filter: RunFilter): Query {
  return {
    segment: filter.segment,
    status: filter.status.join(","),
    workflow: filter.workflow,
    store: filter.store,
    q: filter.q,
    since: filter.since,
    until: filter.until,
    sort: filter.sort,
  };
}

/** What the service is asked; it knows one order. */
export function serviceQuery(filter: RunFilter, nowMs: number): Query {
  const span = SPANS[filter.since];
  return { ...filterQuery(filter), since: span ? minuteBefore(nowMs, span.ms) : time(filter.since), sort: undefined };
}

/** "last 24 hours", or "Thu 09:00 to Thu 10:00" of a span in a chart. */
export function spanWords({ since, until }: RunFilter): string {
  const span = SPANS[since];
  if (span) return span.word.toLowerCase();
  const words = (text: string): string => barTime(Number(text), true);
  return [time(since) && `from ${words(since)}`, time(until) && `until ${words(until)}`].filter(Boolean).join(" ") || since;
}

export const isFiltered = (filter: RunFilter): boolean =>
  filter.segment !== "" || filter.status.length > 0 || filter.workflow !== "" || filter.store !== "" || filter.q !== "" || filter.since !== "" || filter.until !== "" || filter.sort !== "";

export const sameFilter = (a: RunFilter, b: RunFilter): boolean =>
  JSON.stringify(filterQuery(a)) === JSON.stringify(filterQuery(b));
