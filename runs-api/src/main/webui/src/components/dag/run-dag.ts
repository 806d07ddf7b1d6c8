import { html, nothing, type PropertyDeclarations, svg } from "lit";
import type { Dag, DagEdge, DagNode } from "../../lib/dag";
import { type Cluster, drawnNodes, foldDag, type FoldedDag } from "../../lib/dag-fold";
import { edgePath } from "../../lib/dag-path";
import { type Arrow, type Place, step } from "../../lib/dag-walk";
import { each } from "../each";
import { PageElement } from "../element";
import { icon } from "../icon";
import "./dag.css";
import { arrowHead, clusterShape, edgeLine, taskShape } from "./dag-shapes";
import { nodeAt, paint, Palette, type Picture } from "./dag-paint";
import { withBlocks } from "./block-grid";
import { clusterName, EDGE_WORDS, groupTitle, markOf, nodeName, type NodeMarks, spokenName, underline } from "./dag-words";
import { bindGestures } from "./gestures";
import { layOut } from "./layout-client";
import type { Box, Layout, LayoutSpec } from "./layout-spec";
import { clipped, isJoin, layoutSpec } from "./node-size";
import { fit, home, keepNear, LEGIBLE, reveal, type View, zoomAt } from "./viewport";

const EMPTY: Dag = { nodes: [], edges: [], groups: [] };
const ZOOM_STEP = 1.3;
/** Nothing is written smaller on the screen. */
const LEAST_PX = 11;
/** Below it the second line would be smaller: the name alone is left, in letters that do not shrink. */
const FAR = LEAST_PX / 12;
/** Below it a sign takes the room that the name needs. */
const FARTHER = 0.6;
/** The size of letters changes in steps: each is a new layout of all texts. */
const LETTER_STEP = 0.05;
/** A graph of more tasks is painted; each of them as an element would make a page that stutters. */
const PAINTED_ABOVE = 300;
/** A graph of more tasks than so many that would be smaller than `least` is folded, where more than `alike` do the same. */
const WIDE = { tasks: 16, alike: undefined, least: LEGIBLE };
/** On a room as narrow as a phone's more is folded, sooner: signs and whole names are what can be read there. */
const NARROW = { tasks: 6, alike: 3, least: FARTHER };
const NARROW_PX = 600;
const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
let instances = 0;

/**
 * A graph of tasks that one can look around in.
 *
 * `states` says how nodes do, keyed `nodeId::iteration`, or by the node's id for all its iterations. New states only
 * recolour: the layout follows names and edges alone, and the viewport is the reader's. `pick` tells which node was
 * chosen by click or Enter. Very large graphs are folded; a fold opens on click and tells nobody.
 *
 * @fires pick CustomEvent<DagNode>
 */
class RunDag extends PageElement {
  static override properties: PropertyDeclarations = {
    dag: { attribute: false },
    states: { attribute: false },
    selected: { attribute: false },
    label: { type: String },
    drawing: { state: true },
    error: { state: true },
    open: { state: true },
    focused: { state: true },
  };
  declare dag: Dag;
  declare states: NodeMarks;
  declare selected: string | null;
  declare label: string;
  declare drawing: Layout | null;
  declare error: unknown;
  declare open: ReadonlySet<string>;
  /** The one node in the tab order. */
  declare focused: string | null;

  private readonly uid = `dag-${++instances}`;
  private folded: FoldedDag = { ...EMPTY, clusters: [], blocks: [] };
  /** What `drawing` shows; `folded` may be ahead of it while the worker is at it. */
  private shown: FoldedDag = this.folded;
  private specKey = "";
  private view: View = { x: 0, y: 0, scale: 1 };
  private room = { width: 0, height: 0 };
  private touched = false;
  private frameRequest = 0;
  /** Whether it was folded further than its size asks for, so that it can be read. */
  private isFoldedSmall = false;
  private letters = "";
  /** What is painted, in place of drawn as elements; null while all is drawn. */
  private picture: Picture | null = null;

