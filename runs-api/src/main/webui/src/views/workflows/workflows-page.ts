import { html, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import type { Place } from "../../router";
import "./workflow-list";
import "./workflow-detail";
import "./workflows.css";

/** `/workflows`: all of them; `/workflows/NAME`: one. */
class WorkflowsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;

  protected override render(): unknown {
    const name = this.place.parts.slice(1).join("/");
    return name
      ? html`<workflow-detail class="wf-detail" .name=${name} .query=${this.place.query}></workflow-detail>`
      : html`<workflow-list .search=${this.place.query.get("q") ?? ""}></workflow-list>`;
  }
}

customElements.define("workflows-page", WorkflowsPage);
