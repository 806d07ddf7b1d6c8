import { html } from "lit";
import { PageElement } from "../../components/element";
class T extends PageElement { protected override render(): unknown { return html`frames`; } }
customElements.define("run-frames", T);
