import { html, type TemplateResult } from "lit";
import type { Json } from "../api/types";
import "../components/json-tree";
import { markdown } from "../components/markdown";
import { isExact } from "../lib/exact-json";
import { plainText } from "../lib/plain-text";
import "./readable.css";

const LONG_TEXT = 60;

/** An object's members under their names: long texts as markdown, short ones as they are, the rest as a tree. */
export function readable(value: Json): TemplateResult {
  if (typeof value === "string") return markdown(value);
  if (value === null || typeof value !== "object" || Array.isArray(value) || isExact(value)) {
    return html`<json-tree .value=${value} open="3" label="Value"></json-tree>`;
  }
  return html`<dl class="output-members">
    ${Object.entries(value).map(
      ([name, member]) =>
        html`<dt class="label">${plainText(name)}</dt>
          <dd>
            ${typeof member === "string"
              ? member.length > LONG_TEXT || member.includes("\n")
                ? markdown(member)
                : html`<span class="text">${plainText(member)}</span>`
              : member !== null && typeof member === "object" && !(isExact(member))
                ? Array.isArray(member) && member.length > 0 && member.every((one) => typeof one === "string")
                  ? html`<ul class="output-list">${member.slice(0, 200).map((one) => html`<li class="text">${plainText(String(one))}</li>`)}</ul>`
                  : html`<json-tree .value=${member} open="2" label=${name}></json-tree>`
                : html`<span class="mono">${String(member)}</span>`}
          </dd>`,
    )}
  </dl>`;
}
