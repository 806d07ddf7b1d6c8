import { html, nothing, svg, type TemplateResult } from "lit";
import { areas } from "../lib/trend-path";
import "./trend.css";

const WIDTH = 120;
const HEIGHT = 34;

/** How a figure went, beside the figure that says it; gaps are where nothing is known. Nothing where all is zero. */
export function trend(values: readonly (number | null)[]): TemplateResult | typeof nothing {
  const found = areas(values, WIDTH, HEIGHT);
  if (found.length === 0 || !values.some(Boolean)) return nothing;
  return html`<svg class="trend" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${found.map(
      ({ area, line }) => svg`<path class="trend-area" d=${area} /><path class="trend-line" d=${line} vector-effect="non-scaling-stroke" />`,
    )}
  </svg>`;
}
