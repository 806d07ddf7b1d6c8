import { html, type TemplateResult } from "lit";
import { plainText } from "../lib/plain-text";
import type { DiffLine } from "../lib/unified-diff";
import "./diff-lines.css";

const SIGNS = { add: "+", del: "−", same: " ", hunk: "" } as const;

/** A line of a unified diff, with its numbers on both sides. */
export const unifiedLine = (line: DiffLine): TemplateResult =>
  html`<div class="diff-line diff-${line.kind}">
    <span class="diff-no">${line.before ?? ""}</span><span class="diff-no">${line.after ?? ""}</span
    ><span>${SIGNS[line.kind]} ${plainText(line.text)}</span>
  </div>`;
