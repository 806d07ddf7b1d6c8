/** Where the page is: the URL is the state of a view. */
export interface Place {
  /** The parts of the path, decoded: `["runs", "fusion-1", "logs"]`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

type Blocker = () => string | null;

/**
 * Moves between views without loading the page. A view that holds unsaved work blocks leaving: its question is asked
 * first, for links, for back and forward, and (by the browser's own dialog) for closing the tab.
 */
class Router extends EventTarget {
  private blocker: Blocker | null = null;
  private current = location.href;
  /** How the question is asked; the page puts its own dialog here. */
  ask: (question: string) => Promise<boolean> = async (question) => confirm(question);

  start(): void {
    addEventListener("popstate", () => void this.popped());
    document.addEventListener("click", (event) => this.clicked(event));
    addEventListener("beforeunload", (event) => {
      if (this.blocker?.()) event.preventDefault();
    });
  }

  get place(): Place {
    const parts = location.pathname.split("/").filter(Boolean).map(decode);
    return { parts, query: new URLSearchParams(location.search) };
  }

  async go(url: string): Promise<void> {
    if (!(await this.mayLeave())) return;
    history.pushState(null, "", url);
    this.arrived();
  }

  /** For what a view writes about itself (filters, the chosen tab): no new step for the back button. */
  replace(url: string): void {
    history.replaceState(null, "", url);
    this.arrived();
  }

  /** @returns what takes the block away */
  block(blocker: Blocker): () => void {
    this.blocker = blocker;
    return () => {
      if (this.blocker === blocker) this.blocker = null;
    };
  }

  /** Whether a view holds unsaved work now. */
  get holdsWork(): boolean {
    return Boolean(this.blocker?.());
  }

  /** A blocking view tells that it has unsaved work now, or no more. */
  workChanged(): void {
    this.dispatchEvent(new Event("work"));
  }

  private async mayLeave(): Promise<boolean> {
    const question = this.blocker?.();
    if (!question) return true;
    const leaves = await this.ask(question);
    if (leaves) this.blocker = null;
    return leaves;
  }

  private async popped(): Promise<void> {
    if (this.blocker?.()) {
      const wanted = location.href;
      history.pushState(null, "", this.current); // stay, visibly, while the question is open
      if (!(await this.mayLeave())) return;
      history.pushState(null, "", wanted);
    }
    this.arrived();
  }

  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/q/")) return;
    event.preventDefault();
    if (link.href !== location.href) void this.go(link.pathname + link.search + link.hash);
  }

  private arrived(): void {
    this.current = location.href;
    this.dispatchEvent(new Event("place"));
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const router = new Router();
