import { html, type PropertyDeclarations } from "lit";
import { get } from "../../api/client";
import type { Page, WorkflowVersion } from "../../api/types";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { empty } from "../../components/faces";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { bytes } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";

const WORDS: Record<WorkflowVersion["action"], string> = {
  found: "found in the folder",
  created: "made",
  saved: "saved",
  restored: "restored",
  renamed: "renamed",
  deleted: "deleted",
};

/**
 * The versions of a file, newest first.
 *
 * @fires choose CustomEvent<number> the version to be compared
 */
class VersionsPane extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    saves: { type: Number },
    chosen: { attribute: false },
  };
  declare name: string;
  declare saves: number;
  declare chosen: number | null;

  private readonly versions = new Resource(this, async (signal) => {
    return (await get<Page<WorkflowVersion>>("/api/workflow-file/versions", { name: this.name }, signal)).items;
  });

  constructor() {
    super();
    this.name = "";
    this.saves = 0;
    this.chosen = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("name") || changed.has("saves")) void this.versions.load();
  }

  protected override render(): unknown {
    return this.versions.face((all) => {
      if (all.length === 0) return empty("No earlier version", "It has not been changed here yet. Each save keeps the previous text as a version.");
      return html`<ul class="ed-versions">
        ${each(
          all,
          (one) => one.version,
          (one) => html`<li>
            <button
              type="button"
              class="ed-version"
              aria-pressed=${one.version === this.chosen}
              @click=${() => this.dispatchEvent(new CustomEvent("choose", { detail: one.version }))}
            >
              <b>${one.version}</b>
              <span class="grow">${WORDS[one.action] ?? one.action}${one.by === null ? "" : ` by ${oneLine(one.by, 60)}`}</span>
              <span class="mut small">${bytes(one.sizeBytes)}</span>
              <span class="mut small"><rel-time .at=${one.atMs} as="list"></rel-time></span>
            </button>
          </li>`,
        )}
      </ul>`;
    });
  }
}

customElements.define("versions-pane", VersionsPane);
