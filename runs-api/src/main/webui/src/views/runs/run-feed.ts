import { get, wasAborted } from "../../api/client";
import type { Page, RunCounts, RunSummary } from "../../api/types";
import { ACTIVE, isGate, isInTrouble, isSubflow, NEEDS_YOU } from "../../lib/run-state";
import { runKey } from "../../lib/run-ref";
import { count } from "../../lib/numbers";
import { dayHeading, startOfDay } from "../../lib/time";
import { live } from "../../live/stream";
import { type Fold, foldCauses, foldNeighbours } from "./alike";
import { isFiltered, NO_FILTER, type RunFilter, sameFilter, serviceQuery, SORT_WORDS } from "./run-filter";

export type Row =
  | { readonly kind: "heading"; readonly title: string; readonly note: string }
  | RunRow;

export interface RunRow {
  readonly kind: "run";
  readonly run: RunSummary;
  /** How many are alike, when this line stands for them or leads them; else 1. */
  readonly alike: number;
  /** Whether it is one of those that a fold has let out. */
  readonly isInFold: boolean;
  /** Whether those that are alike stand below it. */
  readonly isOpen: boolean;
  /** Whether its heading names the day, so that a time is enough. */
  readonly isOfDay: boolean;
}

/** A page of the list, with how many runs there are in each part of it. */
type CountedPage = Page<RunSummary> & { readonly counts: RunCounts | null };

