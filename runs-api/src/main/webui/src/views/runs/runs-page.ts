import { html, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import { loading } from "../../components/faces";
import type { Place } from "../../router";
import "./run-list";
import "./runs-overview";
import "./runs.css";

/** Runs: the list, and beside it (on a phone instead of it) the run that the URL names. */
class RunsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false }, ready: { state: true } };
  declare place: Place;
  declare ready: boolean;

  constructor() {
    super();
    this.ready = false;
  }

  protected override willUpdate(): void {
    if (this.place.parts[1] && !this.ready) {
      void import("../run/run-view").then(() => (this.ready = true));
    }
  }

  protected override render(): unknown {
    const id = this.place.parts[1] ?? "";
    return html`<div class="master ${id ? "has-detail" : ""}">
      <h1 class="visually-hidden">Runs</h1>
      <run-list class="list" .query=${this.place.query} chosen=${id} .chosenStore=${this.place.query.get("in")}></run-list>
      <section class="detail" aria-label="Run">
        ${!id
          ? html`<runs-overview></runs-overview>`
          : this.ready
            ? html`<run-view .runId=${id} .place=${this.place}></run-view>`
            : loading(8)}
      </section>
    </div>`;
  }
}

customElements.define("runs-page", RunsPage);
