import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../attention";
import { runPath, write } from "../api/client";
import { ApiError } from "../api/problem";
import type { Gate, Json, Steered } from "../api/types";
import { commandLine } from "../components/command-line";
import { problemText } from "../components/dialog";
import { PageElement } from "../components/element";
import { icon } from "../components/icon";
import "../components/json-tree";
import "../components/rel-time";
import { toast } from "../components/toast";
import { isExact } from "../lib/exact-json";
import { bytes } from "../lib/numbers";
import { plainText } from "../lib/plain-text";
import { runUrl } from "../lib/run-ref";
import { runLook } from "../lib/run-state";
import { mayWrite } from "../session";

interface Option {
  value: string;
  label: string;
}

/**
 * A gate: the whole request first, then the buttons. The decision carries the digest of what was shown here, so that a
 * request that changed meanwhile is not decided by mistake.
 */
class GateCard extends PageElement {
  static override properties: PropertyDeclarations = {
    gate: { attribute: false },
    showRun: { type: Boolean },
    note: { state: true },
    answer: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  declare gate: Gate;
  declare showRun: boolean;
  declare note: string;
  declare answer: string;
  declare busy: string;
  declare error: unknown;

  constructor() {
    super();
    this.showRun = false;
    this.note = "";
    this.answer = "";
    this.busy = "";
    this.error = null;
  }

  protected override render(): unknown {
    const { gate } = this;
    const isQuestion = gate.requestId !== null;
    return html`<article class="gate card" aria-label=${`Gate ${gate.nodeId} of ${gate.runId}`}>
      <header class="gate-head">
        <h2 class="text">${plainText(gate.title ?? gate.nodeId)}</h2>
        <p class="mut small">
          ${this.showRun
            ? html`<a href=${runUrl({ id: gate.runId, store: gate.store })}>${gate.workflow ?? gate.runId}</a> ·
                <span class="mono">${gate.runId}</span> · `
            : nothing}<code>${gate.nodeId}</code>${gate.iteration ? ` turn ${gate.iteration}` : ""}${gate.requestedAtMs === null
            ? nothing
            : html` · asked <rel-time at=${gate.requestedAtMs}></rel-time>`}
        </p>
      </header>
      ${gate.summary ? html`<p class="text gate-summary">${plainText(gate.summary)}</p>` : nothing}
      ${this.context()}
      ${mayWrite()
        ? isQuestion
          ? this.question()
          : this.decision()
        : html`<p class="hint">You are a viewer: an operator decides.</p>`}
      ${this.error ? html`<p class="dialog-error" role="alert">${problemText(this.error)}</p>` : nothing}
    </article>`;
  }

  private context(): TemplateResult | typeof nothing {
    const request = this.gate.request;
    if (request === null || typeof request !== "object" || Array.isArray(request)) return nothing;
    const metadata = request["metadata"] ?? request["context"] ?? null;
    const cut = this.gate.requestCut;
    return html`${metadata === null ? nothing : this.members(metadata)}
      ${cut
        ? html`<p class="mut">
            What is asked has ${bytes(cut.sizeBytes)}, too much to be shown here.
            <a href=${cut.href} download="request-${this.gate.nodeId}.txt">Download the whole</a> before you decide.
          </p>`
        : nothing}
      <details class="gate-raw">
        <summary>The request as the engine keeps it</summary>
        <json-tree .value=${request} label="The whole request"></json-tree>
      </details>`;
  }

  /** The context that the workflow gave: each member under its name, texts as texts. */
  private members(value: Json): TemplateResult {
    if (value === null || typeof value !== "object" || Array.isArray(value) || isExact(value)) {
      return html`<json-tree .value=${value} label="Context"></json-tree>`;
    }
    return html`<dl class="gate-facts">
      ${Object.entries(value).map(
        ([name, member]) =>
          html`<dt>${plainText(name)}</dt>
            <dd>
              ${typeof member === "string"
                ? html`<span class="text">${plainText(member)}</span>`
                : member !== null && typeof member === "object" && !Array.isArray(member) && !isExact(member) && isFlat(member)
                  ? html`<dl class="gate-facts gate-inner">
                      ${Object.entries(member).map(
                        ([inner, one]) => html`<dt>${plainText(inner)}</dt>
                          <dd class="text">${plainText(Array.isArray(one) ? one.join(", ") : String(one))}</dd>`,
                      )}
                    </dl>`
                  : html`<json-tree .value=${member} open="1" label=${name}></json-tree>`}
            </dd>`,
      )}
    </dl>`;
  }

  private decision(): TemplateResult {
    const { gate } = this;
    const where = [gate.runId, "--store", gate.store, "--node", gate.nodeId];
    return html`<label class="field"
        ><span>Note <small>kept with the decision</small></span
        ><textarea
          rows="2"
          maxlength="10000"
          .value=${this.note}
          @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      <div class="gate-buttons">
        <button type="button" class="primary" ?disabled=${this.busy !== ""} @click=${() => this.decide("approve")}>
          ${icon("check")} ${this.busy === "approve" ? "Approving…" : "Approve"}
        </button>
        <button type="button" ?disabled=${this.busy !== ""} @click=${() => this.decide("deny")}>
          ${icon("close")} ${this.busy === "deny" ? "Denying…" : "Deny"}
        </button>
      </div>
      ${commandLine("approve", ...where, ...(this.note ? ["--note", this.note] : []))}`;
  }

  private question(): TemplateResult {
    const { gate } = this;
    const options = optionsOf(gate.request);
    const isJson = gate.kind === "confirm" || gate.kind === "json";
    const input =
      gate.kind === "confirm"
        ? this.choice([
            { value: "true", label: "Yes" },
            { value: "false", label: "No" },
          ])
        : options.length
          ? this.choice(options)
          : html`<label class="field"
              ><span>Answer${gate.kind === "json" ? " (JSON)" : ""}</span
              ><textarea
                rows="4"
                class=${gate.kind === "json" ? "mono" : ""}
                .value=${this.answer}
                @input=${(event: Event) => (this.answer = (event.target as HTMLTextAreaElement).value)}
              ></textarea>
            </label>`;
    return html`${input}
      ${gate.answerSchema
        ? html`<details>
            <summary>What the answer must look like</summary>
            <json-tree .value=${gate.answerSchema} label="Schema of the answer"></json-tree>
          </details>`
        : nothing}
      <div class="gate-buttons">
        <button type="button" class="primary" ?disabled=${this.busy !== "" || this.answer === ""} @click=${() => this.send()}>
          ${this.busy === "answer" ? "Answering…" : "Answer"}
        </button>
        <button type="button" ?disabled=${this.busy !== ""} @click=${() => this.decide("deny")}>Withdraw the question</button>
      </div>
      ${commandLine("answer", gate.runId, "--store", gate.store, "--node", gate.nodeId, "--value", isJson ? this.answer || "VALUE" : JSON.stringify(this.answer))}`;
  }

  private choice(options: Option[]): TemplateResult {
    return html`<fieldset class="gate-choice">
      <legend>Answer</legend>
      ${options.map(
        (option) =>
          html`<label
            ><input
              type="radio"
              name=${`answer-${this.gate.runId}-${this.gate.nodeId}`}
              .checked=${this.answer === option.value}
              @change=${() => (this.answer = option.value)}
            />
            ${plainText(option.label)}</label
          >`,
      )}
    </fieldset>`;
  }

  private async decide(verb: "approve" | "deny"): Promise<void> {
    const { nodeId, iteration, digest } = this.gate;
    await this.act(verb, verb === "approve" ? "Approved" : "Denied", {
      node: nodeId,
      iteration,
      digest,
      ...(this.note.trim() ? { note: this.note.trim() } : {}),
    });
  }

  private async send(): Promise<void> {
    let value: unknown = this.answer;
    if (this.gate.kind === "confirm") value = this.answer === "true";
    else if (this.gate.kind === "json") {
      try {
        value = JSON.parse(this.answer);
      } catch {
        this.error = new Error("The answer is no JSON. Mind quotes around texts and names.");
        return;
      }
    }
    const { nodeId, iteration, digest } = this.gate;
    await this.act("answer", "Answered", { node: nodeId, iteration, digest, value });
  }

  private async act(verb: string, done: string, body: object): Promise<void> {
    this.busy = verb;
    this.error = null;
    try {
      const answer = await write<Steered>(runPath(this.gate.runId, `/${verb}`), body, { query: { store: this.gate.store } });
      toast("ok", `${done}. The run is ${runLook(answer.run.state).word.toLowerCase()}.`, { detail: answer.note ?? undefined });
      this.dispatchEvent(new CustomEvent("decided", { bubbles: true }));
      attention.soon();
    } catch (cause) {
      this.error = cause;
      if (cause instanceof ApiError && cause.status === 409) attention.soon();
    } finally {
      this.busy = "";
    }
  }
}

const isFlat = (value: Record<string, Json>): boolean =>
  Object.values(value).every((one) =>
    Array.isArray(one) ? one.every((item) => item === null || typeof item !== "object") : one === null || typeof one !== "object",
  );

function optionsOf(request: Json): Option[] {
  if (request === null || typeof request !== "object" || Array.isArray(request)) return [];
  const options = request["options"];
  if (!Array.isArray(options)) return [];
  return options.slice(0, 100).map((option) => {
    if (option !== null && typeof option === "object" && !Array.isArray(option)) {
      const value = String(option["value"] ?? option["key"] ?? option["id"] ?? "");
      return { value, label: String(option["label"] ?? value) };
    }
    return { value: String(option), label: String(option) };
  });
}

customElements.define("gate-card", GateCard);
