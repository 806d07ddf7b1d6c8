import { html, nothing, type PropertyDeclarations } from "lit";
import { ago, exactTime, isoTime, listTime } from "../lib/time";
import { duration } from "../lib/duration";
import { PageElement } from "./element";

const shown = new Set<RelTime>();
setInterval(() => {
  if (!document.hidden) for (const time of shown) time.requestUpdate();
}, 1_000);

/**
 * A time that stays true while the page is open, with the exact one on hover.
 * `as`: `list` (short), `ago` ("6 m ago") or `since` (the length until now, or until `end`).
 */
class RelTime extends PageElement {
  static override properties: PropertyDeclarations = {
    at: { type: Number },
    end: { type: Number },
    as: { type: String },
  };
  declare at: number;
  declare end: number | null;
  declare as: "list" | "ago" | "since";

  constructor() {
    super();
    this.at = 0;
    this.end = null;
    this.as = "ago";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    shown.add(this);
    this.until(() => shown.delete(this));
  }

  protected override render(): unknown {
    const now = Date.now();
    const text =
      this.as === "list"
        ? listTime(this.at, now)
        : this.as === "since"
          ? duration((this.end ?? now) - this.at)
          : ago(this.at, now);
    return html`<time datetime=${isoTime(this.at) || nothing} title=${exactTime(this.at)}>${text}</time>`;
  }
}

customElements.define("rel-time", RelTime);
