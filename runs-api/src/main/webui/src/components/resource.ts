import { nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { failure, loading, staleNote } from "./faces";

/**
 * Something that is read from the service and shown: read again when news come, kept (and called old) when reading fails.
 */
export class Resource<T> implements ReactiveController {
  value: T | null = null;
  error: unknown = null;
  private asked: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly read: (signal: AbortSignal) => Promise<T>,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.forgetTimer();
    this.asked?.abort();
  }

  /** Reads now; the answer to an earlier question is thrown away. */
  async load(): Promise<void> {
    this.forgetTimer();
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const value = await this.read(asked.signal);
      if (asked.signal.aborted) return;
      this.value = value;
      this.error = null;
    } catch (cause) {
      if (asked.signal.aborted) return;
      this.error = cause;
    }
    this.host.requestUpdate();
  }

  /** Reads in a moment: several news at once cost one reading, and news without end do not put it off for ever. */
  soon(delayMs = 400): void {
    if (this.timer !== undefined && delayMs > 0) return;
    this.forgetTimer();
    this.timer = setTimeout(() => void this.load(), delayMs);
  }

  private forgetTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Forgets what was read, for another subject. */
  reset(): void {
    this.forgetTimer();
    this.asked?.abort();
    this.value = null;
    this.error = null;
    this.host.requestUpdate();
  }

  /** The face that fits: loading, error, the value, or the value with the note that it is old. */
  face(show: (value: T) => unknown, rows = 6): unknown {
    return this.value === null ? this.bareFace(show, rows) : [this.staleFace(), show(this.value)];
  }

  /** The face without that note, for a view that says it once for several of them. */
  bareFace(show: (value: T) => unknown, rows = 6): unknown {
    if (this.value !== null) return show(this.value);
    return this.error ? failure(this.error, () => void this.load()) : loading(rows);
  }

  /** The note that what is shown is old, when it is. */
  staleFace(): unknown {
    if (this.value === null || !this.error) return nothing;
    const why = this.error instanceof Error ? this.error.message : String(this.error);
    return staleNote(`This may be out of date: ${why}`);
  }
}
