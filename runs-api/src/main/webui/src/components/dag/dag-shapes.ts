import { nothing, svg, type SVGTemplateResult } from "lit";
import type { DagEdge, DagNode } from "../../lib/dag";
import type { Cluster } from "../../lib/dag-fold";
import { edgePath } from "../../lib/dag-path";
import type { StateLook } from "../../lib/run-state";
import { stateShape } from "../state";
import { clusterName, clusterStates, type NodeMark, type NodeMarks, nodeName, spokenName, underline } from "./dag-words";
import type { Box, Layout } from "./layout-spec";
import { clipped, isJoin } from "./node-size";

interface Standing {
  box: Box | undefined;
  isTabStop: boolean;
  press: () => void;
  focus: () => void;
}

/** The end of a line; ids are of the whole page, hence the prefix. */
export const arrowHead = (prefix: string, kind: DagEdge["kind"]): SVGTemplateResult =>
  svg`<marker id="${prefix}-${kind}" class="dag-arrow dag-arrow-${kind}" viewBox="0 0 8 8" refX="7.2" refY="4"
    markerWidth="7" markerHeight="7" orient="auto"><path d="M0.5,0.8 7.5,4 0.5,7.2z" /></marker>`;

export function edgeLine(prefix: string, edge: DagEdge, drawing: Layout, index: number): unknown {
  const from = drawing.nodes[edge.from];
  const to = drawing.nodes[edge.to];
  if (!from || !to) return nothing;
  const d = edgePath(drawing.edges[index] ?? [], from, to, drawing.direction);
  return svg`<path class="dag-edge dag-edge-${edge.kind}" d=${d} marker-end="url(#${prefix}-${edge.kind})" />`;
}

/** A task as a button: its name, and what it does or how it does. */
export function taskShape(
  node: DagNode,
  { box, isTabStop, isSelected, mark, press, focus }: Standing & { isSelected: boolean; mark: NodeMark | undefined },
): unknown {
  if (!box) return nothing;
  if (isJoin(node)) {
    return svg`<circle class="dag-join" cx=${box.x + box.width / 2} cy=${box.y + box.height / 2} r="4" aria-hidden="true" />`;
  }
  return svg`<g
    class="dag-node ${mark ? `tone-${mark.look.tone}` : "dag-plain"}"
    data-id=${node.id}
    transform="translate(${box.x} ${box.y})"
    role="button"
    tabindex=${isTabStop ? 0 : -1}
    aria-current=${isSelected ? "true" : nothing}
    @click=${press}
    @focus=${focus}
  >
    <title>${spokenName(node, mark)}</title>
    <g aria-hidden="true">
      <rect class="dag-box" width=${box.width} height=${box.height} rx="6" />
      ${mark ? sign(mark.look) : kindGlyph(node)} ${lines(nodeName(node), underline(node, mark), box)}
    </g>
  </g>`;
}

/** Many as a stack that opens. */
export function clusterShape(cluster: Cluster, marks: NodeMarks, { box, isTabStop, press, focus }: Standing): unknown {
  if (!box) return nothing;
  const { words, worst } = clusterStates(cluster, marks);
  return svg`<g
    class="dag-node dag-cluster ${worst ? `tone-${worst.tone}` : "dag-plain"}"
    data-id=${cluster.id}
    transform="translate(${box.x} ${box.y})"
    role="button"
    tabindex=${isTabStop ? 0 : -1}
    aria-expanded="false"
    @click=${press}
    @focus=${focus}
  >
    <title>${clusterName(cluster)}${words ? `, ${words}` : ""}, click to unfold</title>
    <g aria-hidden="true">
      <rect class="dag-box dag-behind" x="6" y="6" width=${box.width} height=${box.height} rx="6" />
      <rect class="dag-box dag-behind" x="3" y="3" width=${box.width} height=${box.height} rx="6" />
      <rect class="dag-box" width=${box.width} height=${box.height} rx="6" />
      ${worst ? sign(worst) : svg`<path class="dag-glyph" d="M12 19h12M12 23h12M12 27h12" />`}
      ${lines(clusterName(cluster), words || "click to unfold", box)}
    </g>
  </g>`;
}

/** In a picture of its own that cuts what it has no room for: far away the letters are larger than the box was made for. */
const lines = (name: string, under: string, { width, height }: Box): SVGTemplateResult =>
  svg`<svg class="dag-words" width=${width - 6} height=${height}>
    <text class="dag-name" x="34" y="20">${clipped(name, width, "name")}</text>
    <text class="dag-under" x="34" y="36">${clipped(under, width, "under")}</text>
  </svg>`;

const sign = (look: StateLook): SVGTemplateResult =>
  svg`<svg class="sign-picture dag-sign" x="10" y="15" width="16" height="16" viewBox="0 0 16 16">${stateShape(look.shape)}</svg>`;

/** What sort of work it is, where no state is shown. */
function kindGlyph(node: DagNode): SVGTemplateResult {
  switch (node.kind) {
    case "approval":
    case "human":
      return svg`<path class="dag-glyph" d="M18 15.5l6 2v4.5c0 3.4-2.5 5.6-6 6.8-3.5-1.2-6-3.4-6-6.8v-4.5z" />`;
    case "timer":
    case "wait":
      return svg`<circle class="dag-glyph" cx="18" cy="23" r="6.5" /><path class="dag-glyph" d="M18 19.3V23l2.6 1.6" />`;
    default:
      return node.taskKind === "agent"
        ? svg`<path class="dag-glyph" d="M18 16l1.7 5.3L25 23l-5.3 1.7L18 30l-1.7-5.3L11 23l5.3-1.7z" />`
        : svg`<path class="dag-glyph" d="M15.5 18.5L11.5 23l4 4.5M20.5 18.5l4 4.5-4 4.5" />`;
  }
}
