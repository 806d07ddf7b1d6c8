import { html, nothing, type TemplateResult } from "lit";
import { Trouble } from "../lib/trouble";
import { icon } from "./icon";
import { sentence } from "./sentence";
import "./faces.css";

// Loading, empty, filtered away and error are four different faces.

/** Grey bars where rows will be, so that nothing jumps when they come. */
export const loading = (rows = 6, label = "Loading"): TemplateResult => html`
  <div class="face-loading" role="status" aria-label=${label}>
    ${Array.from({ length: rows }, (_, i) => html`<div class="bone bone-${i % 3}"></div>`)}
  </div>
`;

export const empty = (title: string, text: unknown, action: unknown = nothing): TemplateResult => html`
  <div class="face">
    <p class="face-title">${title}</p>
    <p class="face-text">${typeof text === "string" ? sentence(text) : text}</p>
    ${action}
  </div>
`;

/** Quotes the error's detail, and offers to try again, or what else helps. */
export function failure(error: unknown, retry?: () => void, word = "Try again"): TemplateResult {
  const known = error instanceof Trouble;
  const title = known ? error.title : "Something in this page went wrong";
  const text = known ? error.detail : error instanceof Error ? error.message : String(error);
  return html`
    <div class="face face-error" role="alert">
      <p class="face-title">${title}</p>
      <p class="face-text">${sentence(text)}</p>
      ${known && error.fields.length
        ? html`<ul class="face-list">
            ${error.fields.map((e) => html`<li><code>${e.field}</code>: ${sentence(e.allowed)}</li>`)}
          </ul>`
        : nothing}
      ${retry ? html`<button type="button" @click=${retry}>${word}</button>` : nothing}
    </div>
  `;
}

/** A line above data that could not be read anew. */
export const staleNote = (text: string): TemplateResult =>
  html`<p class="stale-note" role="status">${icon("help")} ${sentence(text)}</p>`;
