import { html } from "lit";
import { PageElement } from "../../components/element";
class Page extends PageElement { declare place: unknown; protected override render(): unknown { return html`models`; } }
customElements.define("models-page", Page);
