import { html, type PropertyDeclarations, svg } from "lit";
import type { Dag } from "../../lib/dag";
import { foldDag } from "../../lib/dag-fold";
import { edgePath } from "../../lib/dag-path";
import { PageElement } from "../element";
import "./dag.css";
import { layOut } from "./layout-client";
import type { Layout } from "./layout-spec";
import { isJoin, layoutSpec } from "./node-size";

/** So many nodes can be told apart at this size. */
const THUMB_LIMIT = 60;

/** The shape of a graph at a glance: no words, nothing to press. */
class DagThumb extends PageElement {
  static override properties: PropertyDeclarations = {
    dag: { attribute: false },
    drawing: { state: true },
  };
  declare dag: Dag | null;
  declare drawing: Layout | null;

  constructor() {
    super();
    this.dag = null;
    this.drawing = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("dag") || !this.dag?.nodes.length) return;
    const folded = foldDag(this.dag, new Set(), THUMB_LIMIT);
    // A picture's shape, so that it goes across where it can.
    const spec = layoutSpec(folded, this.dag, { width: 1200, height: 420 });
    layOut(spec).then(
      (drawing) => (this.drawing = drawing),
      () => undefined, // a card without its picture still says all that it has to say
    );
  }

  protected override render(): unknown {
    const { drawing, dag } = this;
    if (!drawing || !dag) return html``;
    const folded = foldDag(dag, new Set(), THUMB_LIMIT);
    const edges = folded.edges;
    const joins = new Set(folded.nodes.filter(isJoin).map((node) => node.id));
    return html`<svg
      class="dag-thumb"
      viewBox="0 0 ${drawing.width} ${drawing.height}"
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      ${drawing.groups.map(
        (box) =>
          svg`<rect class="dag-group" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="14" vector-effect="non-scaling-stroke" />`,
      )}
      ${edges.map((edge, i) => {
        const from = drawing.nodes[edge.from];
        const to = drawing.nodes[edge.to];
        return from && to
          ? svg`<path class="dag-edge dag-edge-${edge.kind}" d=${edgePath(drawing.edges[i] ?? [], from, to, drawing.direction)} vector-effect="non-scaling-stroke" />`
          : svg``;
      })}
      ${Object.entries(drawing.nodes).map(
        ([id, box]) =>
          svg`<rect class="dag-box ${joins.has(id) ? "dag-join" : ""}" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="14" vector-effect="non-scaling-stroke" />`,
      )}
    </svg>`;
  }
}

customElements.define("dag-thumb", DagThumb);
