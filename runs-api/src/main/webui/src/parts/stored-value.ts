import { html, nothing, type PropertyDeclarations } from "lit";
import { getStored } from "../api/client";
import type { Json } from "../api/types";
import { PageElement } from "../components/element";
import { failure } from "../components/faces";
import "../components/json-tree";
import { bytes } from "../lib/numbers";
import { plainText } from "../lib/plain-text";

/** What is larger makes a browser tab slow: it is for a file and an editor. */
const MOST_BYTES = 20_000_000;

/** A value that is too large to come with its run: its beginning, and the whole of it as a tree or as a file. */
class StoredValue extends PageElement {
  static override properties: PropertyDeclarations = {
    href: { type: String },
    beginning: { type: String },
    sizeBytes: { type: Number },
    name: { type: String },
    value: { state: true },
    isReading: { state: true },
    error: { state: true },
  };
  declare href: string;
  declare beginning: string;
  declare sizeBytes: number;
  declare name: string;
  /** Undefined until it was asked for. */
  declare value: Json | undefined;
  declare isReading: boolean;
  declare error: unknown;

  constructor() {
    super();
    this.beginning = "";
    this.isReading = false;
    this.error = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("href")) return;
    this.value = undefined;
    this.error = null;
  }

  private async read(): Promise<void> {
    const { href } = this;
    this.isReading = true;
    this.error = null;
    try {
      const value = await getStored<Json>(href);
      if (href === this.href) this.value = value;
    } catch (cause) {
      if (href === this.href) this.error = cause;
    }
    this.isReading = false;
  }

  protected override render(): unknown {
    return html`<p class="mut stored-line">
        ${bytes(this.sizeBytes)}.
        ${this.value === undefined && this.sizeBytes <= MOST_BYTES
          ? html`<button type="button" class="link" ?disabled=${this.isReading} @click=${() => void this.read()}>
              ${this.isReading ? "Reading…" : "Show the whole as a tree"}
            </button>
            ·`
          : nothing}
        <a href=${this.href} download="${this.name}.json">Download the whole</a>
      </p>
      ${this.error ? failure(this.error, () => void this.read()) : nothing}
      ${this.value !== undefined
        ? html`<json-tree .value=${this.value} open="1" label=${this.name}></json-tree>`
        : this.beginning
          ? html`<pre class="text">${plainText(this.beginning)}…</pre>`
          : nothing}`;
  }
}

customElements.define("stored-value", StoredValue);
