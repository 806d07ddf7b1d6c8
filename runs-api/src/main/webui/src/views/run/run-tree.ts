import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { TreeNode } from "../../api/types";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { stateSign } from "../../components/state";
import { style } from "../../components/style";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { nodeLook, type StateLook } from "../../lib/run-state";
import { type Inside, inside, sharedState, type Unloaded } from "../../lib/unloaded-nodes";
import { executedIn, nodeKey, rowTitle, type TreeRow, treeRows } from "../../lib/tree-rows";
import "./run-tree.css";

/** What a line says about a node beside its name. */
export interface NodeNote {
  readonly state: string;
  readonly tag?: string | undefined;
  readonly figure?: unknown;
}

const ROW_PX = 28;

const NOT_LOADED: StateLook = { word: "Not loaded", tone: "off", shape: "dot" };

/** The task tree with states; a list of lines that fold. Dispatches `pick` with the node that was chosen. */
class RunTree extends PageElement {
  static override properties: PropertyDeclarations = {
    tree: { attribute: false },
    notes: { attribute: false },
    unloaded: { attribute: false },
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

  protected override render(): unknown {
    return html`<virtual-list
      rowRole="tree"
      label="Task tree"
      .count=${this.rows.length}
      .height=${() => ROW_PX}
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
      class="tree-row ${look.tone === "off" ? "later" : ""}"
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
        >${oneLine(title, 160)}${node.label && node.label !== title ? html`<small>${oneLine(node.label, 120)}</small>` : nothing}${node.nodeId
          ? node.iteration
            ? html`<small>turn ${node.iteration + 1}</small>`
            : nothing
          : html`<small>${held ? summary(held) : nothing}</small>`}</span
      >
      <span class="tag">${note?.tag ? oneLine(note.tag, 40) : kind}</span>
      <span class="mut small">${note?.figure ?? nothing}</span>
    </button>`;
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

function summary({ finished, total, failed, unknown }: Inside): string {
  return `${count(finished)} of ${count(total)} done${failed ? `, ${count(failed)} failed` : ""}${unknown ? `, ${count(unknown)} not loaded` : ""}`;
}
