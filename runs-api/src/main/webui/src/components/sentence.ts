import { html, type TemplateResult } from "lit";

/** Backticks of the service's sentences become code. */
export function sentence(text: string): TemplateResult {
  return html`${text.split("`").map((part, i) => (i % 2 ? html`<code>${part}</code>` : part))}`;
}
