import { html, nothing, type PropertyDeclarations } from "lit";
import { type Query, get, runPath } from "../api/client";
import type { TextDiff } from "../api/types";
import { unifiedLine } from "../components/diff-lines";
import { PageElement } from "../components/element";
import { failure, loading } from "../components/faces";
import { count } from "../lib/numbers";
import type { RunRef } from "../lib/run-ref";
import { parseUnifiedDiff } from "../lib/unified-diff";

const LINES_AT_ONCE = 1_000;

/** Two outputs as text with their differences marked. Closed until somebody wants it: only then it is read. */
class OutputDiff extends PageElement {
  static override properties: PropertyDeclarations = {
    run: { attribute: false },
    node: { type: String },
    query: { attribute: false, hasChanged: (now: Query, before: Query) => JSON.stringify(now) !== JSON.stringify(before) },
    summary: { type: String },
    isOpen: { type: Boolean, attribute: "open" },
    diff: { state: true },
    error: { state: true },
    whole: { state: true },
  };
  declare run: RunRef;
  declare node: string;
  /** `iteration`, `attempt`, `otherRun`, `otherStore`, `otherNode`, `otherIteration`, `otherAttempt`. */
  declare query: Query;
  declare summary: string;
  declare isOpen: boolean;
  declare diff: TextDiff | null;
  declare error: unknown;
  declare whole: boolean;
  private asked: AbortController | null = null;

  constructor() {
    super();
    this.query = {};
    this.summary = "Differences as text";
    this.isOpen = false;
    this.diff = null;
    this.error = null;
    this.whole = false;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (this.isOpen && ["isOpen", "query", "node", "run"].some((name) => changed.has(name))) void this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asked?.abort();
  }

  private async read(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.diff = null;
    this.error = null;
    try {
      const query = { store: this.run.store, ...this.query };
      const diff = await get<TextDiff>(runPath(this.run.id, `/output-diff/${encodeURIComponent(this.node)}`), query, asked.signal);
      if (!asked.signal.aborted) this.diff = diff;
    } catch (cause) {
      if (!asked.signal.aborted) this.error = cause;
    }
  }

  protected override render(): unknown {
    return html`<details ?open=${this.isOpen} @toggle=${(event: Event) => (this.isOpen = (event.target as HTMLDetailsElement).open)}>
      <summary>${this.summary}</summary>
      ${this.isOpen ? this.body() : nothing}
    </details>`;
  }

  private body(): unknown {
    const { diff } = this;
    if (this.error) return failure(this.error, () => void this.read());
    if (!diff) return loading(4);
    if (diff.unified === "") return html`<p class="mut">No differences.</p>`;
    const lines = parseUnifiedDiff(diff.unified);
    const shown = this.whole ? lines : lines.slice(0, LINES_AT_ONCE);
    return html`<p class="small mut"><span class="plus">+${count(diff.added)}</span> <span class="minus">−${count(diff.removed)}</span> lines</p>
      <div class="diff-lines" tabindex="0" role="group" aria-label="Differences">${shown.map(unifiedLine)}</div>
      ${lines.length > shown.length
        ? html`<button type="button" class="quiet" @click=${() => (this.whole = true)}>Show ${count(lines.length - shown.length)} more lines</button>`
        : nothing}`;
  }
}

customElements.define("output-diff", OutputDiff);
