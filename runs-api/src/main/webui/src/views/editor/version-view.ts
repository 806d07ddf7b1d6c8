import { html, nothing, type PropertyDeclarations } from "lit";
import { get } from "../../api/client";
import type { WorkflowVersionText } from "../../api/types";
import { PageElement } from "../../components/element";
import { Resource } from "../../components/resource";
import { mayWrite } from "../../session";
import { isNarrow } from "./narrow";

/**
 * An earlier text beside the saved one.
 *
 * @fires close
 * @fires restore
 */
class VersionView extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    version: { type: Number },
    now: { attribute: false },
    closeWord: { type: String },
  };
  declare name: string;
  declare version: number;
  declare now: string;
  /** The button that leads away from it. */
  declare closeWord: string;

  private readonly earlier = new Resource(this, (signal) =>
    get<WorkflowVersionText>("/api/workflow-file/version", { name: this.name, version: this.version }, signal),
  );

  constructor() {
    super();
    this.name = "";
    this.version = 0;
    this.now = "";
    this.closeWord = "Back to the editor";
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("name") && !changed.has("version")) return;
    this.earlier.reset();
    void this.earlier.load();
  }

  protected override render(): unknown {
    const same = this.earlier.value?.source === this.now;
    const say = (name: string) => (): void => void this.dispatchEvent(new CustomEvent(name));
    return html`<div class="ed-compare-head">
        <p class="grow"><b>Version ${this.version}</b> <span class="mut">${same ? "is the saved text" : "→ the saved text"}</span></p>
        ${mayWrite()
          ? html`<button type="button" class="primary" ?disabled=${same || !this.earlier.value} @click=${say("restore")}>Restore</button>`
          : nothing}
        <button type="button" @click=${say("close")}>${this.closeWord}</button>
      </div>
      ${this.earlier.face(
        (text) =>
          html`<code-compare
            class="ed-compare"
            .first=${text.source}
            .second=${this.now}
            firstLabel="Version ${this.version}"
            secondLabel="The saved text"
            .unified=${isNarrow()}
          ></code-compare>`,
        10,
      )}`;
  }
}

customElements.define("version-view", VersionView);
