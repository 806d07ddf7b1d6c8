import { html, svg, type TemplateResult } from "lit";
import { known, type Score, scoreWords, sparkPoints } from "../lib/scores";

const WIDTH = 96;
const HEIGHT = 22;
const SHOWN = 20;

/** A row of shares at a glance; what it shows is said in words to who can't see it. */
export function spark(scores: readonly Score[]): TemplateResult {
  const values = known(scores).slice(-SHOWN);
  const points = sparkPoints(values, WIDTH, HEIGHT);
  const last = points.at(-1);
  const words = scoreWords(scores);
  return html`<svg class="spark" viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}" width=${WIDTH + 8} height=${HEIGHT + 8} role="img" aria-label=${words}>
    <title>${words}</title>
    <path class="spark-floor" d="M0,${HEIGHT}H${WIDTH}" />
    ${points.length > 1 ? svg`<path class="spark-line" d="M${points.map(({ x, y }) => `${x},${y}`).join("L")}" />` : ""}
    ${last ? svg`<circle class="spark-last" cx=${last.x} cy=${last.y} r="2.6" />` : ""}
  </svg>`;
}
