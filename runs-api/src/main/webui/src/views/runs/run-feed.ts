import { get, wasAborted } from "../../api/client";
import type { Page, RunSummary } from "../../api/types";
import { ACTIVE, isGate, isInTrouble, isSubflow, NEEDS_YOU, NEEDS_YOU_QUERY } from "../../lib/run-state";
import { runKey } from "../../lib/run-ref";
import { dayHeading, minuteBefore } from "../../lib/time";
import { live } from "../../live/stream";
import { isFiltered, NO_FILTER, type RunFilter, sameFilter, serviceQuery } from "./run-filter";

export type Row =
  | { readonly kind: "heading"; readonly title: string; readonly note: string }
  | { readonly kind: "run"; readonly run: RunSummary };

const PAGE = 200;
const SIDE_LIMIT = 100;
const FAILED_MATTERS_MS = 86_400_000;
const MATCH_DELAY_MS = 600;

/**
 * The runs of the list: pages of the service, kept fresh by the stream. News about a known run changes it where it
 * stands. What would move rows (a new run, a run that ended) waits in `pending` until the list may be laid out anew,
 * as a row under the pointer must not move.
 */
export class RunFeed extends EventTarget {
  filter: RunFilter = NO_FILTER;
  rows: Row[] = [];
  error: unknown = null;
  loadedAtMs = 0;
  /** How many runs are new or elsewhere since the rows were laid out. */
  pending = 0;
  /** Whether rows may be moved now; the list says no while the pointer or the focus is in it. */
  mayMove: () => boolean = () => true;

  private readonly known = new Map<string, RunSummary>();
  /** Keys of the plain list, newest first, as far as it was read. */
  private listed: string[] = [];
  private cursor: string | null = null;
  private readingMore = false;
  private asked = new AbortController();
  private matching: ReturnType<typeof setTimeout> | undefined;

  /** @returns what ends it */
  start(): () => void {
    const leave = live.subscribe({
      change: (change) => {
        if (change.kind === "run") this.take(change.run);
        if (change.kind === "store") void this.read();
      },
      reload: () => void this.read(),
      poll: ({ list }) => list && void this.read(),
    });
    void this.read();
    return () => {
      leave();
      this.asked.abort();
      clearTimeout(this.matching);
    };
  }

  setFilter(filter: RunFilter): void {
    if (sameFilter(filter, this.filter)) return;
    this.filter = filter;
    this.known.clear();
    this.listed = [];
    this.rows = [];
    this.loadedAtMs = 0;
    void this.read();
  }

  get hasMore(): boolean {
    return this.cursor !== null;
  }

  async read(): Promise<void> {
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    const query = serviceQuery(this.filter, Date.now());
    const ask = (more: object, limit: number): Promise<Page<RunSummary>> =>
      get<Page<RunSummary>>("/api/runs", { ...query, ...more, limit }, asked.signal);
    try {
      const sides = isFiltered(this.filter)
        ? []
        : [
            ask({ status: NEEDS_YOU_QUERY }, SIDE_LIMIT),
            ask({ status: "failed", since: minuteBefore(Date.now(), FAILED_MATTERS_MS) }, SIDE_LIMIT),
            ask({ status: ACTIVE.join(",") }, SIDE_LIMIT),
          ];
      const [page, ...rest] = await Promise.all([ask({}, PAGE), ...sides]);
      // Pages that were read further down stay; the first page takes the place of what it covers.
      const oldest = page!.items.at(-1)?.createdAtMs ?? 0;
      const below =
        page!.nextCursor === null
          ? []
          : this.listed.map((key) => this.known.get(key)!).filter((run) => run.createdAtMs < oldest);
      if (below.length === 0) this.cursor = page!.nextCursor;
      this.known.clear();
      for (const run of [...below, ...rest.flatMap((side) => side.items), ...page!.items]) this.known.set(runKey(run), run);
      this.listed = [...page!.items, ...below].map(runKey);
      this.error = null;
      this.loadedAtMs = Date.now();
      this.arrange(this.mayMove());
    } catch (cause) {
      if (wasAborted(cause)) return;
      this.error = cause;
      this.changed();
    }
  }

  /** The next page, when the end of the list comes near. */
  async more(): Promise<void> {
    if (this.readingMore || this.cursor === null) return;
    this.readingMore = true;
    try {
      const page = await get<Page<RunSummary>>(
        "/api/runs",
        { ...serviceQuery(this.filter, Date.now()), limit: PAGE, cursor: this.cursor },
        this.asked.signal,
      );
      const listed = new Set(this.listed);
      for (const run of page.items) {
        if (!listed.has(runKey(run))) this.listed.push(runKey(run));
        this.known.set(runKey(run), run);
      }
      this.cursor = page.nextCursor;
      this.arrange(true); // rows are added below only
    } catch (cause) {
      if (!wasAborted(cause)) {
        this.error = cause;
        this.changed();
      }
    } finally {
      this.readingMore = false;
    }
  }

