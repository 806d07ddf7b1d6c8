import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { ApiError } from "../../api/problem";
import type { FileDiff, NodeDiff, RunNode } from "../../api/types";
import { unifiedLine } from "../../components/diff-lines";
import { empty, failure, loading } from "../../components/faces";
import { count } from "../../lib/numbers";
import { plainText } from "../../lib/plain-text";
import { executedIn, worktrees } from "../../lib/tree-rows";
import { type DiffLine, parseUnifiedDiff, sideBySide } from "../../lib/unified-diff";
import { revert } from "../../parts/actions";
import { mayWrite } from "../../session";
import { Reading, RunPart } from "./run-part";
import "./diffs-tab.css";

const LINES_AT_ONCE = 1_000;

/** What a node changed in its workspace, file by file. */
class DiffsTab extends RunPart {
  static override properties: PropertyDeclarations = { ...RunPart.properties, isSplit: { state: true }, whole: { state: true } };
  declare isSplit: boolean;
  declare whole: ReadonlySet<string>;
  private readonly diff = new Reading<NodeDiff>(() => this.requestUpdate());

  constructor() {
    super();
    this.isSplit = localStorage.getItem("diff") === "split";
    this.whole = new Set();
  }

  private get candidates(): RunNode[] {
    const inWorktree = new Set(worktrees(this.run.tree).flatMap(executedIn).map((node) => node.nodeId));
    const done = this.run.nodes.filter((node) => node.attempts.length > 0);
    const there = done.filter((node) => inWorktree.has(node.id));
    return there.length ? there : done;
  }

  private get node(): RunNode | undefined {
    const { candidates } = this;
    return candidates.find((one) => one.id === this.param("node")) ?? candidates.at(-1);
  }

  protected override willUpdate(): void {
    const { node } = this;
    if (node) this.diff.want(`${node.id} ${node.iteration} ${node.updatedAtMs}`, (signal) => this.source.diff(node.id, node.iteration, signal));
  }

  protected override render(): unknown {
    const { node, diff } = this;
    if (!node) return empty("No changes yet", "Diffs appear once a task that works in a project has run.");
    return html`<div class="toolbar">
        <label class="small"
          >Node
          <select aria-label="Node" @change=${(event: Event) => this.show({ node: (event.target as HTMLSelectElement).value })}>
            ${this.candidates.map((one) => html`<option value=${one.id} ?selected=${one === node}>${one.id}</option>`)}
          </select></label
        >
        <div class="segmented" role="group" aria-label="Layout">
          <button type="button" aria-pressed=${!this.isSplit} @click=${() => this.layout(false)}>Unified</button>
          <button type="button" aria-pressed=${this.isSplit} @click=${() => this.layout(true)}>Side by side</button>
        </div>
        ${diff.value
          ? html`<span class="small mut"
              >${diff.value.statistics.files} ${diff.value.statistics.files === 1 ? "file" : "files"},
              <span class="plus">+${count(diff.value.statistics.additions)}</span>
              <span class="minus">−${count(diff.value.statistics.deletions)}</span></span
            >`
          : nothing}
        ${diff.value ? html`<a class="small" href=${diff.value.href} download="${node.id}.patch">Patch</a>` : nothing}
        ${mayWrite() && this.source.isLive && diff.value
          ? html`<button type="button" class="quiet" @click=${() => void revert(this.run, node.id, node.iteration)}>Restore files…</button>`
          : nothing}
      </div>
      <div class="side">${this.body()}</div>`;
  }

  private body(): TemplateResult {
    const { diff } = this;
    if (diff.error) {
      return diff.error instanceof ApiError && diff.error.status === 404
        ? empty("No diff of this node", diff.error.problem.detail)
        : diff.error instanceof ApiError
          ? failure(diff.error, () => diff.again())
          : empty("No diff of this node", (diff.error as Error).message);
    }
    if (!diff.value) return loading(8);
    if (diff.value.files.length === 0) return empty("No changes", "The node changed no files.");
    return html`${diff.value.files.map((file) => this.file(file))}
    ${diff.value.moreFiles ? html`<p class="mut">${diff.value.moreFiles} more files were changed.</p>` : nothing}`;
  }

  private file(file: FileDiff): TemplateResult {
    const lines = file.diff === null ? [] : parseUnifiedDiff(file.diff);
    const isWhole = this.whole.has(file.path);
    const shown = isWhole ? lines : lines.slice(0, LINES_AT_ONCE);
    return html`<section class="diff-file" aria-label=${file.path}>
      <div class="diff-head">
        <span class="mono grow">${plainText(file.path)}</span><span class="tag">${file.operation}</span
        ><span class="plus">+${file.additions}</span><span class="minus">−${file.deletions}</span>
      </div>
      ${file.binary
        ? html`<p class="face-text side mut">A binary file.</p>`
        : html`<div class="diff-lines" tabindex="0" role="group" aria-label="Changes of ${file.path}">
            ${this.isSplit ? sideBySide(shown).map(split) : shown.map(unifiedLine)}
          </div>`}
      ${lines.length > shown.length
        ? html`<button type="button" class="quiet" @click=${() => (this.whole = new Set([...this.whole, file.path]))}>
            Show ${count(lines.length - shown.length)} more lines
          </button>`
        : nothing}
      ${file.cut ? html`<p class="mut small side">Truncated: the diff has ${count(file.diffChars)} characters in total; the counts are for the part shown.</p>` : nothing}
    </section>`;
  }

  private layout(isSplit: boolean): void {
    this.isSplit = isSplit;
    localStorage.setItem("diff", isSplit ? "split" : "unified");
  }
}

const split = ({ left, right }: { left: DiffLine | null; right: DiffLine | null }): TemplateResult =>
  html`<div class="diff-side">
    <span class="diff-no">${left?.before ?? ""}</span
    ><span class=${left ? `diff-${left.kind}` : ""}>${left ? plainText(left.text) : ""}</span
    ><span class="diff-no">${right?.after ?? ""}</span
    ><span class=${right ? `diff-${right.kind}` : ""}>${right && right.kind !== "hunk" ? plainText(right.text) : ""}</span>
  </div>`;

customElements.define("run-diffs-tab", DiffsTab);
