import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { attention } from "../../attention";
import { address, get, runPath, write } from "../../api/client";
import type { AuditEntry, Gate, Page } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { ask } from "../../components/dialog";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { type GateGroup, gateGroups, isYesOrNo } from "../../lib/gate-groups";
import { count } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import { bindKey } from "../../keys";
import { bulkJobs } from "../../parts/bulk-job";
import { decisions } from "../../parts/decisions";
import "../../parts/gate-card";
import { jobStrip } from "../../parts/job-strip";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import "./approvals.css";

const PAGE = 500;
const MOST = 1_000;
const TITLES_TOLD = 5;
const narrow = matchMedia("(max-width: 820px)");

/** The inbox: what waits for a decision as a list, oldest first, and the chosen request beside it with its buttons. */
class ApprovalsPage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    foot: { state: true },
    isOldOpen: { state: true },
  };
  declare place: Place;
  /** Where the chosen request puts its buttons. */
  declare foot: HTMLElement | null;
  /** Whether what waits for more than a week is listed. */
  declare isOldOpen: boolean;

  /** All of them, where there are more than the navigation has read to count them. */
  private readonly rest = new Resource(this, readGates);
  private readonly lastDecision = new Resource(this, readLastDecision);
  /** The gate that is shown where the address names none: the first one that was there, until another is chosen. */
  private first = "";
  /** Where the chosen one stood in the list, for the way on when it has gone. */
  private at = 0;

  constructor() {
    super();
    this.foot = null;
    this.isOldOpen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const news = (): void => {
      if (attention.moreGates) this.rest.soon(0);
      if (attention.ready && attention.gates.length === 0) this.lastDecision.soon(0);
      this.requestUpdate();
    };
    const draw = (): void => this.requestUpdate();
    for (const [target, name, react] of [
      [attention, "attention", news],
      [decisions, "decision", draw],
      [bulkJobs, "job", draw],
      [narrow, "change", draw],
    ] as const) {
      target.addEventListener(name, react);
      this.until(() => target.removeEventListener(name, react));
    }
    this.until(bindKey("j", "Next request", () => this.step(1)));
    this.until(bindKey("k", "Previous request", () => this.step(-1)));
    this.until(bindKey("a", "Approve the request", () => this.press("primary")));
    this.until(bindKey("d", "Deny the request", () => this.press("deny")));
    attention.soon();
  }

  private get gates(): readonly Gate[] {
    return attention.moreGates ? (this.rest.value ?? attention.gates) : attention.gates;
  }

  /** What the address names, else what was chosen by itself on a screen that has room for it. */
  private get chosenKey(): string {
    const { query } = this.place;
    const run = query.get("run");
    if (run === null) return narrow.matches ? "" : this.first;
    return gateKey({ store: query.get("in") ?? "", runId: run, nodeId: query.get("node") ?? "", iteration: Number(query.get("turn") ?? 0) });
  }

  protected override willUpdate(): void {
    const { recent, old } = gateGroups(this.gates, Date.now());
    if (recent.length === 0 && old.length) this.isOldOpen = true;
    if (!this.first) {
      const gate = (recent[0] ?? old[0])?.gates[0];
      if (gate) this.first = gateKey(gate);
    }
  }

  protected override updated(): void {
    this.foot = this.querySelector<HTMLElement>(".decide");
  }

  /** As they stand in the list, those that are folded away left out. */
  private listed(): Gate[] {
    const { recent, old } = gateGroups(this.gates, Date.now());
    return [...recent, ...(this.isOldOpen ? old : [])].flatMap((group) => [...group.gates]);
  }

  private step(by: 1 | -1): void {
    const listed = this.listed();
    const at = listed.findIndex((gate) => gateKey(gate) === this.chosenKey);
    // The next one has taken the place of one that was decided.
    const gate = listed[at < 0 ? Math.min(this.at + (by > 0 ? 0 : -1), listed.length - 1) : at + by];
    if (!gate) return;
    router.replace(placeOf(gate));
    void this.updateComplete.then(() => this.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" }));
  }

  private press(button: "primary" | "deny"): void {
    this.foot?.querySelector<HTMLButtonElement>(button === "primary" ? "button.primary:not(:disabled)" : "button[data-verb=deny]:not(:disabled)")?.click();
  }

  protected override render(): unknown {
    const { gates } = this;
    const { ready, error, moreGates } = attention;
    const chosen = gates.find((gate) => gateKey(gate) === this.chosenKey);
    if (chosen) this.at = Math.max(0, this.listed().indexOf(chosen));
    const isAlone = narrow.matches && this.chosenKey !== "";
    return html`<div class="approvals">
      <header class="page-head">
        ${isAlone ? html`<a class="back-link" href="/approvals" aria-label="Back to the list" title="Back to the list">${icon("left")}</a>` : nothing}
        <h1>Approvals</h1>
        <span class="mut">${ready && gates.length ? `${count(gates.length)}${moreGates && gates.length < MOST && !this.rest.value ? "+" : ""} waiting, oldest first` : nothing}</span>
        <span class="grow"></span>
        ${gates.length && mayWrite() ? html`<span class="mut small approvals-keys"><kbd>J</kbd> <kbd>K</kbd> next, previous <kbd>A</kbd> approve <kbd>D</kbd> deny</span>` : nothing}
      </header>
      ${jobStrip()}
      ${error && gates.length ? staleNote("The inbox could not be refreshed; this is its last known state.") : nothing}
      ${!ready
        ? loading(6)
        : error && gates.length === 0
          ? failure(error, () => attention.soon())
          : gates.length === 0 && !chosen
            ? this.nothingWaits()
            : html`<div class="approvals-columns ${isAlone ? "is-alone" : ""}">
                <nav class="approvals-list" aria-label="Requests" @keydown=${this.keys}>${this.list()}</nav>
                <section class="approvals-detail" aria-label="Request">${this.detail(chosen)}</section>
              </div>`}
    </div>`;
  }

  private list(): TemplateResult {
    const { recent, old } = gateGroups(this.gates, Date.now());
    const olds = old.reduce((sum, group) => sum + group.gates.length, 0);
    const { length } = this.gates;
    return html`${recent.map((group) => this.group(group))}
      ${olds
        ? html`<button type="button" class="approvals-fold" aria-expanded=${this.isOldOpen} @click=${() => (this.isOldOpen = !this.isOldOpen)}>
              <span aria-hidden="true">${this.isOldOpen ? "▾" : "▸"}</span> Older than 7 days <span class="mut">${count(olds)}</span>
            </button>
            ${this.isOldOpen ? old.map((group) => this.group(group)) : nothing}`
        : nothing}
      ${length >= MOST ? html`<p class="hint approvals-end">The oldest ${count(MOST)} are listed. Decide some of them to see the others.</p>` : nothing}`;
  }

  private group({ workflow, nodeId, gates }: GateGroup): TemplateResult {
    const simple = gates.filter(isYesOrNo);
    return html`<section aria-label="${workflow}, ${nodeId}">
      <div class="approvals-head">
        <h2 class="clip" title="${workflow} · ${nodeId}">${oneLine(workflow, 80)} <span class="mut">${oneLine(nodeId, 60)}</span></h2>
        <span class="mut">${count(gates.length)}</span>
        ${mayWrite() && simple.length > 1
          ? html`<button type="button" class="link" @click=${() => void approveAll(simple)}>Approve all ${count(simple.length)}…</button>`
          : nothing}
      </div>
      ${each(gates, gateKey, (gate) => this.row(gate))}
    </section>`;
  }

  private row(gate: Gate): TemplateResult {
    const isChosen = gateKey(gate) === this.chosenKey;
    const doing = decisions.doing(gate);
    return html`<a
      class="approvals-row"
      href=${placeOf(gate)}
      data-gate="${gate.runId} ${gate.nodeId}"
      aria-current=${isChosen ? "true" : nothing}
      tabindex=${isChosen || (this.chosenKey === "" && gateKey(gate) === this.first) ? 0 : -1}
      ><span class="clip">${oneLine(gate.title ?? gate.nodeId, 160)}</span
      ><span class="mut small">${doing ? `${doing}…` : gate.requestedAtMs === null ? nothing : html`<rel-time at=${gate.requestedAtMs} as="list"></rel-time>`}</span
      ></a
    >`;
  }

  private keys(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...this.querySelectorAll<HTMLElement>(".approvals-row")];
    const at = rows.indexOf(event.target as HTMLElement);
    if (!step || at < 0) return;
    event.preventDefault();
    rows[at + step]?.focus();
  }

  private detail(gate: Gate | undefined): TemplateResult {
    if (!gate) {
      return this.chosenKey === ""
        ? empty("No request is chosen", "Choose one from the list.")
        : empty("This request does not wait any more", "It has been decided, or its run has ended.", html`<button type="button" @click=${() => this.step(1)}>Next request</button>`);
    }
    return html`<div class="approvals-request">
        <gate-card .gate=${gate} .foot=${this.foot} ?showRun=${true} ?isOpen=${true} data-card="${gate.runId} ${gate.nodeId}"></gate-card>
      </div>
      <div class="decide"></div>`;
  }

  private nothingWaits(): TemplateResult {
    const last = this.lastDecision.value;
    return empty(
      "Nothing is waiting for you",
      last
        ? html`Last decision <rel-time at=${last.atMs} as="list"></rel-time> by ${oneLine(last.principal ?? "nobody", 80)}. Requests appear here as soon as a
            run reaches them.`
        : "Requests appear here as soon as a run reaches them.",
    );
  }
}

