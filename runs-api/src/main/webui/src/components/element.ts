import { LitElement, type PropertyDeclarations } from "lit";

/**
 * The base of our elements. They render into the page itself rather than into shadow roots: labels and controls find
 * each other by id, one style sheet serves all, and assistive technology sees one document.
 */
export class PageElement extends LitElement {
  static override properties: PropertyDeclarations = {};

  private readonly leaving: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Remembers what to undo when the element leaves the page. */
  protected until(undo: () => void): void {
    this.leaving.push(undo);
  }

  /** Does it again and again while the element is in the page and the page is looked at. */
  protected whileSeen(everyMs: number, work: () => void): void {
    const timer = setInterval(() => !document.hidden && work(), everyMs);
    this.until(() => clearInterval(timer));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const undo of this.leaving.splice(0)) undo();
  }
}
