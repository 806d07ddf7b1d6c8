import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Transcript } from "../../api/types";
import { empty, failure, loading } from "../../components/faces";
import { icon } from "../../components/icon";
import { stateTag } from "../../components/state";
import { duration } from "../../lib/duration";
import { bytes } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { nodeLook } from "../../lib/run-state";
import { isPrompt, messageParts, promptOf } from "./messages";
import { RunPart } from "./run-part";

/** What agents were asked and what they said, attempt by attempt. */
class ChatTab extends RunPart {
  static override properties: PropertyDeclarations = { ...RunPart.properties, talks: { state: true }, error: { state: true } };
  declare talks: Transcript[] | null;
  declare error: unknown;
  private cursor: string | null = null;
  private key = "";
  private asked = new AbortController();

  constructor() {
    super();
    this.talks = null;
    this.error = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0; // it scrolls, and may hold nothing that takes the focus
    this.until(() => this.asked.abort());
  }

  protected override willUpdate(): void {
    const agents = this.run.nodes.filter((node) => node.kind === "agent");
    const newest = agents.reduce((most, node) => Math.max(most, node.updatedAtMs), 0);
    const key = `${this.param("node")} ${newest}`;
    if (key !== this.key) {
      this.key = key;
      void this.read(false);
    }
  }

  private async read(isMore: boolean): Promise<void> {
    this.asked.abort();
    const { signal } = (this.asked = new AbortController());
    try {
      const page = await this.source.chat(
        { node: this.param("node") || undefined, cursor: isMore ? (this.cursor ?? undefined) : undefined },
        signal,
      );
      this.talks = isMore ? [...(this.talks ?? []), ...page.items] : page.items;
      this.cursor = page.nextCursor;
      this.error = null;
    } catch (cause) {
      if (!signal.aborted) this.error = cause;
    }
  }

  protected override render(): unknown {
    if (this.error) return failure(this.error, () => void this.read(false));
    if (!this.talks) return loading(8);
    const node = this.param("node");
    return html`${node
        ? html`<div class="toolbar">
            <button type="button" class="chip on" title="Show all tasks" @click=${() => this.show({ node: null })}>${oneLine(node, 60)} ${icon("close")}</button>
          </div>`
        : nothing}
      ${this.talks.length === 0
        ? empty(
            node ? "No conversation of this node" : "No conversation",
            node ? "It has not asked a model, or has not started." : "No task of this run has asked a model yet.",
          )
        : html`<div class="talk">
            ${this.talks.map((talk, i) => this.talk(talk, this.talks?.[i - 1]))}
            ${this.cursor === null ? nothing : html`<button type="button" @click=${() => this.read(true)}>Show more</button>`}
          </div>`}`;
  }

  private talk(talk: Transcript, before: Transcript | undefined): TemplateResult {
    const prompt = talk.messages.filter(isPrompt);
    const isSame = before !== undefined && prompt.length > 0 && promptOf(before) === promptOf(talk);
    const took = talk.finishedAtMs === null ? null : duration(talk.finishedAtMs - talk.startedAtMs);
    return html`<article aria-label=${`Conversation of ${talk.nodeId}`}>
      <header class="talk-head">
        <h2>${plainText(talk.nodeId)}</h2>
        ${talk.iteration ? html`<span class="tag">turn ${talk.iteration + 1}</span>` : nothing}
        ${talk.attempt > 1 ? html`<span class="tag">attempt ${talk.attempt}</span>` : nothing} ${stateTag(nodeLook(talk.state))}
        <span class="mut small mono">${talk.model ? oneLine(talk.model, 80) : nothing}</span>
        ${took ? html`<span class="mut small">${took}</span>` : nothing}
      </header>
      ${isSame
        ? html`<details class="talk-same">
              <summary>Same prompt as above</summary>
              ${prompt.map((message) => messageParts(message, talk))}
            </details>
            ${talk.messages.filter((message) => !isPrompt(message)).map((message) => messageParts(message, talk))}`
        : talk.messages.map((message) => messageParts(message, talk))}
      ${talk.moreMessages ? html`<p class="mut small">${talk.moreMessages} more messages are not shown.</p>` : nothing}
      <p class="mut small">
        <a href=${talk.href} download="${talk.nodeId}-${talk.attempt}.json">Download all</a>, ${bytes(talk.sizeBytes)}
      </p>
      ${talk.error ? html`<div class="error-box">${plainText(talk.error.message)}</div>` : nothing}
    </article>`;
  }
}

customElements.define("run-chat-tab", ChatTab);
