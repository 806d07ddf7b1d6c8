import { html, nothing, type PropertyDeclarations, render, type TemplateResult } from "lit";
import type { Gate, GateOption, Json } from "../api/types";
import { commandLine } from "../components/command-line";
import { problemText } from "../components/dialog";
import { PageElement } from "../components/element";
import { icon } from "../components/icon";
import "../components/json-tree";
import "../components/rel-time";
import { isExact, stringifyExact } from "../lib/exact-json";
import type { InputField } from "../lib/input-schema";
import { schemaFields } from "../lib/json-schema";
import type { InputValue } from "../lib/launch-form";
import { bytes } from "../lib/numbers";
import { plainText } from "../lib/plain-text";
import { runUrl } from "../lib/run-ref";
import { mayWrite } from "../session";
import { decisions, gateIdentity } from "./decisions";
import "./input-form";
import "./gate-card.css";

const YES_NO: GateOption[] = [
  { key: "true", label: "Yes", summary: null },
  { key: "false", label: "No", summary: null },
];

/**
 * A gate: the whole request first, then the buttons. The decision carries the digest of what was shown here, so that a
 * request that changed meanwhile is not decided by mistake.
 */
class GateCard extends PageElement {
  static override properties: PropertyDeclarations = {
    gate: { attribute: false },
    showRun: { type: Boolean },
    foot: { attribute: false },
    isOpen: { type: Boolean },
    isWhole: { state: true },
    isLong: { state: true },
    note: { state: true },
    answer: { state: true },
    order: { state: true },
    given: { state: true },
    unread: { state: true },
    asJson: { state: true },
    error: { state: true },
  };
  declare gate: Gate;
  declare showRun: boolean;
  /** Where the buttons are drawn; at the card's own foot when it is left out. */
  declare foot: HTMLElement | null;
  /** Whether the request is shown in full from the beginning, as it has a page to itself. */
  declare isOpen: boolean;
  /** Whether all of the request is shown; in a run its beginning is, as the rest of the page has to be seen too. */
  declare isWhole: boolean;
  /** Whether there is more of it than its beginning. */
  declare isLong: boolean;
  declare note: string;
  declare answer: string;
  /** Keys in the order that was made; null as long as it is the workflow's. */
  declare order: string[] | null;
  /** What the form of a question says. */
  declare given: InputValue;
  /** Its fields that can't be read. */
  declare unread: ReadonlySet<string>;
  /** Whether a question with a form is answered as JSON. */
  declare asJson: boolean;
  /** Why what was written can't be sent. */
  declare error: unknown;

  constructor() {
    super();
    this.showRun = false;
    this.foot = null;
    this.isOpen = false;
    this.isWhole = false;
    this.isLong = false;
    this.note = "";
    this.answer = "";
    this.order = null;
    this.given = {};
    this.unread = new Set();
    this.asJson = false;
    this.error = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = ({ detail }: Event & { detail?: unknown }): void => {
      if (detail !== gateIdentity(this.gate)) return;
      this.requestUpdate();
      if (!decisions.doing(this.gate) && decisions.error(this.gate) === null) this.dispatchEvent(new CustomEvent("decided", { bubbles: true }));
    };
    decisions.addEventListener("decision", draw);
    this.until(() => decisions.removeEventListener("decision", draw));
    const pressed = (event: KeyboardEvent): void => {
      if (!this.foot || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.foot.querySelector<HTMLButtonElement>("button.primary:not(:disabled)")?.click();
    };
    addEventListener("keydown", pressed);
    this.until(() => removeEventListener("keydown", pressed));
    this.until(() => this.foot && render(nothing, this.foot));
    if (this.hasUpdated) this.requestUpdate();
  }

  /** A list gives this card the next gate when one is decided: what was written for that one is not meant for this. */
  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("gate") as Gate | undefined;
    if (before && gateIdentity(before) !== gateIdentity(this.gate)) {
      this.note = this.answer = "";
      this.order = null;
      this.given = {};
      this.unread = new Set();
      this.asJson = false;
      this.isWhole = false;
      this.error = null;
    }
    const formerFoot = changed.get("foot") as HTMLElement | null | undefined;
    if (formerFoot) render(nothing, formerFoot);
  }

