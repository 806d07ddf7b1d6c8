import DOMPurify from "dompurify";
import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { Marked } from "marked";
import { plainText } from "../lib/plain-text";
import "./markdown.css";

// Raw HTML is shown as the text that it is. The sanitiser below would take it out as well, but only after the browser
// has looked at its event handlers and complained.
const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const marked = new Marked({ gfm: true, async: false, renderer: { html: ({ text }) => escapeHtml(text) } });
const MAX_CHARS = 200_000;

// Text from models: no images (they would call home), no forms, no styles, and links that say where they lead.
const ALLOWED = {
  ALLOWED_TAGS:
    "a b strong i em del code pre p br hr ul ol li blockquote h1 h2 h3 h4 h5 h6 table thead tbody tr th td input".split(" "),
  ALLOWED_ATTR: ["href", "title", "align", "start", "type", "checked", "disabled"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|\/(?!\/)|#)/i,
};

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node instanceof HTMLAnchorElement && node.origin !== location.origin) {
    node.target = "_blank";
    node.rel = "noopener noreferrer nofollow";
  }
  if (node instanceof HTMLInputElement && node.type !== "checkbox") node.remove();
});

/** Markdown as sanitised HTML; what is too long is shown as plain text. */
export function markdown(source: string): TemplateResult {
  if (source.length > MAX_CHARS) return html`<pre class="text">${plainText(source.slice(0, MAX_CHARS))}…</pre>`;
  const clean = DOMPurify.sanitize(marked.parse(plainText(source)) as string, ALLOWED);
  return html`<div class="markdown">${unsafeHTML(clean)}</div>`;
}
