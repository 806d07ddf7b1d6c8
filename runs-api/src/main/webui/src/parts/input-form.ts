import { html, nothing, type PropertyDeclarations } from "lit";
import { live as exact } from "lit/directives/live.js";
import { PageElement } from "../components/element";
import { sentence } from "../components/sentence";
import type { InputField } from "../lib/input-schema";
import { fieldText, type InputValue, limits, readField } from "../lib/launch-form";

const LONG_NAMES = /prompt|item|text|body|question|message|content/i;

/**
 * A JSON object as a form, such as the input of a launch or the answer to a question; required fields first, the rest
 * folded.
 *
 * @fires input-change CustomEvent<InputValue>
 * @fires input-problems CustomEvent<ReadonlySet<string>> names of fields that can't be read
 */
class InputForm extends PageElement {
  static override properties: PropertyDeclarations = {
    fields: { attribute: false },
    value: { attribute: false },
    errors: { attribute: false },
    idPrefix: { attribute: false },
    emptyText: { attribute: false },
  };
  declare fields: InputField[];
  declare value: InputValue;
  /** The service's, by `input.NAME`. */
  declare errors: ReadonlyMap<string, string>;
  /** What the ids of the fields begin with: several forms may stand on a page. */
  declare idPrefix: string;
  /** What is said where there are no fields. */
  declare emptyText: string;

  /** What was typed, by field. */
  private readonly texts = new Map<string, string>();
  /** Why it can't be read (yet), by field. */
  private readonly unread = new Map<string, string>();

  constructor() {
    super();
    this.fields = [];
    this.value = {};
    this.errors = new Map();
    this.idPrefix = "launch-input";
    this.emptyText = "This workflow takes no input.";
  }

  private typed(field: InputField, text: string): void {
    const read = readField(field, text);
    const had = this.unread.delete(field.name);
    this.texts.set(field.name, text);
    if ("problem" in read) this.unread.set(field.name, read.problem);
    else {
      const { [field.name]: _, ...rest } = this.value;
      const order = this.fields.map((one) => one.name);
      const next: InputValue = read.value === undefined ? rest : { ...rest, [field.name]: read.value };
      // In the order of the form, so that the JSON does not shuffle while one types.
      const sorted = Object.entries(next).sort(([a], [b]) => place(order, a) - place(order, b));
      this.dispatchEvent(new CustomEvent<InputValue>("input-change", { detail: Object.fromEntries(sorted) as InputValue }));
    }
    if (had || this.unread.size) {
      this.dispatchEvent(new CustomEvent("input-problems", { detail: new Set(this.unread.keys()) }));
    }
    this.requestUpdate();
  }

  protected override render(): unknown {
    const required = this.fields.filter((field) => !field.optional);
    const optional = this.fields.filter((field) => field.optional);
    const names = new Set(this.fields.map((field) => field.name));
    const others = Object.keys(this.value).filter((name) => !names.has(name));
    const isUsed = (field: InputField): boolean =>
      this.value[field.name] !== undefined || this.unread.has(field.name) || this.errors.has(`input.${field.name}`);
    const open = required.length === 0 || optional.some(isUsed);
    return html`
      ${this.fields.length === 0 ? html`<p class="mut">${this.emptyText}</p>` : nothing}
      ${required.map((field) => this.field(field))}
      ${optional.length
        ? html`<details class="launch-optional" ?open=${open}>
            <summary>Optional <span class="mut small">${optional.map((field) => field.name).join(", ")}</span></summary>
            ${optional.map((field) => this.field(field))}
          </details>`
        : nothing}
      ${others.length
        ? html`<p class="hint">
            Also in the input, and shown as JSON only: ${others.map((name, i) => html`${i ? ", " : nothing}<code>${name}</code>`)}.
          </p>`
        : nothing}
    `;
  }

  private field(field: InputField): unknown {
    const id = `${this.idPrefix}-${field.name}`;
    const text = this.shown(field);
    const hint = [field.says, limits(field), field.standard ? `${field.standard} when left out` : ""].filter(Boolean).join(" · ");
    const said = this.unread.get(field.name) ?? this.errors.get(`input.${field.name}`);
    return html`<div class="field">
      <label for=${id}
        ><code>${field.name}</code> <span class="mut small launch-kind">${KIND_WORDS[field.kind]}${field.optional ? "" : ", required"}</span></label
      >
      ${this.control(field, id, text, said !== undefined)}
      ${said ? html`<small id="${id}-hint" class="field-error">${sentence(said)}</small>` : html`<small id="${id}-hint">${sentence(hint)}</small>`}
    </div>`;
  }

  private control(field: InputField, id: string, text: string, invalid: boolean): unknown {
    const typed = (event: Event): void => this.typed(field, (event.target as HTMLInputElement).value);
    const describedBy = `${id}-hint`;
    switch (field.kind) {
      case "boolean":
      case "choice": {
        const choices = field.kind === "boolean" ? ["true", "false"] : (field.choices ?? []);
        return html`<select id=${id} aria-describedby=${describedBy} aria-invalid=${invalid} @change=${typed}>
          <option value="" ?selected=${text === ""}>${field.optional ? "left out" : "choose…"}</option>
          ${choices.map((choice) => html`<option value=${choice} ?selected=${text === choice}>${choice}</option>`)}
        </select>`;
      }
      case "number":
        return html`<input
          id=${id}
          type="text"
          inputmode="decimal"
          autocomplete="off"
          aria-describedby=${describedBy}
          aria-invalid=${invalid}
          aria-required=${!field.optional}
          .value=${exact(text)}
          @input=${typed}
        />`;
      default: {
        const isLong = field.kind !== "text" || LONG_NAMES.test(field.name) || text.length > 80 || text.includes("\n");
        return isLong
          ? html`<textarea
              id=${id}
              class=${field.kind === "text" ? "" : "mono"}
              rows=${field.kind === "text" ? 4 : 3}
              aria-describedby=${describedBy}
              aria-invalid=${invalid}
              aria-required=${!field.optional}
              .value=${exact(text)}
              @input=${typed}
            ></textarea>`
          : html`<input
              id=${id}
              type="text"
              autocomplete="off"
              aria-describedby=${describedBy}
              aria-invalid=${invalid}
              aria-required=${!field.optional}
              .value=${exact(text)}
              @input=${typed}
            />`;
      }
    }
  }

  /** What was typed, as long as it means the value: a list's empty last line, or JSON's own spacing, stays. */
  private shown(field: InputField): string {
    const value = this.value[field.name];
    const typed = this.texts.get(field.name);
    if (typed !== undefined) {
      const read = readField(field, typed);
      if ("problem" in read || JSON.stringify(read.value) === JSON.stringify(value)) return typed;
    }
    return fieldText(field.kind, value);
  }
}

const KIND_WORDS: Record<InputField["kind"], string> = {
  text: "text",
  number: "number",
  boolean: "yes or no",
  choice: "one of",
  list: "texts, one per line",
  json: "JSON",
};

const place = (order: string[], name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);

customElements.define("input-form", InputForm);
