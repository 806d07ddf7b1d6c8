import { html, nothing, type TemplateResult } from "lit";
import type { DagNode, TreeNode } from "../../api/types";
import { kindWord, nodeName } from "../../components/dag/dag-words";
import { icon } from "../../components/icon";
import { oneLine, plainText } from "../../lib/plain-text";
import { settingLines } from "../../lib/settings-words";

/** What the file says of one task. */
export function nodePanel(node: DagNode, tree: TreeNode | null, close: () => void): TemplateResult {
  const lines = settingLines(node);
  const prompt = node.nodeId ? findNode(tree, node.nodeId)?.prompt : undefined;
  return html`<section class="wf-node" aria-label="Settings of ${nodeName(node)}">
    <header>
      <div class="grow">
        <h2 class="mono">${nodeName(node)}</h2>
        <p class="mut small">${kindWord(node)}${node.label ? html` · ${oneLine(node.label, 120)}` : nothing}</p>
      </div>
      <button type="button" class="quiet" aria-label="Close the settings" @click=${close}>${icon("close")}</button>
    </header>
    ${lines.length
      ? html`<dl class="wf-settings">
          ${lines.map(
            (line) =>
              html`<dt>${line.name}</dt>
                <dd class=${line.careful ? "wf-careful" : ""}>${plainText(line.says)}</dd>`,
          )}
        </dl>`
      : html`<p class="mut">It has no settings of its own.</p>`}
    ${prompt
      ? html`<details>
          <summary>Prompt <span class="mut">as first rendered</span></summary>
          <pre class="text wf-prompt">${plainText(prompt.text)}${prompt.cut ? ` … ${prompt.chars} characters` : ""}</pre>
        </details>`
      : nothing}
  </section>`;
}

function findNode(at: TreeNode | null, nodeId: string): TreeNode | undefined {
  if (!at) return undefined;
  if (at.nodeId === nodeId) return at;
  for (const child of at.children) {
    const found = findNode(child, nodeId);
    if (found) return found;
  }
  return undefined;
}
