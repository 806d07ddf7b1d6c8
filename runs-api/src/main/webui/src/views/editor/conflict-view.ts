import { html, nothing, type PropertyDeclarations } from "lit";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { plainText } from "../../lib/plain-text";
import { exactTime } from "../../lib/time";
import { isNarrow } from "./narrow";
import type { Conflict, OpenFile } from "./open-file";

type Look = "merge" | "theirs" | "mine";

/**
 * Someone else saved first. Shows their text beside one's own, which can be edited here and take over their changes one
 * by one; and what each of both made of the text that both began with.
 *
 * @fires save-merge
 */
class ConflictView extends PageElement {
  static override properties: PropertyDeclarations = {
    file: { attribute: false },
    conflict: { attribute: false },
    look: { state: true },
  };
  declare file: OpenFile;
  declare conflict: Conflict;
  declare look: Look;
  /** What one began to merge with; the editor itself has the rest. */
  private merged = "";

  constructor() {
    super();
    this.look = "merge";
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("conflict") || changed.has("look")) this.merged = this.file.text;
  }

  private async takeTheirs(): Promise<void> {
    const sure = await ask({
      title: "Discard your changes?",
      body: () => html`The editor will show their version, and your changes are lost.`,
      confirm: "Take theirs",
      danger: true,
    });
    if (sure) this.file.takeTheirs();
  }

  protected override render(): unknown {
    const { theirs, detail } = this.conflict;
    const chip = (look: Look, title: string): unknown =>
      html`<button type="button" class="chip" aria-pressed=${this.look === look} @click=${() => (this.look = look)}>${title}</button>`;
    return html`<div class="ed-conflict" role="alert">
        <p><b>${theirs ? "Someone else saved first." : "The file was deleted."}</b> ${plainText(withTimes(detail))}</p>
        <p class="mut small">
          ${theirs
            ? "Their version is on the left, yours on the right: edit it, or apply their changes one by one (→). Saving replaces their version with the right side."
            : "Saving creates the file again with your text."}
        </p>
        <div class="ed-conflict-buttons">
          ${theirs
            ? html`<div class="ed-looks" role="group" aria-label="What to compare">
                ${chip("merge", "Theirs and mine")} ${chip("theirs", "What they changed")} ${chip("mine", "What I changed")}
              </div>`
            : nothing}
          <span class="grow"></span>
          ${theirs ? html`<button type="button" @click=${this.takeTheirs}>Take theirs</button>` : nothing}
          <button type="button" @click=${() => this.file.leaveConflict()}>Later</button>
          <button
            type="button"
            class="primary"
            ?disabled=${this.file.saving}
            @click=${() => this.dispatchEvent(new CustomEvent("save-merge"))}
          >
            ${theirs ? "Save the right side" : "Save mine"}
          </button>
        </div>
      </div>
      ${this.compare(theirs?.source ?? "")}`;
  }

  private compare(theirs: string): unknown {
    const base = this.file.base?.source ?? "";
    if (this.look === "merge") {
      return html`<code-compare
        class="ed-compare"
        .first=${theirs}
        .second=${this.merged}
        firstLabel="Their text"
        secondLabel="Your text"
        .editable=${true}
        .unified=${isNarrow()}
        @change=${(event: CustomEvent<string>) => this.file.typed(event.detail)}
      ></code-compare>`;
    }
    return html`<code-compare
      class="ed-compare"
      .first=${base}
      .second=${this.look === "theirs" ? theirs : this.file.text}
      firstLabel="The common original"
      secondLabel=${this.look === "theirs" ? "Their text" : "Your text"}
      .unified=${isNarrow()}
    ></code-compare>`;
  }
}

/** The service tells times as it counts them. */
const withTimes = (detail: string): string =>
  detail.replace(/\b(\d{13}) \(epoch ms\)/g, (_, atMs: string) => exactTime(Number(atMs)));

customElements.define("conflict-view", ConflictView);
