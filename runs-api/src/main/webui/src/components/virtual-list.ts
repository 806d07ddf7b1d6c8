import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { each } from "./each";
import { PageElement } from "./element";
import { style } from "./style";
import "./virtual-list.css";

/**
 * Draws only the rows that can be seen. Its owner gives the rows' number, their heights (in pixels) and what a row looks
 * like; the element scrolls by itself and never moves what is seen when rows are added below.
 */
export class VirtualList extends PageElement {
  static override properties: PropertyDeclarations = {
    count: { type: Number },
    row: { attribute: false },
    height: { attribute: false },
    keyOf: { attribute: false },
    label: { type: String },
    rowRole: { type: String },
    roving: { type: Boolean },
  };
  declare count: number;
  declare row: (index: number) => TemplateResult;
  declare height: (index: number) => number;
  declare keyOf: (index: number) => string | number;
  declare label: string;
  /** The ARIA role of the list; its rows take the one that belongs to it. */
  declare rowRole: "list" | "log" | "tree" | "rowgroup" | "none";
  /** Whether one of the rows is a stop of Tab, so that the list itself is none. */
  declare roving: boolean;

  private virtualizer: Virtualizer<HTMLElement, Element> | null = null;

  constructor() {
    super();
    this.count = 0;
    this.row = () => html``;
    this.height = () => 28;
    this.keyOf = (index) => index;
    this.label = "";
    this.rowRole = "list";
    this.roving = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add("virtual-list");
    this.tabIndex = this.roving ? -1 : Math.max(0, this.tabIndex);
    this.virtualizer = new Virtualizer<HTMLElement, Element>(this.options());
    const unmount = this.virtualizer._didMount();
    this.until(unmount);
    this.until(() => (this.virtualizer = null));
    // Attached already: measure now, as the observers only tell of changes.
    this.virtualizer._willUpdate();
    const scrolled = (): void => void this.dispatchEvent(new CustomEvent("range", { detail: this.range }));
    this.addEventListener("scroll", scrolled, { passive: true });
    this.until(() => this.removeEventListener("scroll", scrolled));
  }

  /** The first and the last row on screen. */
  get range(): { first: number; last: number } {
    const items = this.virtualizer?.getVirtualItems() ?? [];
    return { first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? 0 };
  }

  get isAtEnd(): boolean {
    return this.scrollHeight - this.scrollTop - this.clientHeight < 40;
  }

  scrollToRow(index: number, align: "auto" | "center" | "end" | "start" = "auto"): void {
    this.virtualizer?.scrollToIndex(index, { align });
  }

  /** A row that can't be drawn says so in its place; the others are not its business. */
  private guarded(index: number): TemplateResult {
    try {
      return this.row(index);
    } catch (cause) {
      return html`<p class="mut small">This row can't be shown: ${cause instanceof Error ? cause.message : String(cause)}</p>`;
    }
  }

  /** Brings a row on screen and gives the focus to what the selector finds in it. */
  async focusRow(index: number, selector: string): Promise<void> {
    this.scrollToRow(index);
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    this.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  scrollToEnd(): void {
    this.scrollTop = this.scrollHeight;
  }

  private options() {
    return {
      count: this.count,
      getScrollElement: () => this,
      estimateSize: (index: number) => this.height(index),
      getItemKey: (index: number) => this.keyOf(index),
      overscan: 8,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.requestUpdate(),
    };
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!this.virtualizer) return;
    this.virtualizer.setOptions(this.options());
    if (changed.has("count") || changed.has("height")) this.virtualizer.measure();
  }

  protected override updated(): void {
    this.virtualizer?._willUpdate();
    this.tabIndex = this.roving ? -1 : 0;
    if (this.label) this.setAttribute("aria-label", this.label);
    else this.removeAttribute("aria-label");
    if (this.rowRole !== "none") this.setAttribute("role", this.rowRole);
  }

  protected override render(): unknown {
    const items = this.virtualizer?.getVirtualItems() ?? [];
    const rowRole = this.rowRole === "list" ? "listitem" : this.rowRole === "rowgroup" ? "row" : "presentation";
    return html`<div
      class="virtual-space"
      role="presentation"
      ${style({ height: `${this.virtualizer?.getTotalSize() ?? 0}px` })}
    >
      ${each(
        items,
        (item) => item.key,
        (item) =>
          html`<div
            class="virtual-row"
            role=${rowRole}
            aria-setsize=${rowRole === "listitem" ? this.count : nothing}
            aria-posinset=${rowRole === "listitem" ? item.index + 1 : nothing}
            ${style({ transform: `translateY(${item.start}px)`, height: `${item.size}px` })}
          >
            ${this.guarded(item.index)}
          </div>`,
      )}
    </div>`;
  }
}

customElements.define("virtual-list", VirtualList);
