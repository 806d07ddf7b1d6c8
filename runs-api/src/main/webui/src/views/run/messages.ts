import { html, nothing, type TemplateResult } from "lit";
import type { Excerpt, Transcript } from "../../api/types";
import { markdown } from "../../components/markdown";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import "./chat-tab.css";

type Message = Transcript["messages"][number];

/** One message of a conversation: who speaks, what was thought, said and done. */
export function messageParts(message: Message, talk: Pick<Transcript, "href" | "nodeId" | "attempt">): TemplateResult {
  const words = (excerpt: Excerpt, isMarkdown: boolean): TemplateResult => excerptWords(excerpt, isMarkdown, talk);
  return html`<div class="message message-${["assistant", "user", "system", "tool"].includes(message.role) ? message.role : "tool"}">
    <span class="label">${oneLine(message.role, 40)}</span>
    ${message.reasoning
      ? html`<details>
          <summary>Reasoning, ${count(message.reasoning.chars)} characters</summary>
          ${words(message.reasoning, false)}
        </details>`
      : nothing}
    ${message.text ? words(message.text, message.role === "assistant") : nothing}
    ${message.toolCalls.map(
      (call) =>
        html`<details>
          <summary>Tool <code>${oneLine(call.tool ?? "without a name", 80)}</code></summary>
          ${call.input ? html`<span class="label">asked</span>${words(call.input, false)}` : nothing}
          ${call.output ? html`<span class="label">answered</span>${words(call.output, false)}` : nothing}
        </details>`,
    )}
  </div>`;
}

function excerptWords(excerpt: Excerpt, isMarkdown: boolean, talk: Pick<Transcript, "href" | "nodeId" | "attempt">): TemplateResult {
  return html`${isMarkdown ? markdown(excerpt.text) : html`<pre class="text">${plainText(excerpt.text)}</pre>`}
  ${excerpt.cut
    ? html`<p class="mut small">
        The beginning of ${count(excerpt.chars)} characters. <a href=${talk.href} download="${talk.nodeId}-${talk.attempt}.json">Download the whole</a>
      </p>`
    : nothing}`;
}

/** What was asked, for a comparison with what another was asked. */
export const promptOf = (talk: Transcript): string =>
  talk.messages
    .filter(isPrompt)
    .map((message) => `${message.role}\n${message.text?.text ?? ""}\n${message.text?.chars ?? 0}`)
    .join("\n\n");

export const isPrompt = (message: Message): boolean => message.role === "system" || message.role === "user";
