import { html } from "lit";
import { PageElement } from "../../components/element";
class T extends PageElement { protected override render(): unknown { return html`logs`; } }
customElements.define("run-logs", T);
