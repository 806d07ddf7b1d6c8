import { html, nothing, type PropertyDeclarations } from "lit";
import { get, runPath } from "../../api/client";
import type { Dag, RunGraph, WorkflowGraph } from "../../api/types";
import "../../components/dag/dag-thumb";
import { PageElement } from "../../components/element";
import type { RunRef } from "../../lib/run-ref";

const KEPT = 100;
const known = new Map<string, Dag | null>();
// The engine loads a workflow to draw it, which takes a second or more: one at a time leaves it room for runs.
let queue: Promise<unknown> = Promise.resolve();

/** The shape of a workflow; asked for when it is first seen. Nothing when the engine can't load the file. */
class WorkflowThumb extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { attribute: false },
    stamp: { attribute: false },
    lastRun: { attribute: false },
    dag: { state: true },
    broken: { state: true },
  };
  declare name: string;
  /** Another one means another text. */
  declare stamp: number;
  /** Whose shape is shown until the engine has loaded the workflow as it is now; null when it has never run. */
  declare lastRun: RunRef | null;
  declare dag: Dag | null;
  declare broken: boolean;
  private seen = false;

  constructor() {
    super();
    this.name = "";
    this.stamp = 0;
    this.lastRun = null;
    this.dag = null;
    this.broken = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const sight = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      sight.disconnect();
      this.seen = true;
      this.ask();
    });
    sight.observe(this);
    this.until(() => sight.disconnect());
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.seen && (changed.has("name") || changed.has("stamp"))) this.ask();
  }

  private ask(): void {
    const { name, key } = this;
    const before = known.get(key);
    if (before !== undefined) {
      this.take(before);
      return;
    }
    void this.showLastRun(key);
    queue = queue.then(async () => {
      if (!this.isConnected || key !== this.key) return;
      try {
        known.set(key, (await get<WorkflowGraph>("/api/workflow-graph", { name })).dag);
      } catch {
        known.set(key, null); // the workflow's own page quotes the reason
      }
      for (const oldest of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(oldest);
      }
      if (key === this.key) this.take(known.get(key) ?? null);
    });
  }

  private async showLastRun(key: string): Promise<void> {
    const run = this.lastRun;
    if (!run || this.dag) return;
    try {
      const { dag } = await get<RunGraph>(runPath(run.id, "/graph"), { store: run.store });
      if (key === this.key && !known.has(key) && !this.dag) this.dag = dag;
    } catch {
      // the engine's answer follows
    }
  }

  private get key(): string {
    return `${this.name}\n${this.stamp}`;
  }

  private take(dag: Dag | null): void {
    this.dag = dag;
    this.broken = dag === null;
  }

  protected override render(): unknown {
    if (this.broken) return html`<span class="wf-broken">The engine can't load it</span>`;
    return this.dag ? html`<dag-thumb .dag=${this.dag}></dag-thumb>` : nothing;
  }
}

customElements.define("workflow-thumb", WorkflowThumb);
