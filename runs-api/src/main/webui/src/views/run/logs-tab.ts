import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, getStored, runPath } from "../../api/client";
import type { Json, Level, RunEvent } from "../../api/types";
import { copyButton, copy } from "../../components/command-line";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/json-tree";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { bytes, count } from "../../lib/numbers";
import { cutText, oneLine, plainText } from "../../lib/plain-text";
import { hasEnded } from "../../lib/run-state";
import { clockTimeMillis, exactTime, isoTime } from "../../lib/time";
import { LogWindow } from "./log-window";
import { RunPart } from "./run-part";
import "./logs-tab.css";

const LINE_PX = 22;
const NEAR_END = 60;
const TYPING_MS = 300;
const LEVELS: { id: Level; word: string }[] = [
  { id: "notable", word: "Notable" },
  { id: "activity", word: "Activity" },
  { id: "everything", word: "Everything" },
];

/** What happened, line by line; follows a live run while its reader is at the end. */
class LogsTab extends RunPart {
  static override properties: PropertyDeclarations = {
    ...RunPart.properties,
    follow: { state: true },
    open: { state: true },
    payload: { state: true },
  };
  declare follow: boolean;
  declare open: RunEvent | null;
  /** Of the open line, when it had to be asked for; undefined while it is on its way. */
  declare payload: Json | undefined;
  private log: LogWindow | null = null;
  private filter = "";
  private typing: ReturnType<typeof setTimeout> | undefined;
  private lastTop = 0;

  constructor() {
    super();
    this.follow = true;
    this.open = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const wrote = (): void => this.log?.wrote();
    const { store } = this;
    store.addEventListener("lines", wrote);
    store.addEventListener("run", wrote);
    this.until(() => {
      store.removeEventListener("lines", wrote);
      store.removeEventListener("run", wrote);
      this.log?.stop();
      clearTimeout(this.typing);
    });
  }

  protected override willUpdate(): void {
    const filter = { node: this.param("node"), level: this.level, q: this.param("find") };
    const key = JSON.stringify(filter);
    if (this.log && key === this.filter) return;
    this.filter = key;
    if (!this.log) {
      this.log = new LogWindow(this.source, filter);
      this.log.addEventListener("lines", (event) => void this.moved((event as CustomEvent<number>).detail));
    }
    this.open = null;
    void this.log.open("newest", filter);
  }

  private get level(): Level {
    return (LEVELS.find(({ id }) => id === this.param("level"))?.id ?? "activity") as Level;
  }

