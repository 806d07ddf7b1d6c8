import { html, type TemplateResult } from "lit";
import type { StateLook } from "../lib/run-state";

/** The mark before a row: colour and shape; its word is read by screen readers and shown on hover. */
export const stateDot = (look: StateLook): TemplateResult =>
  html`<span class="dot tone-${look.tone}" role="img" aria-label=${look.word} title=${look.word}></span>`;

/** The mark of a node: colour and sign. */
export const stateSign = (look: StateLook): TemplateResult =>
  html`<span class="sign tone-${look.tone}" role="img" aria-label=${look.word} title=${look.word}
    ><span aria-hidden="true">${look.sign}</span></span
  >`;

/** The word itself, in its colour. */
export const stateTag = (look: StateLook): TemplateResult =>
  html`<span class="tag tone-text-${look.tone}">${look.word}</span>`;