const gateKey = (gate: Pick<Gate, "store" | "runId" | "nodeId" | "iteration">): string => `${gate.store}/${gate.runId} ${gate.nodeId} ${gate.iteration}`;

const placeOf = (gate: Gate): string =>
  address("/approvals", { run: gate.runId, in: gate.store, node: gate.nodeId, turn: gate.iteration || null });

async function readGates(signal: AbortSignal): Promise<Gate[]> {
  const gates: Gate[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Gate> = await get<Page<Gate>>("/api/approvals", { limit: PAGE, cursor }, signal);
    gates.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && gates.length < MOST);
  return gates.slice(0, MOST);
}

async function readLastDecision(signal: AbortSignal): Promise<AuditEntry | null> {
  const newest = await Promise.all(
    ["approve", "deny", "answer"].map((action) => get<Page<AuditEntry>>("/api/audit", { action, result: "allowed", limit: 1 }, signal)),
  );
  return newest.flatMap((page) => page.items).sort((a, b) => b.atMs - a.atMs)[0] ?? null;
}

/** Many at once are approved unread: their number has to be typed. */
async function approveAll(gates: readonly Gate[]): Promise<void> {
  if (bulkJobs.isBusy()) return;
  const n = gates.length;
  const first = gates[0]!;
  let typed = "";
  const confirmed = await ask({
    title: `Approve all ${count(n)} requests of ${first.nodeId}?`,
    body: () => html`<p>Each of them is approved as it stands in the list now; a request that has changed meanwhile is refused.</p>
      <ul class="face-list">
        ${gates.slice(0, TITLES_TOLD).map((gate) => html`<li>${oneLine(gate.title ?? gate.nodeId, 120)}</li>`)}
      </ul>
      ${n > TITLES_TOLD ? html`<p class="mut">and ${count(n - TITLES_TOLD)} more</p>` : nothing}
      <label class="field"
        ><span>Type ${n} to approve them</span
        ><input type="text" inputmode="numeric" autocomplete="off" .value=${typed} @input=${(event: Event) => (typed = (event.target as HTMLInputElement).value.trim())}
      /></label>
      ${commandLine("approve", first.runId, "--store", first.store, "--node", first.nodeId)}`,
    confirm: `Approve ${count(n)}`,
    ready: () => typed === String(n),
  });
  if (!confirmed) return;
  const refs = gates.map((gate) => ({ id: gate.runId, store: gate.store, gate }));
  await bulkJobs.start(`Approving ${count(n)} requests`, (done) => `${count(done)} approved`, refs, ({ gate }) =>
    write(runPath(gate.runId, "/approve"), { node: gate.nodeId, iteration: gate.iteration, digest: gate.digest }, { query: { store: gate.store } }),
  );
  attention.soon();
}

customElements.define("approvals-page", ApprovalsPage);
