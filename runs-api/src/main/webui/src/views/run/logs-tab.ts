import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, getStored, runPath } from "../../api/client";
import type { Json, Level, RunEvent } from "../../api/types";
import { copyButton, copy } from "../../components/command-line";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/json-tree";
import "../../components/virtual-list";
import type { VirtualList } from "../../components/virtual-list";
import { bindKey } from "../../keys";
import { duration } from "../../lib/duration";
import { attemptTimes, isTrouble, lineWords, marked, toneOf } from "../../lib/log-words";
import { bytes, count } from "../../lib/numbers";
import { cutText, oneLine, plainText } from "../../lib/plain-text";
import { hasEnded } from "../../lib/run-state";
import { clockTimeMillis, exactTime, isoTime } from "../../lib/time";
import { LogWindow } from "./log-window";
import { RunPart } from "./run-part";
import "./logs-tab.css";

const LINE_PX = 22;
/** What a further line of a text that is wrapped takes, and how wide a letter of it is. */
const WRAPPED_PX = 18;
const LETTER_PX = 7.2;
/** The columns before the text with their gaps, on a wide screen and on a phone. */
const BEFORE_TEXT_PX = 390;
const BEFORE_TEXT_PHONE_PX = 240;
const WRAP_KEY = "logs-wrapped";
/** An error further away than this many readings is not looked for. */
const MOST_READINGS = 20;
const phone = matchMedia("(max-width: 820px)");
const NEAR_END = 60;
const MOST_CHARS = 600;
const TYPING_MS = 300;
const LEVELS: { id: Level; word: string }[] = [
  { id: "notable", word: "Important" },
  { id: "activity", word: "Activity" },
  { id: "everything", word: "All events" },
];

/** What happened, line by line; follows a live run while its reader is at the end. */
class LogsTab extends RunPart {
  static override properties: PropertyDeclarations = {
    ...RunPart.properties,
    follow: { state: true },
    open: { state: true },
    payload: { state: true },
    isWrapped: { state: true },
    seeking: { state: true },
  };
  declare follow: boolean;
  declare open: RunEvent | null;
  /** Of the open line, when it had to be asked for; undefined while it is on its way. */
  declare payload: Json | undefined;
  /** Whether a long line is shown whole, on several lines. */
  declare isWrapped: boolean;
  /** What is said of the search for an error. */
  declare seeking: string;
  private log: LogWindow | null = null;
  private filter = "";
  private typing: ReturnType<typeof setTimeout> | undefined;
  private lastTop = 0;
  private times: ReadonlyMap<number, string> = new Map();
  private timed: readonly RunEvent[] | null = null;

  constructor() {
    super();
    this.follow = true;
    this.open = null;
    const chosen = localStorage.getItem(WRAP_KEY);
    this.isWrapped = chosen === null ? phone.matches : chosen === "yes"; // half of the lines are longer than a phone is wide
    this.seeking = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(bindKey("e", "Previous error in the logs", () => void this.seek()));
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
    else if (before) list.scrollTop += this.heightOf(before);
  }

  /** How much the first lines take, or took before they were let go: those are as high as a line is. */
  private heightOf(lines: number): number {
    if (!this.isWrapped || lines < 0) return lines * LINE_PX;
    let px = 0;
    for (let i = 0; i < lines; i++) px += this.height(i);
    return px;
  }

  private height(i: number): number {
    const line = this.isWrapped ? this.log?.lines[i] : undefined;
    if (!line) return LINE_PX;
    const room = (this.list?.clientWidth ?? 900) - (phone.matches ? BEFORE_TEXT_PHONE_PX : BEFORE_TEXT_PX);
    const letters = lineWords(line, MOST_CHARS).length + (this.times.get(line.seq)?.length ?? 0) + 3;
    return LINE_PX + (Math.max(1, Math.ceil((letters * LETTER_PX) / Math.max(120, room))) - 1) * WRAPPED_PX;
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
        ${this.param("find") && log.loaded ? html`<span class="mut small" role="status">${count(log.lines.length)}${log.hasOlder || log.hasNewer ? "+" : ""} ${log.lines.length === 1 ? "line" : "lines"}</span>` : nothing}
        ${node
          ? html`<button type="button" class="chip on" title="Show all tasks" @click=${() => this.show({ node: null })}>
              ${oneLine(node, 40)} ${icon("close")}
            </button>`
          : nothing}
        <span class="grow"></span>
        <span class="mut small" role="status">${this.seeking}</span>
        <button type="button" class="quiet" title="Previous error ( e )" @click=${() => this.seek()}>${icon("up")} Error</button>
        <button type="button" class="chip" aria-pressed=${this.isWrapped} @click=${this.wrap}>Wrap</button>
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
    if (this.timed !== log.lines) {
      this.timed = log.lines;
      this.times = attemptTimes(log.lines);
    }
    return html`<virtual-list
      class=${this.level === "everything" ? "log-events" : ""}
      rowRole="log"
      label="Log lines"
      .count=${log.lines.length}
      .height=${(i: number) => this.height(i)}
      .keyOf=${(i: number) => log.lines[i]?.seq ?? i}
      .row=${(i: number) => this.line(log.lines[i]!, log.lines[i - 1])}
      @range=${this.scrolled}
    ></virtual-list>`;
  }

  private line(event: RunEvent, before: RunEvent | undefined): TemplateResult {
    const since = before ? `, ${duration(event.atMs - before.atMs)} after the line before` : "";
    const took = this.times.get(event.seq);
    const text = lineWords(event, MOST_CHARS);
    return html`<button
      type="button"
      class="log-line ${isTrouble(event) ? "is-bad" : ""} ${this.isWrapped ? "is-wrapped" : ""}"
      aria-expanded=${this.open?.seq === event.seq}
      @click=${() => this.toggle(event)}
    >
      <span class="log-time" title="${exactTime(event.atMs)}${since}">${clockTimeMillis(event.atMs)}</span>
      <span class="log-mark ${event.level}" aria-hidden="true"></span>
      ${this.level === "everything" ? html`<span class="log-type clip">${oneLine(event.type, 60)}</span>` : nothing}
      <span class="log-node clip">${event.nodeId ? html`<i class="log-tone log-tone-${toneOf(event.nodeId)}"></i>${oneLine(event.nodeId, 80)}` : nothing}</span>
      <span class="log-text clip"
        >${marked(text, this.param("find")).map((part, i) => (i % 2 ? html`<mark>${part}</mark>` : part))}${took
          ? html` <span class="log-took">${took}</span>`
          : nothing}</span
      >
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
    this.seeking = "";
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

  private readonly wrap = (): void => {
    this.isWrapped = !this.isWrapped;
    localStorage.setItem(WRAP_KEY, this.isWrapped ? "yes" : "no");
  };

  /** Back to the error before the line that is open, or before the end. */
  private async seek(): Promise<void> {
    const log = this.log!;
    this.follow = false;
    this.seeking = "Looking…";
    for (let reading = 0; ; reading++) {
      const end = this.open ? log.lines.findIndex((line) => line.seq === this.open!.seq) : log.lines.length;
      const at = log.lines.slice(0, Math.max(0, end)).findLastIndex(isTrouble);
      const found = log.lines[at];
      if (found) {
        this.payload = undefined;
        this.open = found;
        this.seeking = "";
        await this.updateComplete;
        this.list?.scrollToRow(at);
        return;
      }
      if (!log.hasOlder || reading === MOST_READINGS) break;
      await log.older();
    }
    this.seeking = this.open ? "No error before this line" : "No error in these lines";
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
