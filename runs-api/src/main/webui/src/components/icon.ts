import { type SVGTemplateResult, svg, html, type TemplateResult } from "lit";

// Drawn on 16 × 16 with a stroke of the text's colour.
const SHAPES = {
  home: svg`<path d="M2.5 8.5 8 3l5.5 5.5M4 7.5V13h8V7.5" />`,
  runs: svg`<path d="M6 4h7.5M6 8h7.5M6 12h7.5" /><circle cx="3" cy="4" r=".8" /><circle cx="3" cy="8" r=".8" /><circle cx="3" cy="12" r=".8" />`,
  gate: svg`<path d="M8 2.2 13.4 4v4c0 3-2.3 5-5.4 6-3.1-1-5.4-3-5.4-6V4z" /><path d="m5.6 8 1.7 1.7 3.2-3.4" />`,
  workflow: svg`<rect x="2" y="2.5" width="4" height="4" rx="1" /><rect x="10" y="9.5" width="4" height="4" rx="1" /><path d="M4 6.5v3a2 2 0 0 0 2 2h4" />`,
  editor: svg`<path d="m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5l3.5 3.5-3.5 3.5" />`,
  experiment: svg`<path d="M6 2.5h4M6.7 2.5V7l-3.7 5.6a.6.6 0 0 0 .5.9h9a.6.6 0 0 0 .5-.9L9.3 7V2.5" />`,
  model: svg`<rect x="4" y="4" width="8" height="8" rx="1.5" /><path d="M6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5" />`,
  report: svg`<path d="M4 1.8h5.5L12.5 5v9.2H4z" /><path d="M6.2 7.5h4M6.2 10.5h4" />`,
  money: svg`<circle cx="8" cy="8" r="6" /><path d="M10 5.800c-.3-.7-1-1.100-2-1.100-1.200 0-2 .6-2 1.600 0 2.200 4.100 1.100 4.100 3.300 0 1-.9 1.700-2.100 1.700-1.100 0-1.900-.5-2.200-1.300M8 3.500v1.200M8 11.300v1.200" />`,
  search: svg`<circle cx="7" cy="7" r="4.3" /><path d="m10.3 10.3 3.5 3.5" />`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8" />`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />`,
  check: svg`<path d="m3 8.5 3.3 3.3L13 4.8" />`,
  more: svg`<circle cx="3.5" cy="8" r=".8" /><circle cx="8" cy="8" r=".8" /><circle cx="12.5" cy="8" r=".8" />`,
  down: svg`<path d="m4 6.3 4 4 4-4" />`,
  right: svg`<path d="m6.3 4 4 4-4 4" />`,
  left: svg`<path d="m9.7 4-4 4 4 4" />`,
  up: svg`<path d="m4 9.7 4-4 4 4" />`,
  theme: svg`<path d="M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z" />`,
  bell: svg`<path d="M4 11.5V7.3a4 4 0 0 1 8 0v4.2l1 1H3zM6.7 14h2.6" />`,
  play: svg`<path d="M5 3.3v9.4l7.5-4.7z" />`,
  clock: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.5V8l2.5 1.5" />`,
  plus: svg`<path d="M8 3v10M3 8h10" />`,
  filter: svg`<path d="M2.5 3.5h11L9.5 8.3V13l-3-1.5V8.3z" />`,
  help: svg`<circle cx="8" cy="8" r="6" /><path d="M6.3 6.3a1.7 1.7 0 1 1 2.4 1.7c-.5.3-.7.6-.7 1.2M8 11.3v.1" />`,
  gauge: svg`<path d="M2.6 11.5a6 6 0 1 1 10.8 0M8 9.5l2.6-3.6" /><circle cx="8" cy="9.7" r=".9" />`,
  pin: svg`<path d="M9.8 2.3 13.7 6.2M10.3 2.8 7 6.2l-3.2.6 5.400 5.400.6-3.2 3.400-3.3M6.3 9.7 2.5 13.5" />`,
  logo: svg`<path d="M3 4.5h6.5a3 3 0 0 1 0 6H7l5.5 4" stroke-width="2" /><circle cx="3.2" cy="14" r="1.6" />`,
  redo: svg`<path d="M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.8 2.5v3h-3" />`,
  pause: svg`<path d="M5.5 3.5v9m5-9v9" />`,
  columns: svg`<path d="M3.5 3v10M8 3v10M12.5 3v10" />`,
  panel: svg`<rect x="2" y="3" width="12" height="10" rx="1.5" /><path d="M6 3v10" />`,
  person: svg`<circle cx="8" cy="5.4" r="2.7" /><path d="M2.8 13.8c.6-2.7 2.7-4.2 5.2-4.2s4.6 1.5 5.2 4.2" />`,
  exit: svg`<path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10 5l3 3-3 3M13 8H6" />`,
  fit: svg`<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />`,
  minus: svg`<path d="M3 8h10" />`,
  star: svg`<path d="m8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z" />`,
  follow: svg`<circle cx="8" cy="8" r="2" /><path d="M8 1.8v2.4m0 7.6v2.4M1.8 8h2.4m7.6 0h2.4" />`,
  external: svg`<path d="M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.5 2.5 7.5 8.5" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** A picture beside a word; alone it needs a label on its button. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
