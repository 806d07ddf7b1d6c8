import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Json } from "../lib/json";
import { isExact, stringifyExact } from "../lib/exact-json";
import { count } from "../lib/numbers";
import { cutText, plainText } from "../lib/plain-text";
import { copyButton } from "./command-line";
import { PageElement } from "./element";
import "./json-tree.css";

const MEMBERS_AT_ONCE = 100;
const TEXT_AT_ONCE = 4_000;
/** What a wish for more of a text adds. */
const MORE_TEXT = 100_000;

/** A JSON value that opens where one looks: nothing below a closed member is made. */
class JsonTree extends PageElement {
  static override properties: PropertyDeclarations = {
    value: { attribute: false },
    open: { type: Number },
    label: { type: String },
  };
  declare value: Json;
  /** How many levels are open at first. */
  declare open: number;
  declare label: string;
  private readonly toggled = new Map<string, boolean>();
  private readonly shown = new Map<string, number>();

  constructor() {
    super();
    this.value = null;
    this.open = 2;
    this.label = "JSON";
  }

  protected override render(): unknown {
    return html`<div class="json" role="group" aria-label=${this.label}>
      <div class="json-copy">${copyButton(() => stringifyExact(this.value, 2), "Copy as JSON")}</div>
      ${this.member(null, this.value, "$", 0)}
    </div>`;
  }

  private member(name: string | null, value: Json, path: string, depth: number): TemplateResult {
    const head = name === null ? nothing : html`<span class="json-name">${plainText(name)}</span>: `;
    if (value === null || typeof value !== "object" || isExact(value)) {
      return html`<div class="json-line">${head}${this.leaf(isExact(value) ? value.text : value, isExact(value), path)}</div>`;
    }
    const entries: [string, Json][] = Array.isArray(value)
      ? value.map((one, i) => [String(i), one])
      : Object.entries(value);
    const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
    if (entries.length === 0) return html`<div class="json-line">${head}<span class="mut">${size}</span></div>`;
    const isOpen = this.toggled.get(path) ?? depth < this.open;
    const limit = this.shown.get(path) ?? MEMBERS_AT_ONCE;
    return html`<div class="json-line">
        <button
          type="button"
          class="json-toggle"
          aria-expanded=${isOpen}
          @click=${() => {
            this.toggled.set(path, !isOpen);
            this.requestUpdate();
          }}
        >
          <span aria-hidden="true">${isOpen ? "▾" : "▸"}</span> ${head}<span class="mut">${size}</span>
        </button>
      </div>
      ${isOpen
        ? html`<div class="json-inside">
            ${entries.slice(0, limit).map(([key, one]) => this.member(key, one, `${path}/${key}`, depth + 1))}
            ${entries.length > limit
              ? html`<button
                  type="button"
                  class="link"
                  @click=${() => {
                    this.shown.set(path, limit + MEMBERS_AT_ONCE);
                    this.requestUpdate();
                  }}
                >
                  ${count(entries.length - limit)} more
                </button>`
              : nothing}
          </div>`
        : nothing}`;
  }

  private leaf(value: null | boolean | number | string, isNumber: boolean, path: string): TemplateResult {
    if (isNumber || typeof value !== "string") return html`<span class="json-word">${String(value)}</span>`;
    const limit = this.shown.get(path) ?? TEXT_AT_ONCE;
    const { text, leftOut } = cutText(value, limit);
    return html`<span class="json-text">${plainText(text)}</span>${leftOut
        ? html` <button
            type="button"
            class="link"
            @click=${() => {
              this.shown.set(path, limit + MORE_TEXT);
              this.requestUpdate();
            }}
          >
            … ${count(leftOut)} more characters
          </button>`
        : nothing}`;
  }
}

customElements.define("json-tree", JsonTree);
