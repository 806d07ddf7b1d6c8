import { html, nothing, type PropertyDeclarations } from "lit";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { bindKey } from "../../keys";
import { LazyParts } from "../../lazy-parts";
import { findBar } from "../../parts/find-bar";
import type { Place } from "../../router";
import { mayWrite } from "../../session";
import "./run-list";
import type { RunList } from "./run-list";
import "./runs.css";

/** What this browser remembers of the rail. */
const HIDDEN = "rail-hidden";

/** Runs: the list, which becomes a rail beside the run that the URL names. */
class RunsPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false }, isRailHidden: { state: true } };
  declare place: Place;
  declare isRailHidden: boolean;
  private readonly parts = new LazyParts(this);

  constructor() {
    super();
    this.isRailHidden = localStorage.getItem(HIDDEN) === "yes";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(bindKey("[", "Hide or show the list beside a run", () => this.toggleRail()));
  }

  protected override willUpdate(): void {
    if (this.place.parts[1]) this.parts.want("run", () => import("../run/run-view"));
  }

  private toggleRail(): void {
    this.isRailHidden = !this.isRailHidden;
    if (this.isRailHidden) localStorage.setItem(HIDDEN, "yes");
    else localStorage.removeItem(HIDDEN);
  }

  private step({ detail }: CustomEvent<1 | -1>): void {
    this.querySelector<RunList>("run-list")?.step(detail);
  }

  protected override render(): unknown {
    const id = this.place.parts[1] ?? "";
    return html`<div class="master ${id ? "has-detail" : ""} ${id && this.isRailHidden ? "rail-hidden" : ""}">
      ${id
        ? html`<h1 class="visually-hidden">Runs</h1>`
        : html`<header class="page-head">
            <h1>Runs</h1>
            <span class="grow"></span>
            ${findBar()}
            ${mayWrite() ? html`<a class="button primary" href="/workflows">${icon("play")} Launch</a>` : nothing}
          </header>`}
      <run-list
        class="list"
        ?isRail=${id !== ""}
        .query=${this.place.query}
        chosen=${id}
        .chosenStore=${this.place.query.get("in")}
        .tab=${this.place.parts[2] ?? ""}
        @rail=${() => this.toggleRail()}
      ></run-list>
      ${id
        ? html`<section class="detail" aria-label="Run" @step=${this.step} @rail=${() => this.toggleRail()}>
            ${this.parts.has("run") ? html`<run-view .runId=${id} .place=${this.place}></run-view>` : this.parts.face("run")}
          </section>`
        : nothing}
    </div>`;
  }
}

customElements.define("runs-page", RunsPage);
