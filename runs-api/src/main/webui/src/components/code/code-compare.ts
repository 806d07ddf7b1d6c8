import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { css, LitElement, type PropertyDeclarations } from "lit";
import { type Language, named, reading, writing } from "./code-base";

const COLLAPSE = { margin: 3, minSize: 6 };

/**
 * Two texts side by side, or in one column (`unified`). With `editable` the second can be changed, and each difference
 * can be taken from the first.
 *
 * @fires change CustomEvent<string> the second text, after the reader changed it
 */
class CodeCompare extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-height: 0;
      overflow: auto;
    }
    .cm-mergeView {
      height: 100%;
    }
    .cm-merge-revert {
      background: var(--over);
    }
    .cm-merge-revert button {
      color: var(--acc);
      background: none;
      border: 0;
      cursor: pointer;
      font-size: 14px;
    }
    .cm-merge-spacer {
      background: var(--over);
    }
  `;
  static override properties: PropertyDeclarations = {
    first: { attribute: false },
    second: { attribute: false },
    firstLabel: { type: String },
    secondLabel: { type: String },
    language: { type: String },
    editable: { type: Boolean },
    unified: { type: Boolean },
  };
  declare first: string;
  declare second: string;
  declare firstLabel: string;
  declare secondLabel: string;
  declare language: Language;
  declare editable: boolean;
  declare unified: boolean;

  private view: MergeView | EditorView | null = null;

  constructor() {
    super();
    this.first = "";
    this.second = "";
    this.firstLabel = "Before";
    this.secondLabel = "After";
    this.language = "jsx";
    this.editable = false;
    this.unified = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const onlyTyped = this.view && changed.size === 1 && changed.has("second") && this.second === this.text();
    if (onlyTyped) return;
    this.view?.destroy();
    this.view = this.unified ? this.oneColumn() : this.sideBySide();
  }

  private text(): string {
    const { view } = this;
    return view instanceof MergeView ? view.b.state.doc.toString() : (view?.state.doc.toString() ?? "");
  }

  private side(label: string, isEditable: boolean) {
    return [
      reading(this.language),
      EditorView.contentAttributes.of(named(label)),
      isEditable ? writing() : [EditorState.readOnly.of(true), EditorView.lineWrapping],
      EditorView.updateListener.of((update) => {
        if (!isEditable || !update.docChanged) return;
        this.second = update.state.doc.toString();
        this.dispatchEvent(new CustomEvent<string>("change", { detail: this.second }));
      }),
    ];
  }

  private sideBySide(): MergeView {
    return new MergeView({
      parent: this.renderRoot,
      root: this.renderRoot as ShadowRoot,
      a: { doc: this.first, extensions: this.side(this.firstLabel, false) },
      b: { doc: this.second, extensions: this.side(this.secondLabel, this.editable) },
      collapseUnchanged: COLLAPSE,
      gutter: true,
      ...(this.editable && { revertControls: "a-to-b" as const, renderRevertControl: revertButton }),
    });
  }

  private oneColumn(): EditorView {
    return new EditorView({
      parent: this.renderRoot,
      root: this.renderRoot as ShadowRoot,
      doc: this.second,
      extensions: [
        this.side(this.secondLabel, this.editable),
        unifiedMergeView({ original: this.first, mergeControls: this.editable, collapseUnchanged: COLLAPSE }),
      ],
    });
  }
}

function revertButton(): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "→";
  button.title = "Apply this from the left";
  button.ariaLabel = "Apply this difference from the left";
  return button;
}

customElements.define("code-compare", CodeCompare);
