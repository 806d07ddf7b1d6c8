import { html, nothing, type PropertyDeclarations } from "lit";
import type { CompletionSource } from "@codemirror/autocomplete";
import { ApiError } from "../../api/problem";
import type { CodeEditor } from "../../components/code/code-editor";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { failure, loading } from "../../components/faces";
import { icon } from "../../components/icon";
import { Menu } from "../../components/menu";
import "../../components/rel-time";
import { toast } from "../../components/toast";
import { oneLine } from "../../lib/plain-text";
import { live } from "../../live/stream";
import { offerCommands } from "../../commands";
import { router } from "../../router";
import { mayWrite } from "../../session";
import "./conflict-view";
import { editorUrl } from "./editor-links";
import { deleteFile, renameFile, restoreVersion, saveFile } from "./file-actions";
import "./graph-pane";
import { OpenFile, isLoadable } from "./open-file";
import { problems } from "./problems";
import "./version-view";
import "./versions-pane";

const PANES = ["graph", "versions"] as const;
type Pane = (typeof PANES)[number];

/** One workflow file: its source, what the engine says of it, its graph and its earlier texts. */
class EditorFile extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    query: { attribute: false },
    wrap: { state: true },
    loaded: { state: true },
  };
  declare name: string;
  declare query: URLSearchParams;
  declare wrap: boolean;
  /** Whether the editor's code is here. */
  declare loaded: boolean;

  private readonly more = new Menu(this, ".ed-menu-place");
  private file!: OpenFile;
  private completions: CompletionSource | null = null;
  private loadError: unknown = null;
  /** Grows with each save, so that the graph and the versions are read anew. */
  private saves = 0;
  private wasDirty = false;

  constructor() {
    super();
    this.name = "";
    this.query = new URLSearchParams();
    this.wrap = localStorage.getItem("editor-wrap") === "yes";
    this.loaded = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.file = new OpenFile(this.name);
    const changed = (): void => {
      this.requestUpdate();
      if (this.file.isDirty === this.wasDirty) return;
      this.wasDirty = this.file.isDirty;
      router.workChanged();
    };
    this.file.addEventListener("change", changed);
    this.until(() => this.file.close());
    this.until(
      router.block(() =>
        this.file.isDirty ? `${this.name} has changes that are not saved. A draft of them stays in this browser.` : null,
      ),
    );
    this.until(() => router.workChanged());
    this.until(
      live.subscribe({
        change: (change) => change.kind === "catalog" && change.of === "workflows" && void this.file.lookAgain(),
        reload: () => void this.file.lookAgain(),
      }),
    );
    this.until(
      offerCommands([
        { title: "Save this file", hint: "Ctrl S", icon: "check", run: () => void this.save() },
        { title: "Check this file", icon: "check", run: () => void this.file.checkNow() },
        { title: "Launch this workflow", icon: "play", run: () => void router.go(this.launchUrl) },
      ]),
    );
    // Also where the editor does not have the focus.
    const keys = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.defaultPrevented) return;
      event.preventDefault();
      void this.save();
    };
    addEventListener("keydown", keys);
    this.until(() => removeEventListener("keydown", keys));
    void this.file.load();
    void this.loadEditor();
  }

  private async loadEditor(): Promise<void> {
    try {
      const [, words] = await Promise.all([
        import("../../components/code/code-editor"),
        import("./completions"),
        import("../../components/code/code-compare"),
      ]);
      this.completions = words.engineWords;
      this.loaded = true;
    } catch (cause) {
      this.loadError = cause;
      this.requestUpdate();
    }
  }

  private get launchUrl(): string {
    return `/workflows/${encodeURIComponent(this.name)}?launch=1`;
  }

  private get pane(): Pane {
    const wanted = this.query.get("pane");
    return this.version !== null ? "versions" : (PANES.find((pane) => pane === wanted) ?? "graph");
  }

  private get version(): number | null {
    const version = Number(this.query.get("version"));
    return Number.isInteger(version) && version > 0 ? version : null;
  }

  private show(pane: Pane, version: number | null = null): void {
    router.replace(editorUrl(this.name, { pane: pane === "graph" ? null : pane, version }));
  }

  private async save(merge = false): Promise<void> {
    if (!mayWrite() || this.file.saving || (!merge && this.file.conflict)) return;
    if (await saveFile(this.file, merge)) this.saves++;
    this.requestUpdate();
  }

  private get editor(): CodeEditor | null {
    return this.querySelector<CodeEditor>("code-editor");
  }

  protected override render(): unknown {
    const { file } = this;
    if (file.error && !file.base) {
      const isGone = file.error instanceof ApiError && file.error.kind === "workflow-not-found";
      return html`${this.head()}${failure(file.error, () => void file.load())}
      ${isGone ? html`<p class="ed-center"><a class="button" href="/editor?new=1">New workflow</a></p>` : nothing}`;
    }
    return html`${this.head()} ${this.banners()}
      <div class="ed-columns ${file.conflict ? "ed-alone" : ""}">
        <div class="ed-source">${this.source()}</div>
        ${file.conflict ? nothing : html`<aside class="ed-pane" aria-label="Beside the source">${this.side()}</aside>`}
      </div>`;
  }

  private head(): unknown {
    const { file } = this;
    const status = file.saving
      ? "Saving…"
      : file.isDirty
        ? html`<span class="ed-dirty">• Unsaved changes</span>`
        : file.base
          ? html`<span class="mut">Saved <rel-time .at=${file.base.modifiedAtMs} as="list"></rel-time></span>`
          : nothing;
    return html`<header class="ed-head">
      <a class="button ed-back" href="/editor" aria-label="All files">${icon("left")}</a>
      <div class="grow ed-title">
        <h1 class="clip">${oneLine(this.name, 200)}</h1>
        <p class="small" role="status">${status}</p>
      </div>
      <button
        type="button"
        class="primary"
        ?disabled=${!mayWrite() || !file.isDirty || file.saving || file.conflict !== null}
        title=${mayWrite() ? "Ctrl S" : "Your role is read-only."}
        @click=${() => this.save()}
      >
        Save
      </button>
      ${mayWrite()
        ? html`<button type="button" ?disabled=${!file.base || file.checking || !isLoadable(this.name)} @click=${() => file.checkNow()}>
              ${file.checking ? "Checking…" : "Check"}
            </button>
            <a class="button ed-wide" href=${this.launchUrl}>${icon("play")} Launch</a>`
        : html`<span class="tag">read only</span>`}
      ${this.menu()}
    </header>`;
  }

  private menu(): unknown {
    const { file } = this;
    const item = (title: string, run: () => unknown, isOff = false): unknown =>
      html`<button
        type="button"
        class="menu-line"
        ?disabled=${isOff}
        @click=${() => {
          this.more.close();
          void run();
        }}
      >
        ${title}
      </button>`;
    return html`<div class="ed-menu-place" @keydown=${this.more.keys} @focusout=${this.more.focusLeft}>
      <button
        type="button"
        class="ghost"
        aria-label="More"
        aria-haspopup="true"
        aria-expanded=${this.more.isOpen}
        @click=${this.more.toggle}
      >
        ${icon("more")}
      </button>
      ${this.more.isOpen
        ? html`<div class="menu ed-menu">
            ${item("Find and replace", () => this.editor?.openSearch(), !this.editor)}
            ${item(this.wrap ? "Do not wrap lines" : "Wrap long lines", () => this.toggleWrap())}
            <a class="menu-line" href="/workflows/${encodeURIComponent(this.name)}">Show the workflow</a>
            ${item("Discard my changes", () => this.discard(), !file.isDirty)}
            ${item("Rename…", () => renameFile(file), !mayWrite() || !file.base)}
            ${item("Delete…", () => deleteFile(file), !mayWrite() || !file.base)}
          </div>`
        : nothing}
    </div>`;
  }

  private toggleWrap(): void {
    this.wrap = !this.wrap;
    localStorage.setItem("editor-wrap", this.wrap ? "yes" : "no");
  }

  private async discard(): Promise<void> {
    const sure = await ask({
      title: "Discard your changes?",
      body: () => html`The text reverts to the saved version. The draft in this browser is deleted too.`,
      confirm: "Discard",
      danger: true,
    });
    if (sure) this.file.discard();
  }

  private banners(): unknown {
    const { file } = this;
    return html`
      ${file.offered
        ? html`<div class="ed-banner" role="status">
            <span class="grow">
              An unsaved draft of <rel-time .at=${file.offered.atMs}></rel-time> is kept in this
              browser.${file.offered.baseEtag !== file.base?.etag ? " The file has changed since." : ""}
            </span>
            <button type="button" class="primary" @click=${() => file.takeDraft()}>Restore the draft</button>
            <button type="button" @click=${() => file.dropDraft()}>Discard it</button>
          </div>`
        : nothing}
      ${file.newer && !file.conflict
        ? html`<div class="ed-banner ed-banner-wait" role="status">
            <span class="grow">Someone changed this file while you were editing it.</span>
            <button type="button" @click=${() => file.openConflict("Someone changed this file while you were editing it.")}>Compare</button>
          </div>`
        : nothing}
      ${file.draftFails
        ? html`<div class="ed-banner ed-banner-wait" role="status">
            This browser has no space for a draft of this text. Save it before you close the tab.
          </div>`
        : nothing}
    `;
  }

  private source(): unknown {
    const { file } = this;
    if (this.loadError) return failure(this.loadError, () => location.reload());
    if (!this.loaded || !file.base) return loading(12, "Loading the source");
    if (file.conflict) {
      return html`<conflict-view
        class="ed-fill"
        .file=${file}
        .conflict=${file.conflict}
        @save-merge=${() => this.save(true)}
      ></conflict-view>`;
    }
    if (this.version !== null) {
      return html`<version-view
        class="ed-fill"
        .name=${this.name}
        .version=${this.version}
        .now=${file.base.source}
        @close=${() => this.show("versions")}
        @restore=${() => this.restore(this.version!)}
      ></version-view>`;
    }
    return html`<code-editor
        class="ed-code"
        language=${/\.mdx?$/.test(this.name) ? "text" : "jsx"}
        label="Source of ${this.name}. Escape and then Tab leaves the editor."
        .value=${file.text}
        .marks=${file.diagnostics ?? []}
        .readOnly=${!mayWrite()}
        .wrap=${this.wrap}
        .completions=${this.completions}
        @change=${(event: CustomEvent<string>) => file.typed(event.detail)}
        @save=${() => this.save()}
      ></code-editor>
      ${problems(file, (line, column) => this.editor?.goTo(line, column))}`;
  }

  private async restore(version: number): Promise<void> {
    if (!(await restoreVersion(this.file, version))) return;
    this.saves++;
    toast("ok", `${this.name} has been restored to version ${version}`);
    this.show("versions");
  }

  private side(): unknown {
    const tab = (pane: Pane, title: string): unknown =>
      html`<button
        type="button"
        role="tab"
        id="ed-tab-${pane}"
        aria-controls="ed-panel"
        aria-selected=${this.pane === pane}
        tabindex=${this.pane === pane ? 0 : -1}
        class="ed-tab"
        @click=${() => this.show(pane)}
      >
        ${title}
      </button>`;
    return html`<div class="ed-tabs" role="tablist" aria-label="Beside the source" @keydown=${this.tabKeys}>
        ${tab("graph", "Graph")} ${tab("versions", "Versions")}
      </div>
      <div id="ed-panel" class="ed-panel" role="tabpanel" aria-labelledby="ed-tab-${this.pane}">
        ${this.pane === "graph"
          ? html`<graph-pane class="ed-fill" .name=${this.name} .saves=${this.saves} .dirty=${this.file.isDirty} .text=${this.file.text}></graph-pane>`
          : html`<versions-pane
              .name=${this.name}
              .saves=${this.saves}
              .chosen=${this.version}
              @choose=${(event: CustomEvent<number>) => this.show("versions", event.detail)}
            ></versions-pane>`}
      </div>`;
  }

  private tabKeys(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    this.show(this.pane === "graph" ? "versions" : "graph");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#ed-tab-${this.pane}`)?.focus());
  }
}

customElements.define("editor-file", EditorFile);
