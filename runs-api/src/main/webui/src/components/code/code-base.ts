import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Both themes at once: the colours are the page's tokens, which reach into shadow roots.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--word)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--plus)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--wait)" },
  { tag: [tags.comment, tags.meta], color: "var(--tx3)", fontStyle: "italic" },
  { tag: [tags.tagName, tags.angleBracket], color: "var(--run)" },
  { tag: [tags.attributeName, tags.propertyName], color: "var(--tx2)" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--stall)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--acc)" },
  { tag: [tags.operator, tags.punctuation], color: "var(--tx2)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--tx)", backgroundColor: "var(--bg)", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono-family)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--tx)", padding: "8px 0 40px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--tx)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--acc-bg)",
  },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--tx3)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--hover) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--tx)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--acc-bg)",
    outline: "1px solid var(--acc)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--wait-bg)" },
  ".cm-searchMatch": { backgroundColor: "var(--wait-bg)", outline: "1px solid var(--wait)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--wait) 35%, transparent)" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--tx3)" },
  ".cm-foldPlaceholder": { background: "var(--hover)", border: "1px solid var(--line)", color: "var(--tx2)" },
  ".cm-panels": { backgroundColor: "var(--over)", color: "var(--tx)", borderColor: "var(--line)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 28px 8px 10px", font: "var(--font)" },
  ".cm-panel.cm-search [name=close]": { color: "var(--tx2)", cursor: "pointer" },
  ".cm-panel.cm-search label": { font: "var(--font)", fontSize: "12px", color: "var(--tx2)" },
  ".cm-textfield": {
    font: "var(--mono)",
    color: "var(--tx)",
    backgroundColor: "var(--over)",
    border: "1px solid var(--line2)",
    borderRadius: "var(--r)",
    padding: "3px 7px",
  },
  ".cm-button": {
    font: "var(--font)",
    color: "var(--tx)",
    background: "var(--hover)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r)",
    padding: "3px 9px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--over)",
    color: "var(--tx)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r)",
    boxShadow: "var(--shadow)",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--acc)", color: "var(--on-acc)" },
  ".cm-completionDetail": { color: "var(--tx3)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-diagnostic": { fontFamily: "var(--mono-family)", fontSize: "12px", padding: "4px 8px" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--wait)" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px solid var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px solid var(--wait)" },
  ".cm-lint-marker": { width: "9px", height: "9px", margin: "5px 2px", borderRadius: "50%" },
  ".cm-lint-marker-error": { content: "none", background: "var(--bad)" },
  ".cm-lint-marker-warning": { content: "none", background: "var(--wait)" },
  ".cm-changedLine": { backgroundColor: "var(--add-bg)" },
  ".cm-deletedChunk": { backgroundColor: "var(--del-bg)" },
  "&.cm-merge-a .cm-changedLine": { backgroundColor: "var(--del-bg)" },
  // Light, so that every colour of the code can be read on it; the line below says where the change is.
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "none",
    boxShadow: "inset 0 -2px 0 var(--bad)",
  },
  "&.cm-merge-b .cm-changedText, .cm-changedText": { background: "none", boxShadow: "inset 0 -2px 0 var(--plus)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯"' },
  ".cm-collapsedLines": { background: "var(--over)", color: "var(--tx3)", padding: "3px 8px" },
});

/** The text itself: browsers focus what can be edited anyway, checkers want to read that it can be focused. */
export const named = (label: string): Record<string, string> => ({ "aria-label": label, tabindex: "0" });

export type Language = "jsx" | "json" | "text";

/** How code looks and is read, in an editor and in a comparison. */
export const reading = (language: Language): Extension => [
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  EditorState.tabSize.of(2),
  indentUnit.of("  "),
  language === "jsx" ? javascript({ jsx: true, typescript: true }) : language === "json" ? json() : [],
  syntaxHighlighting(colours),
  look,
];

// Where somebody types over a selection, Chromium would keep its look by an inline style, which the page's policy
// forbids: so the text is replaced before the browser does it.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== "insertText" || text === null || main.empty || view.composing || view.state.readOnly) return false;
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handler) => handler(view, main.from, main.to, text, insert))) view.dispatch(insert());
    return true;
  },
});

/** What makes it an editor. Tab indents; Escape and then Tab leaves it, for those who have no pointer. */
export const writing = (): Extension => [
  highlightActiveLine(),
  highlightActiveLineGutter(),
  foldGutter({ markerDOM }),
  history(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  crosshairCursor(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  search({ top: true }),
  highlightSelectionMatches(),
  typedOver,
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
];

function markerDOM(open: boolean): HTMLElement {
  const mark = document.createElement("span");
  mark.textContent = open ? "▾" : "▸";
  mark.ariaHidden = "true";
  return mark;
}
