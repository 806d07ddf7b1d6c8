import { html, type TemplateResult } from "lit";
import { icon } from "../components/icon";
import "./find-bar.css";

/** The way to the palette for who does not know its key: it looks like the field that opens. The frame hears `find`. */
export const findBar = (): TemplateResult =>
  html`<button type="button" class="find-bar" @click=${(event: Event) => event.target?.dispatchEvent(new CustomEvent("find", { bubbles: true }))}>
    ${icon("search")}<span class="grow">Find runs, workflows, commands</span><kbd>Ctrl K</kbd>
  </button>`;
