import { html } from "lit";
import "../../components/code/code-compare";
import { empty, failure, loading } from "../../components/faces";
import { toast } from "../../components/toast";
import { router } from "../../router";
import "../editor/editor.css";
import { restoreVersion } from "../editor/file-actions";
import { OpenFile } from "../editor/open-file";
import "../editor/version-view";
import "../editor/versions-pane";
import { workflowUrl } from "./workflow-links";
import { WorkflowPart } from "./workflow-part";

/** The earlier texts of a workflow, each beside the one that is saved now. `?version=` is the chosen one. */
class WorkflowVersionsTab extends WorkflowPart {
  private file: OpenFile | null = null;
  /** Grows with each restore, so that the list is read anew. */
  private saves = 0;
  private readonly draw = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(() => this.close());
    if (this.hasUpdated) this.open();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name")) this.open();
  }

  private open(): void {
    this.close();
    this.file = new OpenFile(this.name);
    this.file.addEventListener("change", this.draw);
    void this.file.load();
  }

  private close(): void {
    this.file?.removeEventListener("change", this.draw);
    this.file?.close();
    this.file = null;
  }

  private get version(): number | null {
    const version = Number(this.query.get("version"));
    return Number.isInteger(version) && version > 0 ? version : null;
  }

  private show(version: number | null): void {
    router.replace(workflowUrl(this.name, { tab: "versions", version: version === null ? null : String(version) }));
  }

  private async restore(version: number): Promise<void> {
    const { file } = this;
    if (!file || !(await restoreVersion(file, version))) return;
    this.saves++;
    toast("ok", `${this.name} has been restored to version ${version}`);
    this.show(null);
  }

  protected override render(): unknown {
    const { file, version } = this;
    return html`<div class="wf-versions ${version === null ? "" : "has-version"}">
      <versions-pane
        .name=${this.name}
        .saves=${this.saves}
        .chosen=${version}
        @choose=${(event: CustomEvent<number>) => this.show(event.detail)}
      ></versions-pane>
      <div class="wf-version">
        ${version === null
          ? empty("No version is chosen", "Choose one to see it beside the saved text, and to restore it.")
          : file?.base
            ? html`<version-view
                class="ed-fill"
                .name=${this.name}
                .version=${version}
                .now=${file.base.source}
                closeWord="Close"
                @close=${() => this.show(null)}
                @restore=${() => this.restore(version)}
              ></version-view>`
            : file?.error
              ? failure(file.error, () => void file.load())
              : loading(10)}
      </div>
    </div>`;
  }
}

customElements.define("workflow-versions-tab", WorkflowVersionsTab);
