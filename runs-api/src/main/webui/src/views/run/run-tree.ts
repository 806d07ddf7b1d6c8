import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunNode, TreeNode } from "../../api/types";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { stateSign } from "../../components/state";
import { style } from "../../components/style";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { duration } from "../../lib/duration";
import { compact, count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { nodeLook, type StateLook } from "../../lib/run-state";
import { type Inside, inside, sharedState, type Unloaded } from "../../lib/unloaded-nodes";
import { executedIn, nodeKey, rowTitle, type TreeRow, treeRows } from "../../lib/tree-rows";
import type { TimeAxis } from "../../lib/time-axis";
import { axisHead, gridStep, groupBar } from "./task-bars";
import "./run-tree.css";

/** What a line says about a node beside its name. */
export interface NodeNote {
  readonly state: string;
  readonly tag?: string | undefined;
  readonly figure?: unknown;
  /** For the table of tasks: */
  readonly model?: string;
  readonly tokens?: string;
  readonly bars?: unknown;
  readonly node?: RunNode;
}

const ROW_PX = 30;
const ROW_PHONE_PX = 44;
const phone = matchMedia("(max-width: 820px)");

const NOT_LOADED: StateLook = { word: "Not loaded", tone: "off", shape: "dot" };

/**
 * The task tree with states; a list of lines that fold. With an axis it is a table: model, tokens, duration and bars. Dispatches
 * `pick` with the node that was chosen.
 */
class RunTree extends PageElement {
  static override properties: PropertyDeclarations = {
    tree: { attribute: false },
    notes: { attribute: false },
    unloaded: { attribute: false },
    axis: { attribute: false },
    chosen: { attribute: false },
    isFollowing: { type: Boolean },
    isStalled: { type: Boolean },
    closed: { state: true },
  };
  declare tree: TreeNode | null;
  /** By {@link nodeKey}. */
  declare notes: ReadonlyMap<string, NodeNote>;
  /** What the service counts beyond the notes; null when there is a note for each node that has begun. */
  declare unloaded: Unloaded | null;
  /** Null where there are no columns. */
  declare axis: TimeAxis | null;
  declare chosen: string;
  /** Whether the chosen node is kept in view. */
  declare isFollowing: boolean;
  declare isStalled: boolean;
  declare closed: ReadonlySet<string>;

  constructor() {
    super();
    this.tree = null;
    this.notes = new Map();
    this.unloaded = null;
    this.axis = null;
    this.chosen = "";
    this.isFollowing = false;
    this.isStalled = false;
    this.closed = new Set();
  }

  private rows: TreeRow[] = [];
  /** How many nodes of the tree have no note. */
  private missing = 0;

  protected override willUpdate(): void {
    this.rows = treeRows(this.tree, this.closed);
    this.missing = this.unloaded && this.tree ? this.states(this.tree).filter((state) => state === undefined).length : 0;
    this.style.setProperty("--rows", String(this.rows.length));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = (): void => this.requestUpdate();
    phone.addEventListener("change", draw);
    this.until(() => phone.removeEventListener("change", draw));
  }

  protected override render(): unknown {
    const rowPx = phone.matches ? ROW_PHONE_PX : ROW_PX;
    if (this.axis) this.style.setProperty("--grid-step", gridStep(this.axis));
    return html`${this.axis
        ? html`<div class="tree-row tree-head" aria-hidden="true">
            <span></span><span></span><span>Task</span><span class="tree-model">Model</span><span class="num tree-tokens">Tokens</span
            ><span class="num">Duration</span>${axisHead(this.axis)}
          </div>`
        : nothing}<virtual-list
      rowRole="tree"
      label="Task tree"
      ?roving=${true}
      .count=${this.rows.length}
      .height=${() => rowPx}
      .keyOf=${(i: number) => `${this.rows[i]?.node.id}`}
      .row=${(i: number) => this.row(this.rows[i]!, i)}
      @keydown=${this.keys}
    ></virtual-list>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (!this.isFollowing || !(changed.has("chosen") || changed.has("isFollowing"))) return;
    const index = this.rows.findIndex(({ node }) => node.nodeId && nodeKey(node.nodeId, node.iteration) === this.chosen);
    if (index >= 0) this.querySelector<VirtualList>("virtual-list")?.scrollToRow(index);
  }

  private row(row: TreeRow, index: number): TemplateResult {
    const { node } = row;
    const { title, kind } = rowTitle(node);
    const note = node.nodeId ? this.notes.get(nodeKey(node.nodeId, node.iteration)) : undefined;
    const held = node.nodeId ? null : inside(this.states(node), this.unloaded, this.missing);
    const look = held ? this.container(held) : this.look(note?.state);
    const key = node.nodeId ? nodeKey(node.nodeId, node.iteration) : node.id;
    const isChosen = key === this.chosen;
    return html`<button
      type="button"
      role="treeitem"
      class="tree-row ${look.shape === "dashed" ? "later" : ""} ${this.axis ? "tree-columns" : ""}"
      data-row=${index}
      tabindex=${isChosen || (!this.chosen && index === 0) ? 0 : -1}
      aria-level=${row.depth + 1}
      aria-selected=${isChosen}
      aria-expanded=${row.isOpen ?? nothing}
      ${style({ "--depth": String(row.depth) })}
      @click=${() => (node.nodeId ? this.pick(node) : this.fold(node.id))}
    >
      <span class="fold" @click=${(event: Event) => row.isOpen !== null && (event.stopPropagation(), this.fold(node.id))}
        >${row.isOpen === null ? nothing : icon(row.isOpen ? "down" : "right")}</span
      >
      ${stateSign(look)}
      <span class="tree-label clip"
        >${oneLine(node.label || title, 160)}${node.label && node.label !== title && node.nodeId ? html`<small>${oneLine(title, 120)}</small>` : nothing}${node.nodeId
          ? node.iteration
            ? html`<small>turn ${node.iteration + 1}</small>`
            : nothing
          : html`<small>${held ? summary(held) : nothing}</small>`}${this.axis && note?.tag ? html`<small>${note.tag}</small>` : nothing}</span
      >
      ${this.axis
        ? this.columns(node, note, kind)
        : html`<span class="tag">${note?.tag ? oneLine(note.tag, 40) : kind}</span><span class="mut small">${note?.figure ?? nothing}</span>`}
    </button>`;
  }

  private columns(node: TreeNode, note: NodeNote | undefined, kind: string): TemplateResult {
    if (node.nodeId) {
      return html`<span class="tree-model clip">${note?.model || (kind === "compute" || kind === "static" || kind === "task" ? "" : kind)}</span
        ><span class="num tree-tokens">${note?.tokens ?? ""}</span><span class="num">${note?.figure ?? ""}</span>${note?.bars ?? html`<span class="task-bars"></span>`}`;
    }
    const inside = executedIn(node).flatMap((one) => this.notes.get(nodeKey(one.nodeId!, one.iteration))?.node ?? []);
    const tokens = inside.reduce((sum, one) => sum + (one.tokens.total ?? 0), 0);
    const isLive = !this.isStalled && inside.some((one) => one.state === "in-progress");
    return html`<span class="tree-model clip">${node.label || node.name ? kind : ""}</span><span class="num tree-tokens">${tokens ? compact(tokens) : ""}</span
      ><span class="num">${groupTook(inside)}</span>${groupBar(inside, this.axis!, isLive)}`;
  }

  private states(node: TreeNode): (string | undefined)[] {
    return executedIn(node).map((one) => this.notes.get(nodeKey(one.nodeId!, one.iteration))?.state);
  }

  /** A node that was not loaded looks like what is known of it, and never like one that has not begun. */
  private look(state: string | undefined): StateLook {
    if (state !== undefined || !this.unloaded) return nodeLook(state ?? "", this.isStalled);
    const shared = sharedState(this.unloaded);
    return shared === null ? NOT_LOADED : nodeLook(shared, this.isStalled);
  }

  private container({ state }: Inside): StateLook {
    return state === null ? NOT_LOADED : nodeLook(state, this.isStalled);
  }

  private pick(node: TreeNode): void {
    this.dispatchEvent(new CustomEvent("pick", { detail: { id: node.nodeId, iteration: node.iteration ?? 0 } }));
  }

  private fold(id: string): void {
    const closed = new Set(this.closed);
    if (!closed.delete(id)) closed.add(id);
    this.closed = closed;
  }

  private keys(event: KeyboardEvent): void {
    const index = Number((event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset["row"] ?? -1);
    const row = this.rows[index];
    const go = (to: number): void => {
      event.preventDefault();
      const next = Math.max(0, Math.min(this.rows.length - 1, to));
      void this.querySelector<VirtualList>("virtual-list")?.focusRow(next, `[data-row="${next}"]`);
    };
    switch (event.key) {
      case "ArrowDown":
        return go(index + 1);
      case "ArrowUp":
        return go(index - 1);
      case "Home":
        return go(0);
      case "End":
        return go(this.rows.length - 1);
      case "ArrowRight":
        if (row?.isOpen === false) this.fold(row.node.id);
        else return go(index + 1);
        return event.preventDefault();
      case "ArrowLeft": {
        if (row?.isOpen) {
          this.fold(row.node.id);
          return event.preventDefault();
        }
        const parent = this.rows.slice(0, index).findLastIndex((one) => one.depth < (row?.depth ?? 0));
        return parent >= 0 ? go(parent) : undefined;
      }
    }
  }
}

customElements.define("run-tree", RunTree);

/** From its first attempt to its last, once it has ended. */
function groupTook(inside: readonly RunNode[]): string {
  const spans = inside.flatMap((node) => node.attempts);
  if (spans.length === 0 || spans.some((one) => one.finishedAtMs === null)) return "";
  const from = spans.reduce((least, one) => Math.min(least, one.startedAtMs), Number.MAX_VALUE);
  return duration(spans.reduce((most, one) => Math.max(most, one.finishedAtMs ?? 0), 0) - from);
}

function summary({ finished, total, failed, unknown }: Inside): string {
  return `${count(finished)} of ${count(total)} done${failed ? `, ${count(failed)} failed` : ""}${unknown ? `, ${count(unknown)} not loaded` : ""}`;
}
