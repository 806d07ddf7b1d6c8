import { html, nothing, type TemplateResult } from "lit";
import type { Json } from "../../api/types";
import { icon } from "../../components/icon";
import { sentence } from "../../components/sentence";

export interface Pair {
  name: string;
  value: string;
}

/** Annotations as rows. */
export function pairsOf(value: Json): Pair[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, one]) => ({ name, value: typeof one === "string" ? one : JSON.stringify(one) }));
}

interface PairRows {
  /** "setting": for labels. */
  what: string;
  pairs: Pair[];
  /** The service's words, by `prefix` and the name. */
  errors: ReadonlyMap<string, string>;
  prefix: string;
  /** To choose from. */
  names: string[];
  change: (pairs: Pair[]) => void;
}

/** Names and values, row by row. */
export function pairRows({ what, pairs, errors, prefix, names, change }: PairRows): TemplateResult {
  const list = `names-of-${what}s`;
  const set = (index: number, part: Partial<Pair>): void =>
    change(pairs.map((pair, i) => (i === index ? { ...pair, ...part } : pair)));
  const text = (event: Event): string => (event.target as HTMLInputElement).value;
  return html`<div class="pair-rows">
    ${names.length ? html`<datalist id=${list}>${names.map((name) => html`<option value=${name}></option>`)}</datalist>` : nothing}
    ${pairs.map((pair, i) => {
      const error = errors.get(prefix + pair.name.trim());
      return html`<div class="pair">
        <input
          type="text"
          class="mono"
          placeholder="name"
          autocomplete="off"
          spellcheck="false"
          aria-label="Name of ${what} ${i + 1}"
          aria-invalid=${error !== undefined}
          list=${names.length ? list : nothing}
          .value=${pair.name}
          @input=${(event: Event) => set(i, { name: text(event) })}
        />
        <input
          type="text"
          class="mono"
          placeholder="value"
          autocomplete="off"
          spellcheck="false"
          aria-label="Value of ${what} ${i + 1}"
          .value=${pair.value}
          @input=${(event: Event) => set(i, { value: text(event) })}
        />
        <button type="button" class="quiet" aria-label="Remove ${what} ${pair.name || i + 1}" @click=${() => change(pairs.filter((_, j) => j !== i))}>
          ${icon("close")}
        </button>
        ${error ? html`<small class="field-error">${sentence(error)}</small>` : nothing}
      </div>`;
    })}
    <button type="button" class="ghost pairs-add" @click=${() => change([...pairs, { name: "", value: "" }])}>
      ${icon("plus")} Add ${what === "annotation" ? "an" : "a"} ${what}
    </button>
  </div>`;
}
