import { html, nothing, type PropertyDeclarations } from "lit";
import { get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Page, WorkflowPart, WorkflowText, WorkflowVersion } from "../../api/types";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { toast } from "../../components/toast";
import { Drafts } from "../../lib/drafts";
import { live } from "../../live/stream";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { editorUrl } from "./editor-links";

interface Deleted {
  name: string;
  lastVersion: WorkflowVersion;
}

/** The files that can be edited, workflows first, those with a draft marked, and those that were deleted. */
class EditorFiles extends PageElement {
  static override properties: PropertyDeclarations = {
    current: { attribute: false },
    showsDeleted: { state: true },
  };
  declare current: string | null;
  declare showsDeleted: boolean;

  private readonly drafts = new Drafts(localStorage);
  private readonly files = new Resource(this, async (signal) => (await get<Page<WorkflowPart>>("/api/workflow-files", {}, signal)).items);
  private readonly deleted = new Resource(this, async (signal) => (await get<Page<Deleted>>("/api/workflow-file/deleted", {}, signal)).items);

  constructor() {
    super();
    this.current = null;
    this.showsDeleted = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.files.load();
    this.until(
      live.subscribe({
        change: (change) => {
          if (change.kind !== "catalog" || change.of !== "workflows") return;
          this.files.soon();
          if (this.showsDeleted) this.deleted.soon();
        },
        reload: () => this.files.soon(),
        poll: ({ list }) => list && this.files.soon(0),
      }),
    );
  }

  protected override render(): unknown {
    const drafts = new Set(this.drafts.names());
    return html`<header class="ed-files-head">
        <h3>Workflows</h3>
        ${mayWrite()
          ? html`<a class="button ed-plus" href="/editor?new=1" aria-label="New workflow" title="New workflow">${icon("plus")}</a>`
          : nothing}
      </header>
      ${this.files.face((files) => this.list(files, drafts), 4)}
      <details
        class="ed-deleted"
        @toggle=${(event: Event) => {
          this.showsDeleted = (event.target as HTMLDetailsElement).open;
          if (this.showsDeleted) void this.deleted.load();
        }}
      >
        <summary class="small">Deleted and renamed</summary>
        ${this.showsDeleted ? this.deleted.face((deleted) => this.gone(deleted), 2) : nothing}
      </details>
`;
  }

  private list(files: WorkflowPart[], drafts: Set<string>): unknown {
    // A file that is new stands here too while it is open.
    const isNew = this.current && !files.some((file) => file.name === this.current);
    const workflows = files.filter((file) => file.kind === "workflow");
    const others = files.filter((file) => file.kind !== "workflow");
    return html`${this.links([...(isNew ? [{ name: this.current!, note: null }] : []), ...workflows], drafts)}
      ${others.length
        ? html`<details class="ed-deleted" ?open=${others.some((file) => file.name === this.current)}>
            <summary class="small">Modules, tests, pages</summary>
            ${this.links(others, drafts)}
          </details>`
        : nothing}`;
  }

  private links(files: Pick<WorkflowPart, "name" | "note">[], drafts: Set<string>): unknown {
    return html`<ul>
      ${each(
        files,
        (file) => file.name,
        ({ name, note }) => html`<li>
          <a href=${editorUrl(name)} aria-current=${name === this.current ? "page" : nothing} title=${note ?? nothing}>
            <span class="clip grow">${name}</span>
            ${drafts.has(name) ? html`<span class="tag" title="Unsaved changes are kept in this browser">draft</span>` : nothing}
          </a>
        </li>`,
      )}
    </ul>`;
  }

  private gone(deleted: Deleted[]): unknown {
    if (deleted.length === 0) return html`<p class="hint">None.</p>`;
    return html`<ul>
      ${deleted.map(
        ({ name, lastVersion }) => html`<li class="ed-gone">
          <span class="clip grow" title=${name}>${name}</span>
          <span class="mut small"><rel-time .at=${lastVersion.atMs} as="list"></rel-time></span>
          ${mayWrite()
            ? html`<button type="button" class="link" aria-label="Restore ${name}" @click=${() => this.restore(name, lastVersion.version)}>
                restore
              </button>`
            : nothing}
        </li>`,
      )}
    </ul>`;
  }

  private async restore(name: string, version: number): Promise<void> {
    try {
      await write<WorkflowText>("/api/workflow-file/restore", { name, version });
      toast("ok", `${name} is back`);
      void this.files.load();
      void this.deleted.load();
      await router.go(editorUrl(name));
    } catch (cause) {
      toast("bad", `${name} was not restored`, { detail: cause instanceof ApiError ? cause.problem.detail : String(cause) });
    }
  }
}

customElements.define("editor-files", EditorFiles);
