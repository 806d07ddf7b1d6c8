import { type ApiError } from "../api/problem";
import { toast } from "../components/toast";
import type { RunRef } from "../lib/run-ref";

const AT_ONCE = 4;
const MAX_TOLD = 3;

interface Job {
  /** "Cancelling 30 runs". */
  readonly title: string;
  readonly total: number;
  done: number;
  refused: number;
  isStopping: boolean;
}

/**
 * One act on many runs, some at a time. It goes on while the operator looks at something else, says how far it is, and can
 * be stopped: what was sent stays sent.
 */
class BulkJobs extends EventTarget {
  current: Job | null = null;

  /** Whether another act is under way, which is told: a second one would have to wait for it without a word. */
  isBusy(): boolean {
    if (!this.current) return false;
    toast("info", "Another action on several runs is still under way", {
      detail: `${this.current.title}: ${this.current.done + this.current.refused} of ${this.current.total}. Try again when it has ended, or stop it.`,
    });
    return true;
  }

  /** @returns how many it was done to */
  async start<T extends RunRef>(title: string, done: (n: number) => string, runs: readonly T[], act: (run: T) => Promise<unknown>): Promise<number> {
    if (this.isBusy()) return 0;
    const job: Job = { title, total: runs.length, done: 0, refused: 0, isStopping: false };
    this.current = job;
    this.changed();
    const left = [...runs];
    const failures: string[] = [];
    const worker = async (): Promise<void> => {
      for (let run = left.shift(); run && !job.isStopping; run = left.shift()) {
        try {
          await act(run);
          job.done++;
        } catch (cause) {
          job.refused++;
          failures.push(`\`${run.id}\`: ${(cause as ApiError | Error).message}`);
        }
        this.changed();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.current = null;
    this.changed();
    const untouched = job.total - job.done - job.refused;
    if (job.done) toast("ok", done(job.done), { detail: untouched ? `Stopped before the other ${untouched}.` : undefined });
    if (failures.length) {
      const more = failures.length - MAX_TOLD;
      toast("bad", `${failures.length} refused`, { detail: failures.slice(0, MAX_TOLD).join(" ") + (more > 0 ? ` And ${more} more.` : "") });
    }
    return job.done;
  }

  stop(): void {
    if (!this.current) return;
    this.current.isStopping = true;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("job"));
  }
}

export const bulkJobs = new BulkJobs();
