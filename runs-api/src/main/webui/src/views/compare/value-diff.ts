import { html, type TemplateResult } from "lit";
import type { Json } from "../../api/types";
import "../../components/json-tree";
import { compareMembers, type MemberPair } from "../../lib/compare-runs";
import { isExact, stringifyExact } from "../../lib/exact-json";
import { oneLine, plainText } from "../../lib/plain-text";
import { wordDiff } from "../../lib/word-diff";

/** What is longer is shown as a tree. */
const SHORT_JSON = 200;
const MOST_MEMBERS = 100;

/** What became of a value: of an object its members that differ, texts word by word. */
export function valueDiff(a: Json, b: Json): TemplateResult {
  const members = compareMembers(a, b);
  if (!members) return member({ name: "", a, b });
  return html`<dl class="compare-members">
    ${members.slice(0, MOST_MEMBERS).map(
      (one) =>
        html`<dt>${oneLine(one.name, 80)}</dt>
          <dd>${member(one)}</dd>`,
    )}
    ${members.length > MOST_MEMBERS ? html`<dt></dt><dd class="mut">and ${members.length - MOST_MEMBERS} more members</dd>` : ""}
  </dl>`;
}

function member({ a, b }: MemberPair): TemplateResult {
  if (typeof a === "string" && typeof b === "string") {
    return html`<p class="text compare-text">${wordDiff(a, b).map(({ kind, text }) =>
      kind === "same" ? plainText(text) : kind === "del" ? html`<del>${plainText(text)}</del>` : html`<ins>${plainText(text)}</ins>`,
    )}</p>`;
  }
  return html`<div class="compare-values">${side(a, "del")} ${side(b, "ins")}</div>`;
}

function side(value: Json | undefined, kind: "del" | "ins"): TemplateResult {
  const label = kind === "del" ? "Base" : "Compared with";
  if (value === undefined || value === null) return html`<span class="mut">not given</span>`;
  const text = typeof value === "string" ? value : stringifyExact(value);
  if (typeof value === "object" && !isExact(value) && text.length > SHORT_JSON) return html`<json-tree .value=${value} label=${label}></json-tree>`;
  const words = html`<code class="text">${plainText(text)}</code>`;
  return kind === "del" ? html`<del>${words}</del>` : html`<ins>${words}</ins>`;
}
