import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get } from "../api/client";
import { PageElement } from "../components/element";
import { icon } from "../components/icon";
import { oneLine } from "../lib/plain-text";
import "./model-chips.css";

/** The catalog, as far as this part needs it. */
interface Chat {
  readonly chat: readonly string[];
}

/**
 * An ordered list of models: they are typed or chosen from the catalog, moved and taken out. One that the catalog does not
 * have is taken, for a provider may know more, and is marked.
 *
 * @fires models CustomEvent<string[]>
 */
class ModelChips extends PageElement {
  static override properties: PropertyDeclarations = {
    models: { attribute: false },
    known: { state: true },
    said: { state: true },
  };
  declare models: readonly string[];
  /** Null until the catalog is known: nothing is unknown before. */
  declare known: readonly string[] | null;
  /** What became of the last addition, where it was none. */
  declare said: string;

  constructor() {
    super();
    this.models = [];
    this.known = null;
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    get<Chat>("/api/models").then(
      ({ chat }) => (this.known = chat),
      () => undefined, // without a catalog names are typed in full
    );
  }

  private tell(models: readonly string[]): void {
    this.dispatchEvent(new CustomEvent<string[]>("models", { detail: [...models] }));
  }

  /** Several at once where they were pasted. */
  private add(field: HTMLInputElement): void {
    const names = field.value.split(/[\s,]+/).filter(Boolean);
    const fresh = [...new Set(names)].filter((name) => !this.models.includes(name));
    const doubles = names.length - fresh.length;
    this.said = doubles ? `${doubles === 1 ? "One is" : `${doubles} are`} in the list already.` : "";
    field.value = "";
    if (fresh.length) this.tell([...this.models, ...fresh]);
  }

  private keys(event: KeyboardEvent): void {
    const field = event.target as HTMLInputElement;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.add(field);
    } else if (event.key === "Backspace" && field.value === "" && this.models.length) {
      this.tell(this.models.slice(0, -1));
    }
  }

  private move(from: number, by: 1 | -1): void {
    const models = [...this.models];
    models.splice(from + by, 0, ...models.splice(from, 1));
    this.tell(models);
  }

  protected override render(): unknown {
    const unknown = this.known ? this.models.filter((model) => !this.known!.includes(model)) : [];
    return html`<ol class="model-chips" aria-label="Models to ask, in order">
        ${this.models.map((model, i) => this.chip(model, i, unknown.includes(model)))}
      </ol>
      <input
        type="text"
        class="mono"
        list="known-models"
        aria-label="Add a model"
        placeholder="Add a model"
        autocomplete="off"
        spellcheck="false"
        @keydown=${this.keys}
        @change=${(event: Event) => this.add(event.target as HTMLInputElement)}
      />
      <datalist id="known-models">
        ${(this.known ?? []).filter((model) => !this.models.includes(model)).map((model) => html`<option value=${model}></option>`)}
      </datalist>
      ${this.said ? html`<p class="hint" role="status">${this.said}</p>` : nothing}
      ${unknown.length
        ? html`<p class="hint tone-text-wait" role="status">
            Not in the catalog: ${unknown.map((model, i) => html`${i ? ", " : ""}<code>${oneLine(model, 120)}</code>`)}. Check the spelling: a model that
            the provider does not have fails in the run.
          </p>`
        : nothing}`;
  }

  private chip(model: string, i: number, isUnknown: boolean): TemplateResult {
    const name = oneLine(model, 120);
    return html`<li class="model-chip ${isUnknown ? "is-unknown" : ""}">
      <span class="mono clip" title=${name}>${name}</span>
      <button type="button" class="quiet" aria-label="Move ${name} up" ?disabled=${i === 0} @click=${() => this.move(i, -1)}>${icon("up")}</button>
      <button type="button" class="quiet" aria-label="Move ${name} down" ?disabled=${i === this.models.length - 1} @click=${() => this.move(i, 1)}>
        ${icon("down")}
      </button>
      <button type="button" class="quiet" aria-label="Remove ${name}" @click=${() => this.tell(this.models.filter((one) => one !== model))}>
        ${icon("close")}
      </button>
    </li>`;
  }
}

customElements.define("model-chips", ModelChips);
