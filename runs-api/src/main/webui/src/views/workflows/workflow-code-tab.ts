import { html } from "lit";
import { get } from "../../api/client";
import type { WorkflowText } from "../../api/types";
import "../../components/code/code-editor";
import { copyButton } from "../../components/command-line";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { bytes, count } from "../../lib/numbers";
import { live } from "../../live/stream";
import { mayWrite } from "../../session";
import { editorUrl } from "./workflow-links";
import { WorkflowPart } from "./workflow-part";

/** The text of a workflow, to be read; it is changed in the editor. */
class WorkflowCodeTab extends WorkflowPart {
  private readonly file = new Resource(this, (signal) => get<WorkflowText>("/api/workflow-file", { name: this.name }, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "catalog" && change.of === "workflows" && this.file.soon(),
        reload: () => this.file.soon(),
      }),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("name")) return;
    this.file.reset();
    void this.file.load();
  }

  protected override render(): unknown {
    return this.file.face((file) => this.text(file), 14);
  }

  private text(file: WorkflowText): unknown {
    const lines = file.source.split("\n").length;
    return html`<div class="wf-code">
      <div class="wf-bar">
        <span class="mut small">${count(lines)} lines, ${bytes(new TextEncoder().encode(file.source).length)}, changed <rel-time .at=${file.modifiedAtMs}></rel-time></span>
        <span class="grow"></span>
        ${copyButton(() => file.source, "Copy the text")}
        <a class="button" href=${editorUrl(this.name)}>${icon("editor")} ${mayWrite() ? "Edit" : "Open in the editor"}</a>
      </div>
      <code-editor
        language=${/\.mdx?$/.test(this.name) ? "text" : "jsx"}
        label="Source of ${this.name}, to be read. Escape and then Tab leaves it."
        .value=${file.source}
        .readOnly=${true}
      ></code-editor>
    </div>`;
  }
}

customElements.define("workflow-code-tab", WorkflowCodeTab);