const PAGE = 200;
const MOST_OF_A_PAGE = 500;
const SIDE_LIMIT = 100;
const FAILED_MATTERS_MS = 86_400_000;
/** So many new runs are added to those that were read: a page that is left open for a night is told of thousands. */
const MOST_NEW = PAGE;
/** In an order of the page's own as many runs are looked at, the newest. */
const MOST_SORTED = 2_000;
const MATCH_DELAY_MS = 600;
const COUNT_DELAY_MS = 1_500;

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
  /** Null until they were read. */
  counts: RunCounts | null = null;
  /** How many runs are new or elsewhere since the rows were laid out. */
  pending = 0;
  /** Whether rows may be moved now; the list says no while the pointer or the focus is in it. */
  mayMove: () => boolean = () => true;
  /** Whether nobody looks at more than the first page. */
  mayForget: () => boolean = () => true;

  private readonly known = new Map<string, RunSummary>();
  /** Keys of the plain list, newest first, as far as it was read. */
  private listed: string[] = [];
  private cursor: string | null = null;
  private readingMore = false;
  /** How long the list was when it was last read. */
  private readLength = 0;
  private asked = new AbortController();
  private matching: ReturnType<typeof setTimeout> | undefined;
  private counting: ReturnType<typeof setTimeout> | undefined;
  /** Keys of the runs that lead a fold which was opened. */
  private apart = "";
  private readonly opened = new Set<string>();

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
      clearTimeout(this.counting);
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

  /** A run of the list; of any store where none is named. */
  find(id: string, store: string | null): RunSummary | undefined {
    return [...this.known.values()].find((run) => run.id === id && (store === null || run.store === store));
  }

  /** The run that is open has a line of its own. */
  keepApart(key: string): void {
    if (key === this.apart) return;
    this.apart = key;
    if (this.loadedAtMs) this.arrange(true);
  }

  /** Shows or hides those that are alike a run. */
  toggleFold(run: RunSummary): void {
    const key = runKey(run);
    if (!this.opened.delete(key)) this.opened.add(key);
    this.arrange(true);
  }

  /** All runs that the filter takes, up to a limit, for what is done to them together. */
  async all(limit: number, signal: AbortSignal): Promise<RunSummary[]> {
    const found: RunSummary[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<RunSummary> = await get<Page<RunSummary>>(
        "/api/runs",
        { ...serviceQuery(this.filter, Date.now()), limit: MOST_OF_A_PAGE, cursor },
        signal,
      );
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && found.length < limit);
    return found.slice(0, limit);
  }

  get hasMore(): boolean {
    return this.cursor !== null && !this.filter.sort;
  }

  async read(): Promise<void> {
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    const query = serviceQuery(this.filter, Date.now());
    const ask = (more: object, limit: number): Promise<CountedPage> =>
      get<CountedPage>("/api/runs", { ...query, ...more, limit }, asked.signal);
    try {
      const sides = isFiltered(this.filter)
        ? []
        : [
            ask({ segment: "needs-you" }, SIDE_LIMIT),
            ask({ status: ACTIVE.join(",") }, SIDE_LIMIT),
          ];
      const [page, ...rest] = await Promise.all([ask({ counts: true }, this.filter.sort ? MOST_OF_A_PAGE : PAGE), ...sides]);
      if (this.filter.sort) await this.readOn(page!, asked.signal);
      // Pages that were read further down stay while somebody is there; the first page takes the place of what it covers.
      const oldest = page!.items.at(-1)?.createdAtMs ?? 0;
      const below =
        page!.nextCursor === null || this.filter.sort || this.mayForget()
          ? []
          : this.listed.map((key) => this.known.get(key)!).filter((run) => run.createdAtMs < oldest);
      if (below.length === 0) this.cursor = page!.nextCursor;
      this.known.clear();
      for (const run of [...below, ...rest.flatMap((side) => side.items), ...page!.items]) this.known.set(runKey(run), run);
      this.listed = [...page!.items, ...below].map(runKey);
      this.readLength = this.listed.length;
      this.error = null;
      this.counts = page!.counts;
      this.loadedAtMs = Date.now();
      this.arrange(this.mayMove());
    } catch (cause) {
      if (wasAborted(cause)) return;
      this.error = cause;
      this.changed();
    }
  }

  /** Adds what follows a page to it, up to what is sorted. */
  private async readOn(page: { items: RunSummary[]; nextCursor: string | null }, signal: AbortSignal): Promise<void> {
    while (page.nextCursor !== null && page.items.length < MOST_SORTED) {
      const next: Page<RunSummary> = await get<Page<RunSummary>>(
        "/api/runs",
        { ...serviceQuery(this.filter, Date.now()), limit: MOST_OF_A_PAGE, cursor: page.nextCursor },
        signal,
      );
      page.items.push(...next.items);
      page.nextCursor = next.nextCursor;
    }
  }

  /** The next page, when the end of the list comes near. */
  async more(): Promise<void> {
    if (this.readingMore || this.cursor === null || this.filter.sort) return;
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
      this.readLength = this.listed.length;
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

  /** How many there are is not in the news: it is asked, at most now and then. */
  private countSoon(): void {
    this.counting ??= setTimeout(() => {
      this.counting = undefined;
      get<CountedPage>("/api/runs", { ...serviceQuery(this.filter, Date.now()), counts: true, limit: 1 }, this.asked.signal).then(
        (page) => {
          this.counts = page.counts;
          this.arrange(this.mayMove());
        },
        () => undefined, // the next reading brings them
      );
    }, COUNT_DELAY_MS);
  }

  private take(run: RunSummary): void {
    const key = runKey(run);
    const before = this.known.get(key);
    if (!before || before.state !== run.state) this.countSoon();
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
      this.forgetSome();
    }
    if (before && section(before) === section(run)) {
      const at = this.rows.findIndex((row) => row.kind === "run" && runKey(row.run) === key);
      if (at >= 0) {
        this.rows = this.rows.with(at, { ...(this.rows[at] as RunRow), run });
        this.changed();
        return;
      }
    }
    this.arrange(this.mayMove());
  }

  /** Reads the first page anew where news have made the list long, which lets go of the rest. */
  private forgetSome(): void {
    if (this.listed.length <= this.readLength + MOST_NEW || !this.mayForget()) return;
    this.readLength = this.listed.length; // not again while it is read
    void this.read();
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
        row.kind === "run" ? { ...row, run: this.known.get(runKey(row.run)) ?? row.run } : row,
      );
    }
    this.changed();
  }

  private layout(): Row[] {
    const rows: Row[] = [];
    const add = (title: string, folds: readonly Fold[], note: string, isOfDay: boolean): void => {
      if (folds.length === 0) return;
      rows.push({ kind: "heading", title, note });
      for (const { run, alike } of folds) {
        const isOpen = alike.length > 1 && this.opened.has(runKey(run));
        rows.push({ kind: "run", run, alike: alike.length, isInFold: false, isOpen, isOfDay });
        if (!isOpen) continue;
        for (const one of alike.slice(1)) rows.push({ kind: "run", run: one, alike: 1, isInFold: true, isOpen: false, isOfDay });
      }
    };
    const now = Date.now();
    const listed = this.listed.map((key) => this.known.get(key)).filter((run) => run !== undefined);
    const addDays = (runs: RunSummary[]): void => {
      const days = byDay(runs, now);
      days.forEach((day, i) => {
        // The last day may go on below what was read.
        const goesOn = i === days.length - 1 && this.cursor !== null;
        add(day.heading, foldNeighbours(day.runs, this.apart), `${day.runs.length}${goesOn ? "+" : ""}`, true);
      });
    };
    const { sort } = this.filter;
    if (sort) {
      const weight = (run: RunSummary): number =>
        sort === "tokens" ? (run.tokens.total ?? 0) : (run.durationMs ?? (run.startedAtMs === null ? 0 : now - run.startedAtMs));
      const sorted = listed.toSorted((a, b) => weight(b) - weight(a)).map((run) => ({ run, alike: [run] }));
      add(SORT_WORDS[sort], sorted, this.cursor === null ? count(sorted.length) : `of the newest ${count(sorted.length)}`, false);
      return rows;
    }
    if (isFiltered(this.filter)) {
      addDays(listed);
      return rows;
    }
    const newestFirst = (a: RunSummary, b: RunSummary): number => b.createdAtMs - a.createdAtMs;
    // Chosen before sorted: who scrolled far has many thousands of runs here, and few of them are in these sections.
    const of = (name: "needs" | "active"): RunSummary[] => [...this.known.values()].filter((run) => section(run) === name);
    const needs = of("needs").sort((a, b) => urgency(a) - urgency(b) || newestFirst(a, b));
    add("Needs you", foldCauses(needs, this.apart), count(Math.max(needs.length, this.counts?.needsYou ?? 0)), false);
    const active = of("active").sort(newestFirst);
    add("Active", foldNeighbours(active, this.apart), `${active.length}${active.length >= SIDE_LIMIT ? "+" : ""}`, false);
    addDays(listed.filter((run) => section(run) === "rest"));
    return rows;
  }

  private changed(): void {
    this.dispatchEvent(new Event("feed"));
  }
}

function byDay(runs: readonly RunSummary[], now: number): { heading: string; runs: RunSummary[] }[] {
  const days: { heading: string; runs: RunSummary[] }[] = [];
  let midnight = Infinity;
  for (const run of runs) {
    // Newest first: what is not before the day's midnight is of that day, and a date need not be written for each row.
    if (run.createdAtMs >= midnight) {
      days.at(-1)!.runs.push(run);
      continue;
    }
    midnight = startOfDay(run.createdAtMs);
    const heading = dayHeading(run.createdAtMs, now);
    const last = days.at(-1);
    if (last?.heading === heading) last.runs.push(run);
    else days.push({ heading, runs: [run] });
  }
  return days;
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