  protected override updated(): void {
    if (this.foot) render(mayWrite() ? this.bar() : nothing, this.foot);
    const beginning = this.querySelector<HTMLElement>(".gate-beginning");
    if (beginning && !this.isWhole) this.isLong = beginning.scrollHeight > beginning.clientHeight + 2;
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
      <div class=${this.foot && !this.isOpen && !this.isWhole ? `gate-beginning ${this.isLong ? "is-long" : ""}` : "gate-whole"}>
        ${gate.summary ? html`<p class="text gate-summary">${plainText(gate.summary)}</p>` : nothing} ${this.context()}
      </div>
      <div class="gate-more">
        ${this.foot && !this.isOpen && (this.isLong || this.isWhole)
          ? html`<button type="button" class="link" aria-expanded=${this.isWhole} @click=${() => (this.isWhole = !this.isWhole)}>
              ${this.isWhole ? "Show less" : "Show all of it"}
            </button>`
          : nothing}
        ${this.raw()} ${mayWrite() ? html`<details class="gate-raw"><summary>Command</summary>${this.command()}</details>` : nothing}
      </div>
      ${this.terms()}
      ${mayWrite()
        ? html`${isQuestion ? this.question() : this.decision()} ${this.foot ? nothing : this.bar()}`
        : html`<p class="hint">You are a viewer: only an operator can decide.</p>`}
    </article>`;
  }

  /** Who may decide it, and until when. */
  private terms(): TemplateResult | typeof nothing {
    const { allowedUsers, allowedScopes, expiresAtMs } = this.gate;
    const names = (all: string[]): TemplateResult[] =>
      all.map((name, i) => html`${i ? " or " : nothing}<code>${plainText(name)}</code>`);
    const who =
      allowedUsers === null || allowedScopes === null
        ? html`<p class="hint">The list of who may decide can't be read, so it can't be decided here.</p>`
        : html`${allowedUsers.length ? html`<p class="hint">May be decided by ${names(allowedUsers)}.</p>` : nothing}
          ${allowedScopes.length ? html`<p class="hint">May be decided by holders of the scope ${names(allowedScopes)}.</p>` : nothing}`;
    return html`${who}
      ${expiresAtMs === null ? nothing : html`<p class="hint">Answer by <rel-time at=${expiresAtMs}></rel-time>.</p>`}`;
  }

  private context(): TemplateResult | typeof nothing {
    const request = this.gate.request;
    if (request === null || typeof request !== "object" || Array.isArray(request)) return nothing;
    const metadata = withoutMarks(request["metadata"] ?? request["context"] ?? null);
    const cut = this.gate.requestCut;
    return html`${metadata === null ? nothing : this.members(metadata)}
      ${cut
        ? html`<p class="mut">
            The request has ${bytes(cut.sizeBytes)}, too much to show here.
            <a href=${cut.href} download="request-${this.gate.nodeId}.txt">Download the whole</a> before you decide.
          </p>`
        : nothing}`;
  }

  private raw(): TemplateResult | typeof nothing {
    const request = this.gate.request;
    if (request === null || typeof request !== "object" || Array.isArray(request)) return nothing;
    return html`<details class="gate-raw">
      <summary>Raw request</summary>
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
    return html`${gate.kind === "select" ? this.choice("Choose one", gate.options) : nothing}
    ${gate.kind === "rank" ? this.ranking() : nothing}
    ${this.foot
      ? nothing
      : html`<label class="field"
          ><span>Note <small>saved with your decision</small></span
          ><textarea
            rows="2"
            maxlength="10000"
            .value=${this.note}
            @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}
          ></textarea>
        </label>`}`;
  }

  /** What does the same on a command line. */
  private command(): TemplateResult {
    const { gate, fields } = this;
    if (gate.requestId !== null) {
      const isJson = gate.kind === "json";
      const value = fields ? stringifyExact(this.given) : isJson || gate.kind === "confirm" ? this.answer || "VALUE" : JSON.stringify(this.answer);
      return commandLine("answer", gate.runId, "--store", gate.store, "--node", gate.nodeId, "--digest", gate.digest, "--value", value);
    }
    const chosen =
      gate.kind === "select"
        ? ["--select", this.answer || "KEY"]
        : gate.kind === "rank"
          ? this.ranked.flatMap((key) => ["--rank", key])
          : [];
    return commandLine("approve", gate.runId, "--store", gate.store, "--node", gate.nodeId, ...chosen, ...(this.note ? ["--note", this.note] : []));
  }

  /** What decides, on the screen however long the request is, and why it was not done. */
  private bar(): TemplateResult {
    const error = this.error ?? decisions.error(this.gate);
    return html`<div class="gate-bar" role="group" aria-label=${`Decide ${this.gate.nodeId} of ${this.gate.runId}`}>
      ${error ? html`<p class="dialog-error" role="alert">${problemText(error)}</p>` : nothing}
      <div class="gate-buttons">${this.gate.requestId === null ? this.decisionButtons() : this.answerButtons()}</div>
    </div>`;
  }

  private decisionButtons(): TemplateResult {
    const { gate } = this;
    const doing = decisions.doing(gate);
    const isOpen = gate.kind === "select" && this.answer === "";
    return html`${this.foot
        ? html`<input
            type="text"
            class="gate-note"
            maxlength="10000"
            aria-label="Note, saved with your decision"
            placeholder="Note, saved with your decision"
            .value=${this.note}
            @input=${(event: Event) => (this.note = (event.target as HTMLInputElement).value)}
          />`
        : nothing}
      <button type="button" data-verb="deny" ?disabled=${doing !== ""} @click=${() => this.decide("deny")}>
        ${doing === "Denying" ? "Denying…" : "Deny"}
      </button>
      <button
        type="button"
        class="primary"
        aria-keyshortcuts=${this.foot ? "Control+Enter" : nothing}
        ?disabled=${doing !== "" || isOpen}
        title=${isOpen ? "Choose one first." : nothing}
        @click=${() => this.decide("approve")}
      >
        ${doing === "Approving" ? "Approving…" : "Approve"} ${this.foot ? html`<kbd aria-hidden="true">Ctrl ↵</kbd>` : nothing}
      </button>`;
  }

  private answerButtons(): TemplateResult {
    const { fields } = this;
    const doing = decisions.doing(this.gate);
    const isOpen = fields ? this.unread.size > 0 : this.answer === "";
    return html`<button type="button" ?disabled=${doing !== ""} @click=${() => this.decide("deny")}>Withdraw the question</button>
      ${fields ? html`<button type="button" ?disabled=${doing !== ""} @click=${() => this.toJson()}>As JSON</button>` : nothing}
      <button type="button" class="primary" ?disabled=${doing !== "" || isOpen} @click=${() => this.send()}>
        ${doing === "Answering" ? "Answering…" : "Answer"}
      </button>`;
  }

  private get ranked(): string[] {
    return this.order ?? this.gate.options.map((option) => option.key);
  }

  /** An ordered list whose entries move by buttons: by keyboard and on a phone as well. */
  private ranking(): TemplateResult {
    const keys = this.ranked;
    const byKey = new Map(this.gate.options.map((option) => [option.key, option]));
    const move = (from: number, to: number): void => {
      const next = [...keys];
      next.splice(to, 0, ...next.splice(from, 1));
      this.order = next;
    };
    return html`<fieldset class="gate-choice">
      <legend>Rank the options, best first</legend>
      <ol class="gate-order">
        ${keys.map((key, i) => {
          const label = plainText(byKey.get(key)?.label ?? key);
          return html`<li>
            <span class="gate-option">${optionText(byKey.get(key) ?? { key, label: key, summary: null })}</span>
            <button type="button" class="quiet" aria-label=${`Move ${label} up`} ?disabled=${i === 0} @click=${() => move(i, i - 1)}>
              ${icon("up")}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label=${`Move ${label} down`}
              ?disabled=${i === keys.length - 1}
              @click=${() => move(i, i + 1)}
            >
              ${icon("down")}
            </button>
          </li>`;
        })}
      </ol>
    </fieldset>`;
  }

  /** The form of a question; null where its schema gives none. */
  private get fields(): InputField[] | null {
    return this.asJson || this.gate.options.length || this.gate.kind === "confirm" ? null : schemaFields(this.gate.answerSchema);
  }

  private question(): TemplateResult {
    const { gate, fields } = this;
    const options = gate.kind === "confirm" ? YES_NO : gate.options;
    const isJson = gate.kind === "json";
    const input = options.length
      ? this.choice("Answer", options)
      : fields
        ? html`<input-form
            .idPrefix=${`answer-${gate.digest}`}
            .emptyText=${"It only needs an answer."}
            .fields=${fields}
            .value=${this.given}
            @input-change=${(event: CustomEvent<InputValue>) => (this.given = event.detail)}
            @input-problems=${(event: CustomEvent<ReadonlySet<string>>) => (this.unread = event.detail)}
          ></input-form>`
        : html`<label class="field"
            ><span>Answer${isJson ? " (JSON)" : ""}</span
            ><textarea
              rows="4"
              class=${isJson ? "mono" : ""}
              .value=${this.answer}
              @input=${(event: Event) => (this.answer = (event.target as HTMLTextAreaElement).value)}
            ></textarea>
          </label>`;
    return html`${input}
      ${gate.answerSchema
        ? html`<details>
            <summary>Format of the answer</summary>
            <json-tree .value=${gate.answerSchema} label="Schema of the answer"></json-tree>
          </details>`
        : nothing}`;
  }

  private toJson(): void {
    this.answer = stringifyExact(this.given, 2);
    this.asJson = true;
  }

  private choice(legend: string, options: GateOption[]): TemplateResult {
    return html`<fieldset class="gate-choice">
      <legend>${legend}</legend>
      ${options.map(
        (option) =>
          html`<label
            ><input
              type="radio"
              name=${`answer-${this.gate.digest}`}
              .checked=${this.answer === option.key}
              @change=${() => (this.answer = option.key)}
            />
            <span class="gate-option">${optionText(option)}</span></label
          >`,
      )}
    </fieldset>`;
  }

  private decide(verb: "approve" | "deny"): void {
    const { nodeId, iteration, digest, kind } = this.gate;
    const choice =
      verb === "deny" ? {} : kind === "select" ? { selected: this.answer } : kind === "rank" ? { ranked: this.ranked } : {};
    this.error = null;
    decisions.give(this.gate, verb, {
      node: nodeId,
      iteration,
      digest,
      ...choice,
      ...(this.note.trim() ? { note: this.note.trim() } : {}),
    });
  }

  private send(): void {
    let value: unknown = this.answer;
    if (this.fields) value = this.given;
    else if (this.gate.kind === "confirm") value = this.answer === "true";
    else if (this.gate.kind === "json") {
      try {
        value = JSON.parse(this.answer);
      } catch {
        this.error = new Error("The answer is not valid JSON. Put strings and names in quotes.");
        return;
      }
    }
    const { nodeId, iteration, digest } = this.gate;
    this.error = null;
    decisions.give(this.gate, "answer", { node: nodeId, iteration, digest, value });
  }
}

/** What the engine itself notes there: the options are the choice below, and a question is shown above as one. */
const MARKS = new Set(["approvalOptions"]);
const MARKS_OF_A_QUESTION = new Set(["humanTask", "prompt", "maxAttempts"]);

function withoutMarks(value: Json): Json {
  if (value === null || typeof value !== "object" || Array.isArray(value) || isExact(value)) return value;
  const isQuestion = value["humanTask"] === true;
  const left = Object.entries(value).filter(([name]) => !MARKS.has(name) && !(isQuestion && MARKS_OF_A_QUESTION.has(name)));
  return left.length ? Object.fromEntries(left) : null;
}

const isFlat = (value: Record<string, Json>): boolean =>
  Object.values(value).every((one) =>
    Array.isArray(one) ? one.every((item) => item === null || typeof item !== "object") : one === null || typeof one !== "object",
  );

const optionText = (option: GateOption): TemplateResult =>
  html`${plainText(option.label)}${option.label === option.key ? nothing : html` <code class="mut">${plainText(option.key)}</code>`}
  ${option.summary ? html`<small class="mut text">${plainText(option.summary)}</small>` : nothing}`;

customElements.define("gate-card", GateCard);
