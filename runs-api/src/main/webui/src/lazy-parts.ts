import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import { getText } from "./api/client";
import { ApiError, pageOutdated, partNotLoaded } from "./api/problem";
import { failure, loading } from "./components/faces";
import { live } from "./live/stream";
import { router } from "./router";

/** How long the service is asked which page it serves now. */
const ASK_LIMIT_MS = 10_000;

/** Style sheets that could not be loaded. Vite's loader asks for each once: a second try would show a view without its styles. */
const lostStyles = new Set<HTMLLinkElement>();
document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === "stylesheet") lostStyles.add(target);
  },
  true, // errors of a resource do not bubble
);

/**
 * The parts of the page that a view loads when they are first shown. One that can't be loaded has its own face and harms no
 * other; it is retried when the operator goes anywhere, and when the service can be reached again.
 */
export class LazyParts implements ReactiveController {
  private readonly ready = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly failed = new Map<string, ApiError>();
  /** Those that failed although the service answered: some browsers never ask again for a script that was lost once. */
  private readonly stuck = new Set<string>();
  private readonly lost = new Set<string>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    router.addEventListener("place", this.again);
    live.addEventListener("freshness", this.reconnected);
    addEventListener("online", this.again); // the stream may have outlived the gap
  }

  hostDisconnected(): void {
    router.removeEventListener("place", this.again);
    live.removeEventListener("freshness", this.reconnected);
    removeEventListener("online", this.again);
  }

  /** Loads it, unless that was done, is being done, or has failed since the last move. */
  want(key: string, load: () => Promise<unknown>): void {
    if (this.ready.has(key) || this.asked.has(key) || this.failed.has(key)) return;
    this.asked.add(key);
    void this.load(key, load);
  }

  has(key: string): boolean {
    return this.ready.has(key);
  }

  /** What is shown in the place of a part that is not there. */
  face(key: string): TemplateResult {
    return this.trouble(key) ?? loading(8);
  }

  /** Why it is not there, and what helps; null while it is there or on its way. */
  trouble(key: string): TemplateResult | null {
    const error = this.failed.get(key);
    if (!error) return null;
    return error.kind === "page-outdated" || this.stuck.has(key)
      ? failure(error, () => location.reload(), "Reload the page")
      : failure(error, this.again);
  }

  private async load(key: string, load: () => Promise<unknown>): Promise<void> {
    try {
      await restoreStyles();
      await load();
      this.ready.add(key);
    } catch (cause) {
      const error = await reason(cause);
      if (this.lost.has(key) && error.kind === "part-not-loaded") this.stuck.add(key);
      this.lost.add(key);
      this.failed.set(key, error);
    } finally {
      this.asked.delete(key);
      this.host.requestUpdate();
    }
  }

  private readonly again = (): void => {
    if (this.failed.size === 0) return;
    this.failed.clear();
    this.host.requestUpdate();
  };

  private readonly reconnected = (): void => {
    if (live.freshness.mode === "live") this.again();
  };
}

/** One that is lost for good, as it was in an earlier version of the page, keeps no other view from being shown. */
async function restoreStyles(): Promise<void> {
  const links = [...lostStyles];
  lostStyles.clear();
  await Promise.all(
    links.map(
      (link) =>
        new Promise<void>((done) => {
          const again = link.cloneNode() as HTMLLinkElement;
          again.addEventListener("load", () => done());
          again.addEventListener("error", () => done());
          link.replaceWith(again);
        }),
    ),
  );
}

/** Why it could not be loaded: there is no way to the service, or it serves another version of the page by now. */
async function reason(cause: unknown): Promise<ApiError> {
  const script = document.querySelector<HTMLScriptElement>("script[type=module][src]");
  try {
    const page = await getText("/index.html", {}, AbortSignal.timeout(ASK_LIMIT_MS));
    if (script && !page.includes(new URL(script.src).pathname)) return pageOutdated();
  } catch (unanswered) {
    if (unanswered instanceof ApiError) return unanswered;
  }
  return partNotLoaded(cause);
}