  /** Lays the rows out anew, whatever is under the pointer: the operator asked for it. */
  settle(): void {
    this.arrange(true);
  }

  private take(run: RunSummary): void {
    const key = runKey(run);
    const before = this.known.get(key);
    if (!before && isFiltered(this.filter)) {
      // Whether a new run matches is the service's to say.
      clearTimeout(this.matching);
      this.matching = setTimeout(() => void this.read(), MATCH_DELAY_MS);
      return;
    }
    this.known.set(key, run);
    if (!before) {
      const at = this.listed.findIndex((one) => (this.known.get(one)?.createdAtMs ?? 0) <= run.createdAtMs);
      this.listed.splice(at < 0 ? this.listed.length : at, 0, key);
    }
    if (before && section(before) === section(run)) {
      const at = this.rows.findIndex((row) => row.kind === "run" && runKey(row.run) === key);
      if (at >= 0) {
        this.rows = this.rows.with(at, { kind: "run", run });
        this.changed();
        return;
      }
    }
    this.arrange(this.mayMove());
  }

  private arrange(mayMove: boolean): void {
    const wanted = this.layout();
    if (mayMove || this.rows.length === 0) {
      this.rows = wanted;
      this.pending = 0;
    } else {
      const places = new Map(wanted.map((row, i) => [keyOf(row), i]));
      this.pending = wanted.length - this.rows.filter((row) => places.has(keyOf(row))).length || Number(moved(this.rows, wanted));
      this.rows = this.rows.map((row) =>
        row.kind === "run" ? { kind: "run", run: this.known.get(runKey(row.run)) ?? row.run } : row,
      );
    }
    this.changed();
  }

  private layout(): Row[] {
    const rows: Row[] = [];
    const add = (title: string, runs: RunSummary[], note = String(runs.length)): void => {
      if (runs.length === 0) return;
      rows.push({ kind: "heading", title, note });
      for (const run of runs) rows.push({ kind: "run", run });
    };
    const now = Date.now();
    const listed = this.listed.map((key) => this.known.get(key)).filter((run) => run !== undefined);
    if (isFiltered(this.filter)) {
      this.addByDay(listed, now, add);
      return rows;
    }
    const newestFirst = (a: RunSummary, b: RunSummary): number => b.createdAtMs - a.createdAtMs;
    // Chosen before sorted: who scrolled far has many thousands of runs here, and few of them are in these sections.
    const of = (name: "needs" | "active"): RunSummary[] => [...this.known.values()].filter((run) => section(run) === name);
    add(
      "Needs you",
      of("needs").sort((a, b) => urgency(a) - urgency(b) || newestFirst(a, b)),
    );
    add("Active", of("active").sort(newestFirst));
    this.addByDay(
      listed.filter((run) => section(run) === "rest"),
      now,
      add,
    );
    return rows;
  }

  private addByDay(runs: RunSummary[], now: number, add: (title: string, runs: RunSummary[], note?: string) => void): void {
    let day = "";
    let ofDay: RunSummary[] = [];
    for (const run of runs) {
      const heading = dayHeading(run.createdAtMs, now);
      if (heading !== day) {
        add(day, ofDay);
        day = heading;
        ofDay = [];
      }
      ofDay.push(run);
    }
    // The last day may go on below what was read.
    add(day, ofDay, this.cursor === null ? String(ofDay.length) : `${ofDay.length}+`);
  }

  private changed(): void {
    this.dispatchEvent(new Event("feed"));
  }
}

export const keyOf = (row: Row): string => (row.kind === "run" ? runKey(row.run) : `# ${row.title}`);

function moved(before: Row[], after: Row[]): boolean {
  return before.length !== after.length || before.some((row, i) => keyOf(row) !== keyOf(after[i]!));
}

function section(run: RunSummary): "needs" | "active" | "rest" {
  if (run.copyOf) return "rest";
  // A subflow takes its parent's verdict, and the parent is what is acted on.
  if (isSubflow(run)) return ACTIVE.includes(run.state) || NEEDS_YOU.includes(run.state) ? "active" : "rest";
  if (isInTrouble(run) || run.waits.some(isGate)) return "needs";
  if (run.state === "failed" && Date.now() - run.createdAtMs < FAILED_MATTERS_MS) return "needs";
  return ACTIVE.includes(run.state) ? "active" : "rest";
}

/** Stalled first, then gates, then failures. */
const urgency = (run: RunSummary): number =>
  run.state === "stalled" ? 0 : run.state === "failed" ? 3 : run.state === "needs-resume" || run.stuck ? 1 : 2;
