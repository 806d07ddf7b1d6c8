import { get } from "./api/client";
import type { Gate, Page, RunCounts, RunSummary } from "./api/types";
import { live } from "./live/stream";
import { type RunRef, runKey, runUrl, sameRun } from "./lib/run-ref";
import { isInTrouble } from "./lib/run-state";

const SETTLE_MS = 400;

/**
 * What waits for the operator: open gates, whose number the navigation shows, and runs that need a hand, whose number the
 * title shows; a browser notification tells of a new gate when that was asked for.
 */
class Attention extends EventTarget {
  gates: Gate[] = [];
  moreGates = false;
  runs: RunSummary[] = [];
  /** Of all runs that want somebody, as the start page and the list say it. */
  count = 0;
  isAtLeast = false;
  /** Null until it was read once. */
  error: unknown = null;
  ready = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    live.subscribe({
      change: (change) => {
        if (change.kind === "gate" || change.kind === "store") this.soon();
        if (change.kind === "run" && this.concerns(change.run)) this.soon();
        if (change.kind === "gate" && change.news === "asked") {
          notify(change.gate.title ?? change.gate.nodeId, { id: change.runId, store: change.gate.store });
        }
      },
      reload: () => this.soon(),
      poll: ({ list }) => list && this.soon(),
    });
    void this.read();
  }

  /** Reads anew, after an action that changed it. */
  soon(): void {
    // Not put off by further news: a busy night would do so for ever.
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.read();
    }, SETTLE_MS);
  }

  private concerns(run: RunSummary): boolean {
    return isInTrouble(run) || run.state === "failed" || run.caveats.length > 0 || this.runs.some((known) => sameRun(known, run));
  }

  private async read(): Promise<void> {
    try {
      const [gates, runs] = await Promise.all([
        get<Page<Gate>>("/api/approvals", { limit: 100 }),
        get<Page<RunSummary> & { counts: RunCounts | null }>("/api/runs", { segment: "needs-you", counts: true, limit: 100 }),
      ]);
      this.gates = gates.items;
      this.moreGates = gates.nextCursor !== null;
      this.runs = runs.items;
      this.count = runs.counts?.needsYou ?? runs.items.length;
      this.isAtLeast = runs.counts?.needsYouIsAtLeast ?? runs.nextCursor !== null;
      this.error = null;
    } catch (cause) {
      this.error = cause;
    }
    this.ready = true;
    this.dispatchEvent(new Event("attention"));
  }
}

export const attention = new Attention();

export const notificationsWished = (): boolean => localStorage.getItem("notify") === "yes";

/** Asks the browser, and only when the operator has asked for it. @returns whether notifications will come */
export async function wishNotifications(wish: boolean): Promise<boolean> {
  if (!wish || !("Notification" in window)) {
    localStorage.removeItem("notify");
    return false;
  }
  const granted = (await Notification.requestPermission()) === "granted";
  if (granted) localStorage.setItem("notify", "yes");
  return granted;
}

function notify(title: string, run: RunRef): void {
  if (!notificationsWished() || !("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification("A gate is waiting for you", { body: title.slice(0, 200), tag: `gate-${runKey(run)}` });
  note.onclick = () => {
    window.focus();
    location.assign(runUrl(run));
  };
}
