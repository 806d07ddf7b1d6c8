import { html } from "lit";
import { PageElement } from "../../components/element";
class T extends PageElement { protected override render(): unknown { return html`chat`; } }
customElements.define("run-chat", T);
