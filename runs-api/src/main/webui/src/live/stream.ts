import { createParser } from "eventsource-parser";
import { openStream, wasAborted } from "../api/client";
import { ApiError } from "../api/problem";
import type { Change } from "../api/types";

/** A gap that nobody needs to hear of. */
const QUIET_GAP_MS = 2_000;
/** The service sends a comment every 15 s; a stream that is silent for longer is dead, whatever the browser thinks. */
const SILENCE_LIMIT_MS = 20_000;
/** From here on the views read for themselves, until the stream is back. */
const POLL_AFTER_MS = 5_000;
const LIST_POLL_MS = 5_000;
const RUN_POLL_MS = 2_500;
/** A tab that was left keeps its stream for a moment, as people go back and forth. */
const HIDDEN_GRACE_MS = 10_000;
const MAX_BACKOFF_MS = 15_000;

type Freshness =
  | { mode: "connecting" }
  | { mode: "live" }
  | { mode: "stale"; sinceMs: number }
  | { mode: "polling"; sinceMs: number }
  | { mode: "hidden" };

interface Listener {
  /** News of the stream. */
  change?(change: Change): void;
  /** Read everything anew: the stream has a gap, or came back after one. */
  reload?(): void;
  /** The polling fallback's beat: every 2.5 s; `list` is true on every second one. */
  poll?(beat: { list: boolean }): void;
}

/**
 * The one stream of the page, shared by all views. Reads it with fetch rather than EventSource, because that hides the
 * comment lines by which a dead connection is told from a quiet one. While it is broken the views poll; a hidden tab
 * does nothing and catches up once when it is seen again.
 */
class LiveStream extends EventTarget {
  freshness: Freshness = { mode: "connecting" };
  private readonly listeners = new Set<Listener>();
  private lastId: string | null = null;
  private connection: AbortController | null = null;
  private gapSinceMs: number | null = null;
  private backoffMs = 500;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private hiding: ReturnType<typeof setTimeout> | undefined;
  private beat = 0;

  start(): void {
    document.addEventListener("visibilitychange", () => this.visibility());
    addEventListener("online", () => this.reconnectNow());
    // A browser keeps a page that is left, for the way back, and its stream with it. A host has six connections: six
    // left pages would leave none for the next.
    addEventListener("pagehide", () => this.rest());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.wake();
    });
    setInterval(() => this.tick(), RUN_POLL_MS);
    setInterval(() => this.judge(), 500);
    this.connect();
  }

  /** @returns what ends the subscription */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For an operator who does not want to wait for the backoff. */
  reconnectNow(): void {
    if (this.freshness.mode === "live" || document.hidden) return;
    this.backoffMs = 500;
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.connection?.abort();
    const connection = new AbortController();
    this.connection = connection;
    void this.read(connection)
      .catch((cause: unknown) => {
        if (cause instanceof ApiError && cause.status === 401) connection.abort(); // the sign-in page is on its way
      })
      .finally(() => {
        if (this.connection === connection && !connection.signal.aborted) this.lost();
      });
  }

  private async read(connection: AbortController): Promise<void> {
    const response = await openStream({}, this.lastId, connection.signal);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const parser = createParser({
      onEvent: (event) => {
        if (event.id) this.lastId = event.id;
        this.take(JSON.parse(event.data) as Change);
      },
    });
    let silence = this.silenceTimer(connection);
    try {
      for (;;) {
        const { value, done } = await reader.read();
        clearTimeout(silence);
        if (done || connection.signal.aborted) return;
        silence = this.silenceTimer(connection);
        this.arrived();
        parser.feed(value);
      }
    } catch (cause) {
      if (!wasAborted(cause)) throw cause;
    } finally {
      clearTimeout(silence);
      reader.cancel().catch(() => undefined);
    }
  }

  private silenceTimer(connection: AbortController): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      if (this.connection !== connection) return;
      connection.abort();
      this.lost();
    }, SILENCE_LIMIT_MS);
  }

  private arrived(): void {
    this.backoffMs = 500;
    const gap = this.gapSinceMs === null ? 0 : Date.now() - this.gapSinceMs;
    this.gapSinceMs = null;
    if (gap > POLL_AFTER_MS) this.reload();
    this.show({ mode: "live" });
  }

  private lost(): void {
    if (document.hidden) return;
    this.gapSinceMs ??= Date.now();
    this.backoffMs = Math.min(MAX_BACKOFF_MS, this.backoffMs * 2);
    this.retry = setTimeout(() => this.connect(), this.backoffMs * (0.5 + Math.random() / 2));
    this.judge();
  }

  private judge(): void {
    if (this.gapSinceMs === null || document.hidden) return;
    const gap = Date.now() - this.gapSinceMs;
    if (gap >= POLL_AFTER_MS) this.show({ mode: "polling", sinceMs: this.gapSinceMs });
    else if (gap >= QUIET_GAP_MS) this.show({ mode: "stale", sinceMs: this.gapSinceMs });
  }

  private tick(): void {
    if (this.freshness.mode !== "polling" || document.hidden) return;
    this.beat++;
    const list = this.beat % (LIST_POLL_MS / RUN_POLL_MS) === 0;
    for (const listener of this.listeners) listener.poll?.({ list });
  }

  private take(change: Change): void {
    if (change.kind === "reset") this.reload();
    else for (const listener of this.listeners) listener.change?.(change);
  }

  private reload(): void {
    for (const listener of this.listeners) listener.reload?.();
  }

  private visibility(): void {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.rest(), HIDDEN_GRACE_MS);
    else this.wake();
  }

  private rest(): void {
    clearTimeout(this.hiding);
    clearTimeout(this.retry);
    this.connection?.abort();
    this.connection = null;
    this.show({ mode: "hidden" });
  }

  private wake(): void {
    if (this.connection !== null && this.freshness.mode === "live") return;
    // The stream tells what was missed since the last message, or to read anew: that is the one catching up.
    this.gapSinceMs = null;
    this.show({ mode: "connecting" });
    this.connect();
  }

  private show(freshness: Freshness): void {
    if (freshness.mode === this.freshness.mode) return;
    this.freshness = freshness;
    this.dispatchEvent(new Event("freshness"));
  }
}

export const live = new LiveStream();
