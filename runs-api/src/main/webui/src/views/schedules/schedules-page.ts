import { html, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import type { Place } from "../../router";
import "./schedule-detail";
import "./schedule-list";
import "./schedules.css";

/** `/schedules`: all of them, or the coming week (`?show=week`); `/schedules/NAME`: one. */
class SchedulesPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;

  protected override render(): unknown {
    const name = this.place.parts[1];
    return name
      ? html`<schedule-detail .name=${name} .query=${this.place.query}></schedule-detail>`
      : html`<schedule-list .query=${this.place.query}></schedule-list>`;
  }
}

customElements.define("schedules-page", SchedulesPage);