  /** Keeps what is seen in place when lines were put before it or taken away there, or stays at the end. */
  private async moved(before: number): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    const list = this.list;
    await list?.updateComplete;
    if (!list) return;
    if (this.follow && !this.log?.hasNewer) list.scrollToEnd();
    else if (before) list.scrollTop += before * LINE_PX;
  }

  private get list(): VirtualList | null {
    return this.querySelector<VirtualList>("virtual-list");
  }

  protected override render(): unknown {
    const log = this.log!;
    const node = this.param("node");
    return html`<div class="column">
      <div class="toolbar">
        <div class="segmented" role="group" aria-label="How much">
          ${LEVELS.map(
            ({ id, word }) =>
              html`<button type="button" aria-pressed=${this.level === id} @click=${() => this.show({ level: id === "activity" ? null : id })}>
                ${word}
              </button>`,
          )}
        </div>
        <input
          type="search"
          aria-label="Find in the logs"
          placeholder="Find…"
          .value=${this.param("find")}
          @input=${this.typed}
        />
        ${node
          ? html`<button type="button" class="chip on" title="Show all nodes" @click=${() => this.show({ node: null })}>
              ${oneLine(node, 40)} ${icon("close")}
            </button>`
          : nothing}
        <span class="grow"></span>
        <button type="button" class="quiet" @click=${() => this.jump("oldest")}>${icon("up")} First</button>
        <button type="button" class="quiet" @click=${() => this.jump("newest")}>${icon("down")} Last</button>
        ${hasEnded(this.run.state) || !this.source.isLive
          ? nothing
          : html`<button
              type="button"
              class="chip"
              aria-pressed=${this.follow}
              @click=${() => (this.follow ? (this.follow = false) : this.jump("newest"))}
            >
              ${icon("follow")} Follow
            </button>`}
        <button type="button" class="quiet" aria-label="Copy the loaded lines" title="Copy the loaded lines" @click=${() => copy(() => this.asText())}>
          ${icon("copy")}
        </button>
        ${this.source.isLive
          ? html`<a class="small" href=${address(runPath(this.run.id, "/logs"), { store: this.run.store, limit: 1000 })} target="_blank" rel="noopener">JSON</a>`
          : nothing}
      </div>
      ${log.error && log.lines.length ? staleNote((log.error as Error).message) : nothing} ${this.lines(log)}
      ${this.open ? this.details(this.open) : nothing}
    </div>`;
  }

  private lines(log: LogWindow): TemplateResult {
    if (log.lines.length === 0) {
      if (log.error) return failure(log.error, () => void log.open("newest"));
      if (!log.loaded) return loading(14, "Loading the logs");
      return this.param("find") || this.param("node") || this.level !== "everything"
        ? empty(
            "No line matches",
            "The filters hide all lines.",
            html`<button type="button" @click=${() => this.show({ node: null, find: null, level: "everything" })}>Show everything</button>`,
          )
        : empty("No lines yet", "Lines appear here as the engine writes them.");
    }
    return html`<virtual-list
      rowRole="log"
      label="Log lines"
      .count=${log.lines.length}
      .height=${() => LINE_PX}
      .keyOf=${(i: number) => log.lines[i]?.seq ?? i}
      .row=${(i: number) => this.line(log.lines[i]!)}
      @range=${this.scrolled}
    ></virtual-list>`;
  }

  private line(event: RunEvent): TemplateResult {
    const isBad = /fail|error|stall|timeout|cancel/i.test(event.type);
    return html`<button
      type="button"
      class="log-line ${isBad ? "is-bad" : ""}"
      aria-expanded=${this.open?.seq === event.seq}
      @click=${() => this.toggle(event)}
    >
      <span class="log-time" title=${exactTime(event.atMs)}>${clockTimeMillis(event.atMs)}</span>
      <span class="log-mark ${event.level}" aria-hidden="true"></span>
      <span class="log-type clip">${oneLine(event.type, 60)}</span>
      <span class="log-node clip">${event.nodeId ? oneLine(event.nodeId, 80) : nothing}</span>
      <span class="log-text clip">${oneLine(event.text, 600)}</span>
    </button>`;
  }

  private details(event: RunEvent): TemplateResult {
    return html`<section class="log-payload" aria-label="The line in full">
      <div class="side-head">
        <h2>${event.type}</h2>
        <span class="mut small">seq ${event.seq} · ${exactTime(event.atMs)}${event.nodeId ? ` · ${event.nodeId}` : ""}${event.attempt ? ` · attempt ${event.attempt}` : ""}</span>
        <span class="grow"></span>
        ${copyButton(() => event.text, "Copy the text")}
        <button type="button" class="quiet" aria-label="Close" @click=${() => (this.open = null)}>${icon("close")}</button>
      </div>
      <p class="text">${this.wholeText(event.text)}</p>
      ${event.payload !== null
        ? html`<json-tree .value=${event.payload} label="Payload"></json-tree>`
        : event.payloadHref
          ? this.payload === undefined
            ? html`<p class="mut">
                The payload has ${bytes(event.payloadBytes)}.
                ${event.payloadBytes < 2_000_000
                  ? html`<button type="button" class="link" @click=${() => this.readPayload(event)}>Show it</button> ·`
                  : nothing}
                <a href=${event.payloadHref} download="event-${event.seq}.json">Download</a>
              </p>`
            : html`<json-tree .value=${this.payload} label="Payload"></json-tree>`
          : nothing}
    </section>`;
  }

  private wholeText(text: string): TemplateResult {
    const { text: shown, leftOut } = cutText(text, 20_000);
    return html`${plainText(shown)}${leftOut ? html`<span class="mut"> … ${count(leftOut)} more characters</span>` : nothing}`;
  }

  private async readPayload(event: RunEvent): Promise<void> {
    this.payload = await getStored<Json>(event.payloadHref!);
  }

  private toggle(event: RunEvent): void {
    this.payload = undefined;
    this.open = this.open?.seq === event.seq ? null : event;
    this.follow = false;
  }

  private scrolled(event: CustomEvent<{ first: number; last: number }>): void {
    const { first, last } = event.detail;
    const log = this.log!;
    const list = this.list!;
    if (list.scrollTop < this.lastTop - 4) this.follow = false;
    else if (list.isAtEnd && !log.hasNewer && !hasEnded(this.run.state)) this.follow = true;
    this.lastTop = list.scrollTop;
    if (first < NEAR_END) void log.older();
    if (last > log.lines.length - NEAR_END && log.hasNewer) void log.newer();
  }

  private async jump(end: "oldest" | "newest"): Promise<void> {
    this.follow = end === "newest";
    const log = this.log!;
    if (end === "oldest" ? log.hasOlder : log.hasNewer) await log.open(end);
    await this.updateComplete;
    if (end === "oldest" && this.list) this.list.scrollTop = 0;
    else this.list?.scrollToEnd();
  }

  private typed(event: Event): void {
    clearTimeout(this.typing);
    const find = (event.target as HTMLInputElement).value;
    this.typing = setTimeout(() => this.show({ find }), TYPING_MS);
  }

  private asText(): string {
    return this.log!.lines
      .map((line) => `${isoTime(line.atMs) || line.atMs} ${line.type} ${line.nodeId ?? "-"} ${plainText(line.text)}`)
      .join("\n");
  }
}

customElements.define("run-logs-tab", LogsTab);
