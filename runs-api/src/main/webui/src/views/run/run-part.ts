import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunDetail } from "../../api/types";
import { address } from "../../api/client";
import { PageElement } from "../../components/element";
import { count } from "../../lib/numbers";
import type { RunSource } from "../../parts/run-source";
import { type Place, router } from "../../router";
import type { RunStore } from "./run-store";
import { runUrl } from "../../lib/run-ref";

/** What every tab of a run is given. */
export class RunPart extends PageElement {
  static override properties: PropertyDeclarations = {
    run: { attribute: false },
    source: { attribute: false },
    store: { attribute: false },
    place: { attribute: false },
    address: { attribute: false },
  };
  declare run: RunDetail;
  declare source: RunSource;
  declare store: RunStore;
  declare place: Place;
  /** Where another tab of the run is. */
  declare address: (tab: string) => string;

  /** Writes what the tab shows into the URL, without a step for the back button. */
  protected show(changes: Record<string, string | number | null>): void {
    const query: Record<string, string | number | null> = { ...Object.fromEntries(this.place.query), ...changes };
    router.replace(address(location.pathname, query));
  }

  /** Where a tab shows a node: of the run's page, or of the page that shows a saved run. */
  protected readonly nodeAddress = (tab: string, node: string): string => {
    const query = { ...Object.fromEntries(this.place.query), node };
    return this.source.isLive
      ? runUrl(this.run, tab, query)
      : address(location.pathname, { ...query, tab });
  };

  /** That not all nodes are here, and the way to the others; nothing when they are. */
  protected partly(): TemplateResult | typeof nothing {
    const { run, store } = this;
    if (run.nodes.length >= run.nodeCount) return nothing;
    const words = { unasked: "Load the rest", reading: "Loading the rest…", read: "Load again", failed: "Try again" };
    return html`<p class="partly">
      Showing ${count(run.nodes.length)} of ${count(run.nodeCount)} nodes.
      ${store.rest === "failed" ? "The rest could not be read." : nothing}
      ${this.source.isLive
        ? html`<button type="button" class="link" ?disabled=${store.rest === "reading"} @click=${() => void store.readRest()}>
            ${words[store.rest]}
          </button>`
        : "The file has no others."}
    </p>`;
  }

  /** The end of a list that is drawn in parts: how much is shown of it, and the way to more. */
  protected more(shown: number, all: number, show: () => void): TemplateResult | typeof nothing {
    if (shown >= all) return nothing;
    return html`<p class="partly">
      Showing ${count(shown)} of ${count(all)}. <button type="button" class="link" @click=${show}>Show more</button>
    </p>`;
  }

  protected param(name: string): string {
    return this.place.query.get(name) ?? "";
  }
}

/**
 * Something that is read once and again when the run moves on. Says what it is: not yet there, there, or not to be had.
 */
export class Reading<T> {
  value: T | null = null;
  error: unknown = null;
  private asked = new AbortController();
  private key = "";

  constructor(private readonly changed: () => void) {}

  /** Reads unless it was read for this key already. What is shown stays until the new answer is there. */
  want(key: string, read: (signal: AbortSignal) => Promise<T>): void {
    if (key === this.key) return;
    this.key = key;
    this.asked.abort();
    const asked = new AbortController();
    this.asked = asked;
    read(asked.signal).then(
      (value) => {
        if (asked.signal.aborted) return;
        this.value = value;
        this.error = null;
        this.changed();
      },
      (cause: unknown) => {
        if (asked.signal.aborted) return;
        this.value = null;
        this.error = cause;
        this.changed();
      },
    );
  }

  /** Reads again at the next wish. */
  again(): void {
    this.key = "";
    this.changed();
  }

  stop(): void {
    this.asked.abort();
  }
}
