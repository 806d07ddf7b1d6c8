import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../attention";
import { runPath, write } from "../api/client";
import { ApiError } from "../api/problem";
import type { Gate, GateOption, Json, SteeringResult } from "../api/types";
import { commandLine } from "../components/command-line";
import { problemText } from "../components/dialog";
import { PageElement } from "../components/element";
import { icon } from "../components/icon";
import "../components/json-tree";
import "../components/rel-time";
import { toast } from "../components/toast";
import { isExact, stringifyExact } from "../lib/exact-json";
import type { InputField } from "../lib/input-schema";
import { schemaFields } from "../lib/json-schema";
import type { InputValue } from "../lib/launch-form";
import { bytes } from "../lib/numbers";
import { plainText } from "../lib/plain-text";
import { runUrl } from "../lib/run-ref";
import { runLook } from "../lib/run-state";
import { mayWrite } from "../session";
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
    note: { state: true },
    answer: { state: true },
    order: { state: true },
    given: { state: true },
    unread: { state: true },
    asJson: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  declare gate: Gate;
  declare showRun: boolean;
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
  declare busy: string;
  declare error: unknown;

  constructor() {
    super();
    this.showRun = false;
    this.note = "";
    this.answer = "";
    this.order = null;
    this.given = {};
    this.unread = new Set();
    this.asJson = false;
    this.busy = "";
    this.error = null;
  }

  /** A list gives this card the next gate when one is decided: what was written for that one is not meant for this. */
  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("gate") as Gate | undefined;
    if (before && identity(before) !== identity(this.gate)) {
      this.note = this.answer = "";
      this.order = null;
      this.given = {};
      this.unread = new Set();
      this.asJson = false;
      this.error = null;
    }
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
      ${this.context()} ${this.terms()}
      ${mayWrite()
        ? isQuestion
          ? this.question()
          : this.decision()
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
        : nothing}
      <details class="gate-raw">
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
    const where = [gate.runId, "--store", gate.store, "--node", gate.nodeId];
    const chosen =
      gate.kind === "select"
        ? ["--select", this.answer || "KEY"]
        : gate.kind === "rank"
          ? this.ranked.flatMap((key) => ["--rank", key])
          : [];
    const isOpen = gate.kind === "select" && this.answer === "";
    return html`${gate.kind === "select" ? this.choice("Choose one", gate.options) : nothing}
      ${gate.kind === "rank" ? this.ranking() : nothing}
      <label class="field"
        ><span>Note <small>saved with your decision</small></span
        ><textarea
          rows="2"
          maxlength="10000"
          .value=${this.note}
          @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      ${this.bar(html`<button
          type="button"
          class="primary"
          ?disabled=${this.busy !== "" || isOpen}
          title=${isOpen ? "Choose one first." : nothing}
          @click=${() => this.decide("approve")}
        >
          ${icon("check")} ${this.busy === "approve" ? "Approving…" : "Approve"}
        </button>
        <button type="button" ?disabled=${this.busy !== ""} @click=${() => this.decide("deny")}>
          ${icon("close")} ${this.busy === "deny" ? "Denying…" : "Deny"}
        </button>`)}
      ${commandLine("approve", ...where, ...chosen, ...(this.note ? ["--note", this.note] : []))}`;
  }

  /** What decides, at the foot of what is seen of the card however long the request is, and why it was not done. */
  private bar(buttons: TemplateResult): TemplateResult {
    return html`<div class="gate-bar">
      ${this.error ? html`<p class="dialog-error" role="alert">${problemText(this.error)}</p>` : nothing}
      <div class="gate-buttons">${buttons}</div>
    </div>`;
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
    const isOpen = fields ? this.unread.size > 0 : this.answer === "";
    const value = fields ? stringifyExact(this.given) : isJson || gate.kind === "confirm" ? this.answer || "VALUE" : JSON.stringify(this.answer);
    return html`${input}
      ${gate.answerSchema
        ? html`<details>
            <summary>Format of the answer</summary>
            <json-tree .value=${gate.answerSchema} label="Schema of the answer"></json-tree>
          </details>`
        : nothing}
      ${this.bar(html`<button type="button" class="primary" ?disabled=${this.busy !== "" || isOpen} @click=${() => this.send()}>
          ${this.busy === "answer" ? "Answering…" : "Answer"}
        </button>
        ${fields
          ? html`<button type="button" ?disabled=${this.busy !== ""} @click=${() => this.toJson()}>As JSON</button>`
          : nothing}
        <button type="button" ?disabled=${this.busy !== ""} @click=${() => this.decide("deny")}>Withdraw the question</button>`)}
      ${commandLine("answer", gate.runId, "--store", gate.store, "--node", gate.nodeId, "--digest", gate.digest, "--value", value)}`;
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

  private async decide(verb: "approve" | "deny"): Promise<void> {
    const { nodeId, iteration, digest, kind } = this.gate;
    const choice =
      verb === "deny" ? {} : kind === "select" ? { selected: this.answer } : kind === "rank" ? { ranked: this.ranked } : {};
    await this.act(verb, verb === "approve" ? "Approved" : "Denied", {
      node: nodeId,
      iteration,
      digest,
      ...choice,
      ...(this.note.trim() ? { note: this.note.trim() } : {}),
    });
  }

  private async send(): Promise<void> {
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
    await this.act("answer", "Answered", { node: nodeId, iteration, digest, value });
  }

  private async act(verb: string, done: string, body: object): Promise<void> {
    this.busy = verb;
    this.error = null;
    try {
      const answer = await write<SteeringResult>(runPath(this.gate.runId, `/${verb}`), body, { query: { store: this.gate.store } });
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

/** What the engine itself notes there: the options are the choice below, and a question is shown above as one. */
const MARKS = new Set(["approvalOptions"]);
const MARKS_OF_A_QUESTION = new Set(["humanTask", "prompt", "maxAttempts"]);

function withoutMarks(value: Json): Json {
  if (value === null || typeof value !== "object" || Array.isArray(value) || isExact(value)) return value;
  const isQuestion = value["humanTask"] === true;
  const left = Object.entries(value).filter(([name]) => !MARKS.has(name) && !(isQuestion && MARKS_OF_A_QUESTION.has(name)));
  return left.length ? Object.fromEntries(left) : null;
}

const identity = (gate: Gate): string => [gate.store, gate.runId, gate.nodeId, gate.iteration, gate.digest].join("\n");

const isFlat = (value: Record<string, Json>): boolean =>
  Object.values(value).every((one) =>
    Array.isArray(one) ? one.every((item) => item === null || typeof item !== "object") : one === null || typeof one !== "object",
  );

const optionText = (option: GateOption): TemplateResult =>
  html`${plainText(option.label)}${option.label === option.key ? nothing : html` <code class="mut">${plainText(option.key)}</code>`}
  ${option.summary ? html`<small class="mut text">${plainText(option.summary)}</small>` : nothing}`;

customElements.define("gate-card", GateCard);
