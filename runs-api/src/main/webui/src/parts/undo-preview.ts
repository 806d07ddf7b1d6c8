import { html, nothing, type PropertyDeclarations } from "lit";
import { type Query, get, runPath } from "../api/client";
import type { RunDetail, Undo } from "../api/types";
import { problemText } from "../components/dialog";
import { PageElement } from "../components/element";
import { sentence } from "../components/sentence";
import { plainText } from "../lib/plain-text";
import "./undo-preview.css";

const FILES = 12;
const TYPING_MS = 250;

/** What an undo would take back and what it can't, told before it is done. */
class UndoPreview extends PageElement {
  static override properties: PropertyDeclarations = {
    run: { attribute: false },
    verb: { type: String },
    query: { attribute: false, hasChanged: (now: Query, before: Query) => JSON.stringify(now) !== JSON.stringify(before) },
    undo: { state: true },
    error: { state: true },
  };
  declare run: RunDetail;
  declare verb: string;
  /** `node`, `iteration`, `attempt`, `frame`. */
  declare query: Query;
  declare undo: Undo | null;
  declare error: unknown;
  private asked: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.query = {};
    this.undo = null;
    this.error = null;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("query") && !changed.has("verb")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), TYPING_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  private async read(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const undo = await get<Undo>(runPath(this.run.id, `/undo/${this.verb}`), { store: this.run.store, ...this.query }, asked.signal);
      if (asked.signal.aborted) return;
      this.undo = undo;
      this.error = null;
    } catch (cause) {
      if (asked.signal.aborted) return;
      this.undo = null;
      this.error = cause;
    }
  }

  protected override render(): unknown {
    const { undo } = this;
    if (this.error) return html`<p class="tone-text-bad" role="status">${problemText(this.error)}</p>`;
    if (!undo) return html`<p class="mut" role="status">Checking what it would undo…</p>`;
    return html`<div class="undo" role="status">
      ${undo.why ? html`<p class="tone-text-bad">${sentence(plainText(undo.why))}</p>` : nothing}
      ${list("Will be undone", undo.undoes)}
      ${undo.files.length
        ? html`<p class="small">
            ${undo.files.slice(0, FILES).map((file, i) => html`${i ? ", " : ""}<code>${plainText(file)}</code>`)}${undo.files.length > FILES
              ? html` and ${undo.files.length - FILES} more`
              : nothing}
          </p>`
        : nothing}
      ${list("Will be kept", undo.keeps)}
    </div>`;
  }
}

const list = (title: string, lines: readonly string[]): unknown =>
  lines.length
    ? html`<h3>${title}</h3>
        <ul>
          ${lines.map((line) => html`<li>${sentence(plainText(line))}</li>`)}
        </ul>`
    : nothing;

customElements.define("undo-preview", UndoPreview);
