import { html, nothing } from "lit";
import { attention } from "../../attention";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import "../../parts/gate-card";

/** The inbox: gates that wait, oldest first, each with its whole request before the buttons. */
class ApprovalsPage extends PageElement {
  override connectedCallback(): void {
    super.connectedCallback();
    const draw = (): void => this.requestUpdate();
    attention.addEventListener("attention", draw);
    this.until(() => attention.removeEventListener("attention", draw));
    attention.soon();
  }

  protected override render(): unknown {
    const { gates, ready, error, moreGates } = attention;
    return html`<header class="page-head">
        <h1>Approvals</h1>
        <span class="mut">${ready && !error ? (gates.length ? `${gates.length}${moreGates ? "+" : ""} waiting, oldest first` : "") : nothing}</span>
      </header>
      ${error && gates.length ? staleNote("The inbox could not be refreshed; this is its last known state.") : nothing}
      <div class="page-body gates">
        ${!ready
          ? loading(6)
          : error && gates.length === 0
            ? failure(error, () => attention.soon())
            : gates.length === 0
              ? empty("Nothing is waiting for you", "Gates appear here as soon as a run reaches them.")
              : gates.map(
                  (gate) => html`<gate-card .gate=${gate} ?showRun=${true} data-gate=${`${gate.runId} ${gate.nodeId}`}></gate-card>`,
                )}
      </div>`;
  }
}

customElements.define("approvals-page", ApprovalsPage);
