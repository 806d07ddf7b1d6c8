import { html, type PropertyDeclarations } from "lit";
import { get } from "../../api/client";
import type { Dag, WorkflowGraph } from "../../api/types";
import "../../components/dag/dag-thumb";
import { PageElement } from "../../components/element";

const KEPT = 100;
const known = new Map<string, Dag | null>();
// The engine loads a workflow to draw it, which takes a second or more: one at a time leaves it room for runs.
let queue: Promise<unknown> = Promise.resolve();

/** The shape of a workflow; asked for when it is first seen. Nothing when the engine can't load the file. */
class WorkflowThumb extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { attribute: false },
    stamp: { attribute: false },
    dag: { state: true },
    broken: { state: true },
  };
  declare name: string;
  /** Another one means another text. */
  declare stamp: number;
  declare dag: Dag | null;
  declare broken: boolean;
  private seen = false;

  constructor() {
    super();
    this.name = "";
    this.stamp = 0;
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

  private get key(): string {
    return `${this.name}\n${this.stamp}`;
  }

  private take(dag: Dag | null): void {
    this.dag = dag;
    this.broken = dag === null;
  }

  protected override render(): unknown {
    if (this.broken) return html`<span class="wf-broken">The engine can't load it</span>`;
    return this.dag ? html`<dag-thumb .dag=${this.dag}></dag-thumb>` : html`<span class="bone bone-1"></span>`;
  }
}

customElements.define("workflow-thumb", WorkflowThumb);
