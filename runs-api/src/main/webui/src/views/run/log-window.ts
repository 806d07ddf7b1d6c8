import { wasAborted } from "../../api/client";
import type { Level, RunEvent } from "../../api/types";
import type { RunSource } from "../../parts/run-source";

const PAGE = 500;
/** What is kept in the page; the other end is let go when there is more. */
const MAX_LINES = 20_000;
const SETTLE_MS = 250;

interface LogFilter {
  readonly node: string;
  readonly level: Level;
  readonly q: string;
}

/**
 * A window on a run's log, which may have hundreds of thousands of lines. It begins at the newest line (or at the
 * first), reads on in both directions as the reader comes near an end, and lets go of the end that is far away.
 * Dispatches `lines` with how many were put before and taken from the front, so that what is seen can stay in place.
 */
export class LogWindow extends EventTarget {
  lines: RunEvent[] = [];
  hasOlder = false;
  hasNewer = false;
  error: unknown = null;
  isReading = false;
  loaded = false;
  private asked = new AbortController();
  private olderCursor: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: RunSource,
    private filter: LogFilter,
  ) {
    super();
  }

  /** Reads the last lines, or the first ones. */
  async open(end: "oldest" | "newest", filter = this.filter): Promise<void> {
    this.filter = filter;
    this.asked.abort();
    this.asked = new AbortController();
    this.isReading = false;
    await this.reading(async (signal) => {
      // A page may hold few or no lines when the filter takes few: go on until there is something to show.
      let cursor: string | undefined;
      const found: RunEvent[] = [];
      do {
        const page = await this.source.logs({ ...this.question(), order: end, limit: PAGE, cursor }, signal);
        found.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && found.length < 50 && !signal.aborted);
      if (signal.aborted) return;
      this.lines = end === "newest" ? found.reverse() : found;
      this.olderCursor = end === "newest" ? cursor : undefined;
      this.hasOlder = end === "newest" && cursor !== undefined;
      this.hasNewer = end === "oldest" && cursor !== undefined;
      this.loaded = true;
      this.tell(0);
    });
  }

  async older(): Promise<void> {
    if (!this.hasOlder || this.isReading) return;
    await this.reading(async (signal) => {
      const first = this.lines[0]?.seq ?? 0;
      const before = this.olderCursor === undefined ? await this.backFrom(first, signal) : await this.nextOlder(first, signal);
      if (signal.aborted) return;
      this.lines = [...before, ...this.lines];
      if (this.lines.length > MAX_LINES) {
        this.lines = this.lines.slice(0, MAX_LINES);
        this.hasNewer = true;
      }
      this.tell(before.length);
    });
  }

  private async nextOlder(first: number, signal: AbortSignal): Promise<RunEvent[]> {
    const page = await this.source.logs(
      { ...this.question(), order: "newest", limit: PAGE, cursor: this.olderCursor },
      signal,
    );
    this.olderCursor = page.nextCursor ?? undefined;
    this.hasOlder = page.nextCursor !== null;
    return page.items.reverse().filter((line) => line.seq < first);
  }

  /** Lines that were let go have no cursor any more: looks back by their numbers, further when the filter takes few. */
  private async backFrom(first: number, signal: AbortSignal): Promise<RunEvent[]> {
    for (let span = PAGE; ; span *= 4) {
      const after = Math.max(-1, first - 1 - span);
      const page = await this.source.logs({ ...this.question(), order: "oldest", limit: PAGE, after }, signal);
      const before = page.items.filter((line) => line.seq < first);
      this.hasOlder = after >= 0;
      if (before.length > 0 || after < 0 || signal.aborted) return before;
    }
  }

  /** Lines behind the last one: further down in a long log, or just written. */
  async newer(): Promise<void> {
    if (this.isReading || !this.loaded) return;
    await this.reading(async (signal) => {
      const after = this.lines.at(-1)?.seq ?? -1;
      const page = await this.source.logs({ ...this.question(), order: "oldest", limit: PAGE, after }, signal);
      if (signal.aborted) return;
      this.hasNewer = page.nextCursor !== null;
      if (page.items.length === 0) return;
      this.lines = [...this.lines, ...page.items];
      const extra = Math.max(0, this.lines.length - MAX_LINES);
      if (extra) {
        this.lines = this.lines.slice(extra);
        this.olderCursor = undefined;
        this.hasOlder = true;
      }
      this.tell(0 - extra);
    });
  }

  /** The run wrote something; a window that is not at the end waits until its reader comes there. */
  wrote(): void {
    if (this.hasNewer || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.newer();
    }, SETTLE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked.abort();
  }

  private question() {
    const { node, level, q } = this.filter;
    return { node: node || undefined, level, q: q || undefined };
  }

  private async reading(read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.asked;
    this.isReading = true;
    try {
      await read(signal);
      if (!signal.aborted) this.error = null;
    } catch (cause) {
      if (!wasAborted(cause) && !signal.aborted) {
        this.error = cause;
        this.tell(0);
      }
    } finally {
      if (!signal.aborted) this.isReading = false;
    }
  }

  private tell(before: number): void {
    this.dispatchEvent(new CustomEvent("lines", { detail: before }));
  }
}