  constructor() {
    super();
    this.dag = EMPTY;
    this.states = new Map();
    this.selected = null;
    this.label = "Graph";
    this.drawing = null;
    this.error = null;
    this.open = new Set();
    this.focused = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add("run-dag");
    const measureAnew = (): void => this.requestUpdate();
    document.fonts?.addEventListener("loadingdone", measureAnew);
    this.until(() => document.fonts?.removeEventListener("loadingdone", measureAnew));
    const sizes = new ResizeObserver(([entry]) => entry && this.resized(entry.contentRect));
    sizes.observe(this);
    this.until(() => sizes.disconnect());
    this.until(
      bindGestures(this, {
        pan: (dx, dy) => this.look({ ...this.view, x: this.view.x + dx, y: this.view.y + dy }),
        zoom: (factor, x, y) => this.look(zoomAt(this.view, factor, x, y)),
        dragging: (on) => this.classList.toggle("dag-dragging", on),
      }),
    );
    this.until(() => cancelAnimationFrame(this.frameRequest));
    const theme = new MutationObserver(() => this.applyView());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.until(() => theme.disconnect());
  }

  private resized(room: { width: number; height: number }): void {
    const isFirst = this.room.width === 0;
    this.room = { width: room.width, height: room.height };
    if (isFirst) this.requestUpdate();
    else if (!this.touched) this.begin();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("dag")) this.isFoldedSmall = false;
    if (changed.has("dag") || changed.has("open")) this.fold();
    if (changed.has("states") && this.drawing) this.repaint();
    if (this.room.width === 0 || this.folded.nodes.length + this.folded.clusters.length + this.folded.blocks.length === 0) return;
    const spec = layoutSpec(this.folded, this.dag, this.room);
    const key = JSON.stringify([spec.nodes, spec.edges, spec.groups]);
    if (key === this.specKey) {
      if (this.drawing) this.shown = this.folded; // other labels, same places
      return;
    }
    this.specKey = key;
    void this.arrange(spec, key);
  }

  private async arrange(spec: LayoutSpec, key: string): Promise<void> {
    const folded = this.folded;
    try {
      const drawing = withBlocks(await layOut(spec), folded.blocks);
      if (key !== this.specKey) return;
      if (this.isTooSmall(drawing)) {
        this.isFoldedSmall = true;
        this.fold();
        if (this.folded.clusters.length) return this.requestUpdate();
        this.folded = folded; // nothing in it is alike
      }
      const anchor = this.anchor(drawing);
      this.error = null;
      this.shown = folded;
      this.drawing = drawing;
      this.repaint();
      if (!this.touched || !anchor) this.begin();
      else this.look({ ...this.view, x: this.view.x + anchor.dx, y: this.view.y + anchor.dy });
    } catch (cause) {
      if (key !== this.specKey) return;
      this.specKey = "";
      this.error = cause;
    }
  }

  private fold(): void {
    const { tasks, alike } = this.limits;
    this.folded = this.isFoldedSmall ? foldDag(this.dag, this.open, tasks, alike) : foldDag(this.dag, this.open);
  }

  private isTooSmall(drawing: Layout): boolean {
    if (this.isFoldedSmall || this.open.size > 0) return false;
    const { tasks, least } = this.limits;
    return this.dag.nodes.length > tasks && fit(drawing, this.room).scale < least;
  }

  private get limits(): typeof WIDE | typeof NARROW {
    return this.room.width < NARROW_PX ? NARROW : WIDE;
  }

  /** Makes the picture of a graph that has too many tasks for an element each. */
  private repaint(): void {
    const { drawing, shown } = this;
    const nodes = drawnNodes(shown);
    if (!drawing || nodes.length <= PAINTED_ABOVE) {
      this.picture = null;
      return;
    }
    this.picture = {
      nodes: nodes.flatMap((node) => {
        const box = drawing.nodes[node.id];
        if (!box || isJoin(node)) return [];
        const mark = markOf(node, this.states);
        return [{ id: node.id, box, name: nodeName(node), under: underline(node, mark), look: mark?.look }];
      }),
      edges: shown.edges.flatMap((edge, i) => {
        const [from, to] = [drawing.nodes[edge.from], drawing.nodes[edge.to]];
        return from && to ? [new Path2D(edgePath(drawing.edges[i] ?? [], from, to, drawing.direction))] : [];
      }),
    };
  }

  /** How far the node nearest to the middle of the screen moves with another layout: the reader's place is kept. */
  private anchor(next: Layout): { dx: number; dy: number } | null {
    if (!this.drawing) return null;
    const { x, y, scale } = this.view;
    const centre = { x: (this.room.width / 2 - x) / scale, y: (this.room.height / 2 - y) / scale };
    const away = ([, box]: [string, Box]): number =>
      Math.hypot(box.x + box.width / 2 - centre.x, box.y + box.height / 2 - centre.y);
    const kept = Object.entries(this.drawing.nodes).filter(([id]) => next.nodes[id]);
    const nearest = kept.sort((a, b) => away(a) - away(b))[0];
    if (!nearest) return null;
    const [id, was] = nearest;
    const is = next.nodes[id]!;
    return { dx: (was.x - is.x) * scale, dy: (was.y - is.y) * scale };
  }

  /** Shows the whole graph, or where it begins when its names could not be read. */
  private begin(): void {
    const { drawing } = this;
    if (!drawing || this.room.width === 0) return;
    this.touched = false;
    const first = this.shown.nodes[0] ?? this.shown.clusters[0];
    this.move(home(drawing, this.room, first && drawing.nodes[first.id]));
  }

  /** Shows the whole graph. */
  fit(): void {
    if (!this.drawing || this.room.width === 0) return;
    this.touched = false;
    this.move(fit(this.drawing, this.room));
  }

  zoom(factor: number): void {
    this.look(zoomAt(this.view, factor, this.room.width / 2, this.room.height / 2));
  }

  private look(view: View): void {
    this.touched = true;
    this.move(this.drawing ? keepNear(view, this.drawing, this.room) : view);
  }

  /** Straight to the element, once per frame: looking around renders nothing anew. */
  private move(view: View): void {
    this.view = view;
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = requestAnimationFrame(() => this.applyView());
  }

  private applyView(): void {
    const canvas = this.querySelector<SVGElement>(".dag-canvas");
    if (!canvas) return;
    const { x, y, scale } = this.view;
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    canvas.classList.toggle("dag-far", scale < FAR);
    canvas.classList.toggle("dag-farther", scale < FARTHER);
    canvas.classList.toggle("dag-very-far", scale < LEGIBLE);
    const step = Math.max(LETTER_STEP, Math.floor(scale / LETTER_STEP) * LETTER_STEP);
    const letters = `${Math.max(13, LEAST_PX / step).toFixed(1)}px`;
    if (letters !== this.letters) {
      this.letters = letters;
      this.style.setProperty("--dag-letters", letters);
    }
    const painted = this.querySelector<HTMLCanvasElement>(".dag-paint");
    if (painted && this.picture) {
      const elements = new Set([this.tabStop(), this.selected].filter((id) => id !== null));
      paint(painted, this.room, this.view, this.picture, elements, new Palette(this));
    }
  }

  /** A click on what is painted is a click on the task that is painted there. */
  private pressedAt(event: MouseEvent): void {
    const node = (event.target as Element).closest("[data-id], button") ? undefined : this.nodeUnder(event);
    if (node) this.pick(node);
  }

  private pointed(event: PointerEvent): void {
    if (!this.picture) return;
    const node = this.nodeUnder(event);
    const frame = event.currentTarget as HTMLElement;
    frame.title = node ? spokenName(node, markOf(node, this.states)) : "";
    frame.style.cursor = node ? "pointer" : "";
  }

  private nodeUnder(event: MouseEvent): DagNode | undefined {
    if (!this.picture) return undefined;
    const frame = this.getBoundingClientRect();
    const hit = nodeAt(this.picture, this.view, { x: event.clientX - frame.left, y: event.clientY - frame.top });
    return hit && drawnNodes(this.shown).find((node) => node.id === hit.id);
  }

  protected override updated(): void {
    if (this.drawing) this.applyView();
  }

  private pick(node: DagNode): void {
    this.focused = node.id;
    this.dispatchEvent(new CustomEvent<DagNode>("pick", { detail: node }));
  }

  private unfold(cluster: Cluster): void {
    this.open = new Set([...this.open, cluster.id]);
    this.focused = cluster.members[0]?.id ?? null;
  }

  private focusOn(id: string): void {
    if (this.focused !== id) this.focused = id;
  }

  private keys(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest("button")) return;
    if (event.key === "+" || event.key === "=") this.zoom(ZOOM_STEP);
    else if (event.key === "-") this.zoom(1 / ZOOM_STEP);
    else if (event.key === "0") this.fit();
    else if (ARROWS.has(event.key)) this.walk(event.key as Arrow);
    else if (event.key === "Enter" || event.key === " ") this.press();
    else if (event.key === "Home" || event.key === "End") {
      const places = this.places();
      this.stand(places.at(event.key === "Home" ? 0 : -1)?.id ?? null);
    } else return;
    event.preventDefault();
  }

  private press(): void {
    const node = drawnNodes(this.shown).find((one) => one.id === this.tabStop());
    const cluster = this.shown.clusters.find((one) => one.id === this.tabStop());
    if (node) this.pick(node);
    else if (cluster) this.unfold(cluster);
  }

  /** What can be stood on, in the order of the graph. */
  private places(): Place[] {
    const drawing = this.drawing;
    if (!drawing) return [];
    const ids = [...drawnNodes(this.shown).filter((node) => !isJoin(node)), ...this.shown.clusters].map((one) => one.id);
    return ids.flatMap((id) => {
      const box = drawing.nodes[id];
      return box ? [{ id, x: box.x + box.width / 2, y: box.y + box.height / 2 }] : [];
    });
  }

  private tabStop(): string | null {
    const places = this.places();
    for (const wish of [this.focused, this.selected]) if (places.some((place) => place.id === wish)) return wish;
    return places[0]?.id ?? null;
  }

  private walk(arrow: Arrow): void {
    const from = this.tabStop();
    if (!from || !this.drawing) return;
    this.stand(step(from, arrow, this.drawing.direction, this.places(), this.shown.edges));
  }

  private stand(id: string | null): void {
    if (!id) return;
    this.focused = id;
    void this.updateComplete.then(() => {
      const node = this.querySelector<SVGElement>(`[data-id="${CSS.escape(id)}"]`);
      node?.focus({ preventScroll: true });
      this.revealNode(id);
    });
  }

  private revealNode(id: string): void {
    const box = this.drawing?.nodes[id];
    if (box) this.look(reveal(this.view, box, this.room));
  }

  protected override render(): unknown {
    if (this.error) return html`<p class="dag-note" role="alert">${(this.error as Error).message}</p>`;
    if (this.dag.nodes.length === 0) return html`<p class="dag-note">There are no tasks to draw.</p>`;
    if (!this.drawing) return html`<p class="dag-note" role="status">Drawing the graph…</p>`;
    return html`
      <div
        class="dag-frame"
        role="group"
        aria-label=${this.label}
        aria-describedby="${this.uid}-keys"
        @keydown=${this.keys}
        @click=${this.pressedAt}
        @pointermove=${this.pointed}
      >
        <p id="${this.uid}-keys" class="visually-hidden">
          Arrow keys move from task to task, Enter shows one, plus and minus zoom, 0 shows all.
        </p>
        ${this.canvas(this.drawing)} ${this.picture ? html`<canvas class="dag-paint" aria-hidden="true"></canvas>` : nothing}
      </div>
      ${this.legend()} ${this.toolbar()}
    `;
  }

  private canvas(drawing: Layout): unknown {
    const stop = this.tabStop();
    const { width, height } = drawing;
    const groups = new Map(this.dag.groups.map((group) => [group.id, groupTitle(group)]));
    for (const block of this.shown.blocks) groups.set(block.id, clusterName(block));
    const nodes = drawnNodes(this.shown);
    // Of a painted graph the tasks that somebody stands on or has chosen are elements, for the keyboard and a screen reader.
    const elements = this.picture ? nodes.filter((node) => node.id === stop || node.id === this.selected || isJoin(node)) : nodes;
    return html`<svg
      class="dag-canvas dag-${drawing.direction}"
      width=${width}
      height=${height}
      viewBox="0 0 ${width} ${height}"
      role="group"
      aria-label="Tasks"
    >
      <defs>${this.usedKinds().map((kind) => arrowHead(this.uid, kind))}</defs>
      <g aria-hidden="true">
        ${drawing.groups.map(
          (box) =>
            svg`<rect class="dag-group" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="10" />`,
        )}
        ${this.picture ? nothing : this.shown.edges.map((edge, i) => edgeLine(this.uid, edge, drawing, i))}
        ${drawing.groups.map((box) => {
          const name = groups.get(box.id);
          if (!name) return nothing;
          const title = clipped(name, box.width + 16, "under");
          return svg`<text class="dag-group-name" x=${box.x + 12} y=${box.y + 17}>${title}</text>`;
        })}
      </g>
      ${each(
        elements,
        (node) => node.id,
        (node) =>
          taskShape(node, {
            box: drawing.nodes[node.id],
            isTabStop: node.id === stop,
            isSelected: node.id === this.selected,
            mark: markOf(node, this.states),
            press: () => this.pick(node),
            focus: () => this.focusOn(node.id),
          }),
      )}
      ${each(
        this.shown.clusters,
        (cluster) => cluster.id,
        (cluster) =>
          clusterShape(cluster, this.states, {
            box: drawing.nodes[cluster.id],
            isTabStop: cluster.id === stop,
            press: () => this.unfold(cluster),
            focus: () => this.focusOn(cluster.id),
          }),
      )}
    </svg>`;
  }

  private usedKinds(): DagEdge["kind"][] {
    return [...new Set(this.shown.edges.map((edge) => edge.kind))];
  }

  private legend(): unknown {
    const kinds = this.usedKinds();
    if (kinds.length < 2) return nothing;
    return html`<ul class="dag-legend" aria-label="Lines">
      ${kinds.map(
        (kind) =>
          html`<li>
            <svg width="26" height="8" aria-hidden="true"><path class="dag-edge dag-edge-${kind}" d="M1,4H25" /></svg>
            ${EDGE_WORDS[kind]}
          </li>`,
      )}
    </ul>`;
  }

  private toolbar(): unknown {
    const button = (name: "plus" | "minus" | "fit", label: string, run: () => void): unknown =>
      html`<button type="button" class="quiet" aria-label=${label} title=${label} @click=${run}>${icon(name)}</button>`;
    return html`<div class="dag-tools" role="toolbar" aria-label="View of the graph">
      ${this.open.size
        ? html`<button type="button" class="quiet" @click=${() => (this.open = new Set())}>Fold again</button>`
        : nothing}
      ${button("minus", "Smaller (−)", () => this.zoom(1 / ZOOM_STEP))}
      ${button("plus", "Larger (+)", () => this.zoom(ZOOM_STEP))} ${button("fit", "Show all (0)", () => this.fit())}
    </div>`;
  }
}

customElements.define("run-dag", RunDag);
