import { html, nothing, type PropertyDeclarations } from "lit";
import { get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Page, WorkflowTemplate, WorkflowText } from "../../api/types";
import { problemText } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { Resource } from "../../components/resource";
import { toast } from "../../components/toast";
import { sentence } from "../../components/sentence";
import { router } from "../../router";
import { mayWrite } from "../../session";
import { editorUrl } from "./editor-links";

/** A new workflow: its name, and what it begins with. The service judges the name. */
class EditorNew extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { state: true },
    template: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  declare name: string;
  declare template: string | null;
  declare busy: boolean;
  declare error: unknown;

  private readonly templates = new Resource(this, async (signal) => {
    return (await get<Page<WorkflowTemplate>>("/api/workflow-templates", {}, signal)).items;
  });

  constructor() {
    super();
    this.name = "";
    this.template = null;
    this.busy = false;
    this.error = null;
  }

  protected override firstUpdated(): void {
    void this.templates.load();
    this.querySelector<HTMLInputElement>("#ed-new-name")?.focus();
  }

  /** With its ending, which nobody likes to type. */
  private get fileName(): string {
    const name = this.name.trim();
    return name && !/\.[jt]sx$/.test(name) ? `${name}.jsx` : name;
  }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    const template = this.template ?? this.templates.value?.[0]?.name;
    if (this.busy || !this.fileName || !template) return;
    this.busy = true;
    this.error = null;
    try {
      const made = await write<WorkflowText>("/api/workflow-file", { name: this.fileName, template });
      toast("ok", `${made.name} is made`);
      await router.go(editorUrl(made.name));
    } catch (cause) {
      this.error = cause;
    }
    this.busy = false;
  }

  protected override render(): unknown {
    const taken = this.error instanceof ApiError && this.error.kind === "precondition-failed";
    const refused =
      this.error instanceof ApiError ? this.error.problem.errors?.find((one) => one.field === "name")?.allowed : undefined;
    const said = taken ? `${this.fileName} exists already. Choose another name.` : refused;
    return html`<form class="ed-new-form" @submit=${this.create} novalidate>
      <h1>New workflow</h1>
      <div class="field">
        <label for="ed-new-name">File name</label>
        <input
          id="ed-new-name"
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="letters.jsx"
          aria-invalid=${said !== undefined}
          aria-describedby="ed-new-hint"
          .value=${this.name}
          @input=${(event: Event) => {
            this.name = (event.target as HTMLInputElement).value;
            this.error = null;
          }}
        />
        <small id="ed-new-hint" class=${said ? "ed-refused" : ""}
          >${said ? sentence(said) : this.fileName && this.fileName !== this.name.trim() ? `becomes ${this.fileName}` : "a path under the workflow folder; .jsx is added"}</small
        >
      </div>
      <fieldset class="ed-templates">
        <legend>Begin with</legend>
        ${this.templates.face(
          (all) => all.map((one, i) => this.option(one, (this.template ?? all[0]?.name) === one.name, i)),
          4,
        )}
      </fieldset>
      ${this.error && !said ? html`<div class="dialog-error" role="alert">${problemText(this.error)}</div>` : nothing}
      <div>
        <button type="submit" class="primary" ?disabled=${this.busy || !this.fileName || !mayWrite()}>
          ${this.busy ? "Working…" : "Create"}
        </button>
        ${mayWrite() ? nothing : html`<span class="hint">Your role is read-only.</span>`}
      </div>
    </form>`;
  }

  private option(one: WorkflowTemplate, isChosen: boolean, index: number): unknown {
    return html`<label class="ed-template ${isChosen ? "ed-template-on" : ""}">
      <input type="radio" name="template" value=${one.name} .checked=${isChosen} @change=${() => (this.template = one.name)} />
      <span><b>${one.name}</b><br /><span class="mut">${one.title}</span></span>
      ${index === 0 ? html`<span class="tag">simplest</span>` : nothing}
    </label>`;
  }
}

customElements.define("editor-new", EditorNew);
