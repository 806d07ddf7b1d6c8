import { html, type PropertyDeclarations } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import type { Place } from "../../router";
import { mayWrite } from "../../session";
import "./editor-file";
import "./editor-files";
import "./editor-new";
import "./editor.css";

/** `/editor?name=FILE[&version=N]` edits, `/editor?new=1` begins, `/editor` offers what there is. */
class EditorPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;

  protected override render(): unknown {
    const { query } = this.place;
    const name = query.get("name");
    return html`${name || query.has("new") ? "" : html`<h1 class="visually-hidden">Editor</h1>`}
    <div class="ed ${name || query.has("new") ? "ed-has-file" : ""}">
      <editor-files class="ed-files" .current=${name}></editor-files>
      <div class="ed-main">${this.main(name, query)}</div>
    </div>`;
  }

  private main(name: string | null, query: URLSearchParams): unknown {
    if (query.has("new")) return html`<editor-new class="ed-new"></editor-new>`;
    // Another name is another file: nothing of the one before may stay.
    if (name) return keyed(name, html`<editor-file class="ed-file" .name=${name} .query=${query}></editor-file>`);
    return empty(
      "Choose a workflow",
      "Its source appears here, with the engine's diagnostics and its graph beside it.",
      mayWrite() ? html`<a class="button primary" href="/editor?new=1">New workflow</a>` : "",
    );
  }
}

customElements.define("editor-page", EditorPage);
