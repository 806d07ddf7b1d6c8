import { html, nothing, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import { LazyParts } from "../../lazy-parts";
import type { Place } from "../../router";
import "./run-list";
import "./runs.css";

/** Runs: the list, and beside it (on a phone instead of it) the run that the URL names. */
class RunsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;
  private readonly parts = new LazyParts(this);

  protected override willUpdate(): void {
    if (this.place.parts[1]) this.parts.want("run", () => import("../run/run-view"));
  }

  protected override render(): unknown {
    const id = this.place.parts[1] ?? "";
    return html`<div class="master ${id ? "has-detail" : ""}">
      <h1 class="visually-hidden">Runs</h1>
      <run-list class="list" .query=${this.place.query} chosen=${id} .chosenStore=${this.place.query.get("in")} .tab=${this.place.parts[2] ?? ""}></run-list>
      ${id
        ? html`<section class="detail" aria-label="Run">
            ${this.parts.has("run") ? html`<run-view .runId=${id} .place=${this.place}></run-view>` : this.parts.face("run")}
          </section>`
        : nothing}
    </div>`;
  }
}

customElements.define("runs-page", RunsPage);
