import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Shape, StateLook } from "../lib/run-state";
import "./state.css";

// Drawn on 16 × 16 in the text's colour; what is cut out of a filled shape is a hole, and shows whatever lies below.
const SHAPES: Readonly<Record<Shape, SVGTemplateResult>> = {
  arc: svg`<circle class="sign-faint" cx="8" cy="8" r="6" stroke-width="2" /><path d="M8 2a6 6 0 0 1 6 6" stroke-width="2" />`,
  diamond: svg`<path class="sign-full" d="M8 .9 15.1 8 8 15.1.9 8z" /><path class="sign-cut" d="M8 4.8v3.8M8 10.9v.1" />`,
  cross: svg`<circle class="sign-full" cx="8" cy="8" r="7" /><path class="sign-cut" d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" />`,
  square: svg`<rect class="sign-full" x="1.5" y="1.5" width="13" height="13" rx="2.5" /><path class="sign-cut" d="M8 4.7v4M8 11.3v.1" />`,
  arrows: svg`<path d="M13 6.5A5.3 5.3 0 0 0 3.6 5M3 9.5A5.3 5.3 0 0 0 12.4 11" stroke-width="1.8" /><path class="sign-full" d="M3.2 2v3.4h3.4zM12.8 14v-3.4H9.4z" />`,
  check: svg`<path d="m3.2 8.4 3.2 3.2 6.4-7" stroke-width="1.7" />`,
  "check-dot": svg`<path class="sign-quiet" d="m2.2 8.9 3 3 6-6.6" stroke-width="1.7" /><circle class="sign-full" cx="13" cy="3.4" r="2.6" />`,
  bars: svg`<path d="M5.4 3.5v9M10.6 3.5v9" stroke-width="2.2" />`,
  onward: svg`<path d="M2.5 8h10.2M8.6 3.8 12.8 8l-4.2 4.2" stroke-width="1.6" />`,
  struck: svg`<circle cx="8" cy="8" r="5.6" stroke-width="1.5" /><path d="m4.3 11.7 7.4-7.4" stroke-width="1.5" />`,
  dashed: svg`<circle cx="8" cy="8" r="5.2" stroke-width="1.5" stroke-dasharray="2.4 2.1" stroke-linecap="butt" />`,
  clock: svg`<circle cx="8" cy="8" r="6" stroke-width="1.6" /><path d="M8 4.6V8l2.4 1.6" stroke-width="1.6" />`,
  dot: svg`<circle class="sign-full" cx="8" cy="8" r="1.8" />`,
};

/** The shape alone, for a picture that has a name of its own. */
export const stateShape = (shape: Shape): SVGTemplateResult => SHAPES[shape];

/** The sign before a row: shape and colour; its word is read by screen readers and shown on hover. */
export const stateSign = (look: StateLook): TemplateResult =>
  html`<span class="sign tone-${look.tone}" role="img" aria-label=${look.word} title=${look.word}
    ><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[look.shape]}</svg></span
  >`;

/** The word itself, in its colour. */
export const stateTag = (look: StateLook): TemplateResult =>
  html`<span class="tag tone-text-${look.tone}">${look.word}</span>`;
