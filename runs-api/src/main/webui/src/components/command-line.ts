import { html, type TemplateResult } from "lit";
import { icon } from "./icon";
import { toast } from "./toast";
import "./command-line.css";

/** An argument as a POSIX shell takes it. */
function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The `chad-runs` command that does the same, to be copied. */
export const commandLine = (...words: string[]): TemplateResult => {
  const line = ["chad-runs", ...words].map(shellQuote).join(" ");
  return html`<div class="command">
    <code tabindex="0">${line}</code>${copyButton(line, "Copy the command")}
  </div>`;
};

export const copyButton = (text: string | (() => string), label: string): TemplateResult =>
  html`<button type="button" class="quiet" aria-label=${label} title=${label} @click=${() => copy(text)}>
    ${icon("copy")}
  </button>`;

export async function copy(text: string | (() => string)): Promise<void> {
  try {
    await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
    toast("info", "Copied");
  } catch {
    toast("bad", "The browser does not allow this page to copy", { detail: "Select the text and copy it manually." });
  }
}
