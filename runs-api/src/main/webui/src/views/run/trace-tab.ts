import { html } from "lit";
import { PageElement } from "../../components/element";
class T extends PageElement { protected override render(): unknown { return html`trace`; } }
customElements.define("run-trace", T);
