import { type CompletionSource } from "@codemirror/autocomplete";
import { jsonParseLinter } from "@codemirror/lang-json";
import { ensureSyntaxTree } from "@codemirror/language";
import { type Diagnostic as Mark, linter, lintGutter, setDiagnostics } from "@codemirror/lint";
import { openSearchPanel } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec, Text } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { css, LitElement, type PropertyDeclarations } from "lit";
import { type Language, named, reading, writing } from "./code-base";

const PARSE_LIMIT_MS = 100;

/** A mistake in the text; lines and columns count from 1. Without a line it belongs to the whole text. */
interface CodeMark {
  line: number | null;
  column: number | null;
  message: string;
}

/**
 * CodeMirror, in a shadow root of its own: there it needs no style element, which the page's policy forbids.
 *
 * @fires change CustomEvent<string> the new text, after the reader changed it
 * @fires save Ctrl-S or Cmd-S
 */
export class CodeEditor extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-height: 0;
    }
  `;
  static override properties: PropertyDeclarations = {
    value: { attribute: false },
    marks: { attribute: false },
    language: { type: String },
    label: { type: String },
    readOnly: { type: Boolean },
    wrap: { type: Boolean },
    completions: { attribute: false },
  };
  declare value: string;
  declare marks: readonly CodeMark[];
  declare language: Language;
  declare label: string;
  declare readOnly: boolean;
  declare wrap: boolean;
  /** Beside those of the language; taken when the editor is made. */
  declare completions: CompletionSource | null;

  private view: EditorView | null = null;
  private readonly changeable = new Compartment();
  private readonly wrapping = new Compartment();
  private readonly naming = new Compartment();

  constructor() {
    super();
    this.value = "";
    this.marks = [];
    this.language = "jsx";
    this.label = "Source";
    this.readOnly = false;
    this.wrap = false;
    this.completions = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.view) this.make();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.view?.destroy();
    this.view = null;
  }

  protected override firstUpdated(): void {
    this.make();
  }

  private make(): void {
    this.view = new EditorView({
      parent: this.renderRoot,
      root: this.renderRoot as ShadowRoot,
      state: EditorState.create({ doc: this.value, extensions: this.extensions() }),
    });
    this.showMarks();
  }

  private extensions(): Extension[] {
    return [
      Prec.high(
        keymap.of([
          {
            key: "Mod-s",
            preventDefault: true,
            run: () => {
              this.dispatchEvent(new CustomEvent("save", { bubbles: true }));
              return true;
            },
          },
        ]),
      ),
      reading(this.language),
      writing(),
      lintGutter(),
      this.language === "json" ? linter(jsonParseLinter(), { delay: 300 }) : [],
      this.completions ? EditorState.languageData.of(() => [{ autocomplete: this.completions }]) : [],
      this.changeable.of(EditorState.readOnly.of(this.readOnly)),
      this.wrapping.of(this.wrap ? EditorView.lineWrapping : []),
      this.naming.of(EditorView.contentAttributes.of(named(this.label))),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged || !this.view) return;
        const text = update.state.doc.toString();
        if (text === this.value) return; // it was set from outside
        this.value = text;
        this.dispatchEvent(new CustomEvent<string>("change", { detail: text }));
      }),
    ];
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const { view } = this;
    if (!view) return;
    if (changed.has("value") && !view.state.doc.eq(Text.of(this.value.split(/\r\n?|\n/)))) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: this.value } });
    }
    view.dispatch({
      effects: [
        this.changeable.reconfigure(EditorState.readOnly.of(this.readOnly)),
        this.wrapping.reconfigure(this.wrap ? EditorView.lineWrapping : []),
        this.naming.reconfigure(EditorView.contentAttributes.of(named(this.label))),
      ],
    });
    if (changed.has("marks")) this.showMarks();
  }

  private showMarks(): void {
    if (!this.view || this.language === "json") return;
    const { doc } = this.view.state;
    const marks = this.marks.map((mark): Mark => {
      // The engine often says what is wrong, not where; our own parser may know where it stumbled over the same.
      if (mark.line === null) return { ...this.stumble(mark.message), severity: "error", message: mark.message, source: "engine" };
      const line = doc.line(Math.min(doc.lines, Math.max(1, mark.line)));
      const from = Math.min(line.to, line.from + Math.max(0, (mark.column ?? 1) - 1));
      // To the end of the word, or of the line where the engine names no column.
      const word = /^[\w$]+|^./.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
      const to = mark.column === null ? line.to : from + word;
      return { from, to: Math.max(from, to), severity: "error", message: mark.message, source: "engine" };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  /** Where the words of a message fit one of the places at which our parser stumbled; the beginning when none does. */
  private stumble(message: string): { from: number; to: number } {
    const state = this.view!.state;
    const end = state.doc.length;
    if (/end of file|end of input/i.test(message)) return { from: Math.max(0, end - 1), to: end };
    const token = /(?:Unexpected|found) "?([^\s"]+)"?$/.exec(message)?.[1];
    let found: { from: number; to: number } | null = null;
    if (token) {
      ensureSyntaxTree(state, end, PARSE_LIMIT_MS)?.iterate({
        enter: ({ type, from }) => {
          if (found) return false;
          if (type.isError && state.sliceDoc(from, from + token.length) === token) found = { from, to: from + token.length };
          return true;
        },
      });
    }
    return found ?? { from: 0, to: 0 };
  }

  override focus(): void {
    this.view?.focus();
  }

  openSearch(): void {
    if (this.view) openSearchPanel(this.view);
  }

  /** Puts the cursor there, in the middle of the screen. */
  goTo(line: number, column: number | null): void {
    const { view } = this;
    if (!view) return;
    const at = view.state.doc.line(Math.min(view.state.doc.lines, Math.max(1, line)));
    const anchor = Math.min(at.to, at.from + Math.max(0, (column ?? 1) - 1));
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  }
}

customElements.define("code-editor", CodeEditor);
