import { html, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import { failure } from "../../components/faces";
import { FileSource, parseSavedRun, type SavedRun } from "../../parts/saved-run";
import type { Place } from "../../router";
import "../run/run-view";

const MAX_BYTES = 200_000_000;

/** A run from a file, without its store: to be looked at, not to be steered. Nothing of it is sent anywhere. */
class SavedPage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    saved: { state: true },
    error: { state: true },
  };
  declare place: Place;
  declare saved: { file: SavedRun; source: FileSource } | null;
  declare error: unknown;

  constructor() {
    super();
    this.saved = null;
    this.error = null;
  }

  protected override render(): unknown {
    if (this.saved) {
      return html`<run-view .runId=${this.saved.file.detail.id} .place=${this.place} .source=${this.saved.source}></run-view>`;
    }
    return html`<header class="page-head"><h1>Open a saved run</h1></header>
      <div
        class="page-body"
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => {
          event.preventDefault();
          void this.open(event.dataTransfer?.files[0]);
        }}
      >
        <label class="field"
          ><span>A file created with “Save as file”</span
          ><input type="file" accept=".json,application/json" @change=${(event: Event) => this.open((event.target as HTMLInputElement).files?.[0])}
        /></label>
        <p class="hint">It stays in this browser; nothing is sent to the service.</p>
        ${this.error ? failure(this.error) : ""}
      </div>`;
  }

  private async open(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      if (file.size > MAX_BYTES) throw new Error("The file is larger than 200 MB, the limit for saved runs.");
      const saved = parseSavedRun(await file.text());
      this.saved = { file: saved, source: new FileSource(saved) };
      this.error = null;
    } catch (cause) {
      this.error = cause;
    }
  }
}

customElements.define("saved-page", SavedPage);
