import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import { address, get, runPath, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { AuditEntry, Page, RunDetail, RunState } from "../../api/types";
import { commandLine, copy } from "../../components/command-line";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import { Menu } from "../../components/menu";
import { progressBar } from "../../components/progress-bar";
import { stateSign, stateTag } from "../../components/state";
import "../../components/rel-time";
import { toast } from "../../components/toast";
import { versionMark } from "../../components/version-mark";
import { duration } from "../../lib/duration";
import { stringifyExact } from "../../lib/exact-json";
import { usualTime } from "../../lib/forecast";
import { shortModel } from "../../lib/model-mark";
import { money, moneyNote } from "../../lib/money";
import { count } from "../../lib/numbers";
import { tokensTold, tokensWords } from "../../lib/tokens";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { hasEnded, isGate, rowLook, runLook } from "../../lib/run-state";
import { percent } from "../../lib/scores";
import { LazyParts } from "../../lazy-parts";
import { runTitle, shortId } from "../../lib/run-title";
import { clockTimeSeconds, dueTime, exactTime, localTimes, rowTime } from "../../lib/time";
import { worktrees } from "../../lib/tree-rows";
import { offerCommands } from "../../commands";
import { sentence } from "../../components/sentence";
import { helpfulVerb, VERBS } from "../../parts/actions";
import "../../parts/gate-card";
import { rerun } from "../../parts/rerun";
import { type RunSource, ServiceSource } from "../../parts/run-source";
import { collectRun } from "../../parts/saved-run";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { RunStore } from "./run-store";
import "./run.css";

/** A headline that is longer is shown with its beginning only. */
const LONG_HEADLINE = 420;

interface Tab {
  readonly id: string;
  readonly word: string;
  readonly load: () => Promise<unknown>;
}

const TABS: readonly Tab[] = [
  { id: "summary", word: "Summary", load: () => import("./summary-tab") },
  { id: "tasks", word: "Tasks", load: () => import("./tasks-tab") },
  { id: "timeline", word: "Timeline", load: () => import("./timeline-tab") },
  { id: "graph", word: "Graph", load: () => import("./graph-tab") },
  { id: "chat", word: "Chat", load: () => import("./chat-tab") },
  { id: "logs", word: "Logs", load: () => import("./logs-tab") },
  { id: "outputs", word: "Outputs", load: () => import("./outputs-tab") },
  { id: "history", word: "History", load: () => import("./history-tab") },
  { id: "diffs", word: "Diffs", load: () => import("./diffs-tab") },
];

/** What tabs were called before; links to them are in mails and notes. */
const FORMER: Readonly<Record<string, string>> = { tree: "tasks", trace: "timeline", frames: "history", output: "outputs" };

/** States that a person has to know more of than the word for them. */
const TOLD: readonly RunState[] = [
  "failed",
  "stalled",
  "needs-resume",
  "waiting-approval",
  "waiting-event",
  "waiting-timer",
  "waiting-quota",
  "paused",
  "finished-with-failures",
  "not-started",
  "unknown",
];

/**
 * One run: what it is and how it stands in two lines, what holds it up, and its insides in tabs. The tab and the task are in
 * the URL. What decides a gate stands at the foot of the screen.
 */
class RunView extends PageElement {
  static override properties: PropertyDeclarations = {
    runId: { attribute: false },
    place: { attribute: false },
    foot: { state: true },
    isWordy: { state: true },
    /** A saved run's source; the service's when it is left out. */
    source: { attribute: false },
  };
  declare runId: string;
  declare place: Place;
  declare source: RunSource | null;
  /** Where the first gate puts its buttons. */
  declare foot: HTMLElement | null;
  /** Whether a long headline is shown whole. */
  declare isWordy: boolean;
  /** The tab that is shown where the address names none: chosen once, so that it does not change when the run ends. */
  private firstTab = "";
  private store: RunStore | null = null;
  /** Who launched it through the service; empty where nobody did, and until that was read. */
  private launchedBy = "";
  private readonly parts = new LazyParts(this);
  private readonly more = new Menu(this, ".more");
  private readonly redraw = (): void => this.requestUpdate();

  constructor() {
    super();
    this.source = null;
    this.foot = null;
    this.isWordy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    TABS.forEach((tab, i) => this.until(bindKey(String(i + 1), `Tab ${tab.word}`, () => this.tabs.includes(tab) && this.open(tab.id))));
    if (this.hasUpdated) this.begin(); // put back into the page
    this.until(() => this.end());
  }

  private begin(): void {
    this.end();
    this.firstTab = "";
    const source = this.source ?? new ServiceSource(this.runId, this.place.query.get("in"));
    this.store = new RunStore(this.runId, source);
    this.store.addEventListener("run", this.redraw);
    this.store.start();
    this.launchedBy = "";
    if (source.isLive) void this.readLaunch(this.store);
  }

  /** The audit log knows; a header without it is of use too. */
  private async readLaunch(of: RunStore): Promise<void> {
    const asked = { run: of.id, action: "launch", result: "allowed", limit: 1 };
    const entries = await get<Page<AuditEntry>>("/api/audit", asked).catch(() => null);
    if (this.store !== of) return;
    this.launchedBy = entries?.items[0]?.principal ?? "";
    this.requestUpdate();
  }

  private end(): void {
    this.store?.removeEventListener("run", this.redraw);
    this.store?.stop();
    this.store = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("place") as Place | undefined;
    const movedStore = before !== undefined && before.query.get("in") !== this.place.query.get("in");
    if (changed.has("runId") || changed.has("source") || movedStore) this.begin();
    const run = this.store?.run;
    if (run && !this.firstTab) this.firstTab = hasEnded(run.state) ? "summary" : "tasks";
    const { tab } = this;
    if (tab) this.parts.want(tab.id, tab.load);
  }

  /** Undefined until the run is known, where the address leaves it to the run. */
  private get tab(): Tab | undefined {
    const id = (this.source ? this.place.query.get("tab") : this.place.parts[2]) ?? "";
    const wanted = FORMER[id] ?? id;
    return TABS.find((one) => one.id === wanted) ?? TABS.find((one) => one.id === this.firstTab);
  }

  /** Diffs where there can be any, or somebody asks for them. */
  private get tabs(): readonly Tab[] {
    const hasDiffs = this.tab?.id === "diffs" || worktrees(this.store?.run?.tree ?? null).length > 0;
    return TABS.filter((one) => one.id !== "diffs" || hasDiffs);
  }

  private tabAddress(id: string): string {
    const query = Object.fromEntries(this.place.query);
    delete query["frame"];
    if (this.source) return address(location.pathname, { ...query, tab: id });
    return runUrl({ id: this.runId }, id, query);
  }

  private open(id: string): void {
    router.replace(this.tabAddress(id));
  }

  protected override render(): unknown {
    const { store, tab } = this;
    const run = store?.run;
    if (!store || !run || !tab) {
      if (!store?.error) return loading(10, "Loading the run");
      return html`<div class="run-nothing">${this.back()}</div>
        ${isAmbiguous(store.error) ? this.choices(store.error) : isUnknown(store.error) ? this.unknown() : failure(store.error, () => void store.read())}`;
    }
    const look = runLook(run.state);
    return html`
      <header class="run-head">
        <div class="run-line">
          ${this.back()} ${this.steps()}
          <h1 class="run-title">${stateSign(look)}<span class="clip" title=${run.id}>${runTitle(run)}</span>${run.title ? nothing : html`<code class="run-short-id clip">${shortId(run)}</code>`} ${stateTag(look)}</h1>
          ${this.buttons(run)}
        </div>
        ${this.facts(run)}
      </header>
      ${store.error
        ? staleNote(`Last read at ${clockTimeSeconds(store.readAtMs)}; the service can't be reached at the moment.`)
        : nothing}
      <div class="run-scroll">
        ${this.callout(run)}
        <div class="tabs" role="tablist" aria-label="Parts of the run" @keydown=${this.tabKeys}>
          ${this.tabs.map(
            (one) =>
              html`<a
                role="tab"
                id="tab-${one.id}"
                aria-selected=${one === tab}
                aria-controls="tab-panel"
                tabindex=${one === tab ? 0 : -1}
                href=${this.tabAddress(one.id)}
                >${one.word}${this.figure(one.id, run)}</a
              >`,
          )}
        </div>
        <div class="run-panel" id="tab-panel" role="tabpanel" aria-labelledby="tab-${tab.id}">
          ${this.parts.has(tab.id)
            ? staticHtml`<${unsafeStatic(`run-${tab.id}-tab`)}
                .run=${run} .source=${store.source} .store=${store} .place=${this.place} .address=${(id: string) => this.tabAddress(id)}
              ></${unsafeStatic(`run-${tab.id}-tab`)}>`
            : this.parts.face(tab.id)}
        </div>
      </div>
      <div class="decide"></div>
    `;
  }

  /** The way to the list, where the list is not beside the run. */
  private back(): TemplateResult | typeof nothing {
    if (this.source) return nothing;
    const list = Object.fromEntries(
      [...this.place.query].filter(([name]) => ["segment", "status", "workflow", "store", "q", "since", "sort"].includes(name)),
    );
    return html`<a class="back" href=${address("/runs", list)} aria-label="Back to the list" title="Back to the list">${icon("left")}</a>
      <button type="button" class="quiet rail-show" aria-label="Show the list" title="Show the list ( [ )" @click=${() => this.tell("rail")}>
        ${icon("panel")}
      </button>`;
  }

  private steps(): TemplateResult | typeof nothing {
    if (this.source) return nothing;
    return html`<span class="steps">
      <button type="button" class="quiet" aria-label="Previous run" title="Previous run ( k )" @click=${() => this.tell("step", -1)}>${icon("up")}</button>
      <button type="button" class="quiet" aria-label="Next run" title="Next run ( j )" @click=${() => this.tell("step", 1)}>${icon("down")}</button>
    </span>`;
  }

  private tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Several stores hold a run with this id: which one is meant is not ours to guess. */
  private unknown(): TemplateResult {
    return empty(
      "Run not found",
      html`No readable store has a run <code>${oneLine(this.store?.id ?? "", 200)}</code>. It may have been deleted, or its store can't be read at
        the moment.`,
      html`<a class="button" href="/runs">All runs</a> <a class="button" href="/system">Stores</a>`,
    );
  }

  private choices(error: ApiError): TemplateResult {
    return empty(
      error.problem.title,
      "Several stores have a run with this id. Choose one.",
      html`<ul class="face-list">
        ${error.problem.errors?.map(
          ({ value }) =>
            html`<li>
              <a href=${runUrl({ id: this.runId, store: value ?? null }, this.place.parts[2] ?? "")}>${oneLine(value ?? "", 100)}</a>
            </li>`,
        )}
      </ul>`,
    );
  }

  /** What holds the run up and what helps; nothing for a run that is well. */
  private callout(run: RunDetail): TemplateResult | typeof nothing {
    const look = rowLook(run);
    const gates = run.approvals.filter((gate) => gate.status === "requested");
    const isDecided = gates.length > 0 && !run.copyOf && this.store?.source.isLive && !hasEnded(run.state);
    const isTold = TOLD.includes(run.state) || run.silence !== null || run.stuck !== null || run.unusual.length > 0 || run.caveats.length > 0 || run.pauseRequestedAtMs !== null;
    const more = waitsAndSignals(run);
    if (isDecided) {
      return html`<div class="run-gates">
        ${gates.map(
          (gate, i) =>
            html`<gate-card class="verdict tone-wait" .gate=${gate} .foot=${i === 0 ? this.foot : null} @decided=${() => this.store?.soon()}></gate-card>`,
        )}
        ${run.state === "waiting-approval" ? nothing : html`<p class="hint">${this.headline(run)}</p>`} ${more}
      </div>`;
    }
    if (!isTold) return more === nothing ? nothing : html`<div class="run-gates">${more}</div>`;
    const helpful = mayWrite() && this.store?.source.isLive ? VERBS.find((verb) => verb.id === helpfulVerb(run) && !run.copyOf && verb.fits(run)) : undefined;
    const once = VERBS.find((verb) => verb.id === "go-on-once")!;
    const failed = run.nodes.filter((node) => node.state === "failed" && node.inTree);
    return html`<section class="verdict callout tone-${look.tone}" aria-label="How the run stands">
      <div class="grow">
        ${this.headlineInFull(run)}
        ${run.error && !run.headline.endsWith(run.error.message)
          ? html`<p class="verdict-error text">${plainText(run.error.message)}</p>`
          : nothing}
        ${run.errorStack
          ? html`<details class="verdict-signals"><summary>Where it was thrown</summary><pre class="text">${plainText(run.errorStack)}</pre></details>`
          : nothing}
        ${more}
        ${run.stall?.signals.length
          ? html`<details class="verdict-signals">
              <summary>Why?</summary>
              <ul>
                ${run.stall.signals.map(
                  (signal) =>
                    html`<li>
                      <b>${signal.name}</b> ${sentence(localTimes(signal.says, signal.atMs ?? Date.now(), Date.now()))}${signal.atMs
                        ? html` <span class="mut" title=${exactTime(signal.atMs)}>(${clockTimeSeconds(signal.atMs)})</span>`
                        : nothing}
                    </li>`,
                )}
              </ul>
            </details>`
          : nothing}
      </div>
      <div class="callout-buttons">
        ${failed[0]
          ? html`<a class="button" href=${this.taskAddress(failed[0].id, failed[0].iteration)}>Open task</a>`
          : nothing}
        ${(run.caveats.length > 0 || run.state === "failed") && !run.seen && mayWrite() && this.store?.source.isLive
          ? html`<button type="button" @click=${() => void this.see(run)}>Mark as seen</button>`
          : nothing}
        ${helpful?.id === "raise-budget" ? html`<button type="button" @click=${this.act(run, once)}>Go on once…</button>` : nothing}
        ${helpful ? html`<button type="button" class="primary callout-primary" @click=${this.act(run, helpful)}>${helpful.word}</button>` : nothing}
      </div>
    </section>`;
  }

  /** Its first sentence says what happened; what follows may be long, as when many models tell why. */
  private headlineInFull(run: RunDetail): TemplateResult {
    const words = this.headlineText(run);
    const clause = run.stall ? words.indexOf("; ") : -1;
    if (clause > 0) {
      const rest = words.slice(clause + 2);
      return html`<p class="callout-words">${sentence(`${words.slice(0, clause)}.`)}</p>
        <p class="callout-more text is-whole">${sentence(rest.charAt(0).toUpperCase() + rest.slice(1))}</p>`;
    }
    const end = words.search(/\. (?=\S)/) + 1;
    if (end === 0 || words.length < LONG_HEADLINE) return html`<p class="callout-words">${sentence(words)}</p>`;
    return html`<p class="callout-words">${sentence(words.slice(0, end))}</p>
      <p class="callout-more text ${this.isWordy ? "is-whole" : ""}">${sentence(words.slice(end + 1))}</p>
      <button type="button" class="link small" aria-expanded=${this.isWordy} @click=${() => (this.isWordy = !this.isWordy)}>
        ${this.isWordy ? "Show less" : "Show all of it"}
      </button>`;
  }

  private headlineText(run: RunDetail): string {
    return localTimes(plainText(run.headline), run.stall?.sinceAtMs ?? run.silence?.sinceAtMs ?? run.stuck?.sinceAtMs ?? Date.now(), Date.now());
  }

  /** It is then no longer among what needs somebody. */
  private async see(run: RunDetail): Promise<void> {
    try {
      await write(runPath(run.id, "/seen"), {}, { query: { store: run.store } });
      this.store?.soon();
    } catch (cause) {
      toast("bad", "The run could not be marked as seen", { detail: (cause as Error).message });
    }
  }

  private headline(run: RunDetail): TemplateResult {
    return sentence(this.headlineText(run));
  }

  private taskAddress(node: string, iteration: number): string {
    const query = { ...Object.fromEntries(this.place.query), node, iteration: iteration || null };
    return this.source ? address(location.pathname, { ...query, tab: "tasks" }) : runUrl({ id: this.runId }, "tasks", query);
  }

  private readonly act =
    (run: RunDetail, verb: (typeof VERBS)[number]) =>
    async (): Promise<void> => {
      this.more.close();
      if (await verb.act(run)) this.store?.soon();
    };

  private buttons(run: RunDetail): TemplateResult | typeof nothing {
    if (!this.store?.source.isLive) return nothing;
    const helpful = helpfulVerb(run);
    const verbs = VERBS.filter((verb) => !run.copyOf && verb.fits(run));
    const shown = verbs.filter((verb) => verb.id === helpful || ["cancel", "pause", "end-process"].includes(verb.id));
    const rest = verbs.filter((verb) => !shown.includes(verb));
    shown.sort((a, b) => Number(b.id === helpful) - Number(a.id === helpful));
    const again =
      hasEnded(run.state) && run.workflow
        ? address(`/workflows/${encodeURIComponent(run.workflow)}`, { launch: 1, from: run.id, "from-in": run.store })
        : null;
    return html`<div class="run-buttons">
      ${mayWrite()
        ? html`${shown.map(
            (verb) =>
              html`<button type="button" class="run-verb ${verb.id === helpful ? "primary" : ""}" @click=${this.act(run, verb)}>${verb.word}</button>`,
          )}
          ${again ? html`<button type="button" class="run-verb" @click=${() => void rerun(run)}>Rerun</button>` : nothing}`
        : html`<span class="tag" title="An operator can act on runs">read only</span>`}
      <div class="more" @keydown=${this.more.keys} @focusout=${this.more.focusLeft}>
        <button
          type="button"
          class="quiet"
          aria-label="More actions"
          aria-haspopup="true"
          aria-expanded=${this.more.isOpen}
          @click=${this.more.toggle}
        >
          ${icon("more")}
        </button>
        ${this.more.isOpen
          ? html`<div class="menu more-menu">
              ${mayWrite()
                ? html`<div class="menu-phone">
                      ${shown.map((verb) => html`<button type="button" class="menu-line" @click=${this.act(run, verb)}>${verb.word}</button>`)}
                      ${again ? html`<button type="button" class="menu-line" @click=${() => void rerun(run)}>Rerun</button>` : nothing}
                    </div>
                    ${again ? html`<a class="menu-line" href=${again}>Rerun with changes…</a>` : nothing}
                    ${rest.map((verb) => html`<button type="button" class="menu-line" @click=${this.act(run, verb)}>${verb.word}</button>`)}`
                : nothing}
              <a class="menu-line" href=${address("/compare", {
                a: run.id,
                "a-in": run.store,
                b: run.forkedFrom?.runId ?? run.forks[0]?.id,
                "b-in": run.forkedFrom || run.forks[0] ? run.store : null,
              })}
                >Compare with another run</a
              >
              <button type="button" class="menu-line" @click=${() => this.save()}>Save as file</button>
              <button type="button" class="menu-line" @click=${() => this.copyId(run)}>Copy the run's id</button>
              ${commandLine("get", run.id, "--store", run.store)}
            </div>`
          : nothing}
      </div>
    </div>`;
  }

  private copyId(run: RunDetail): void {
    this.more.close();
    void copy(run.id);
  }

  /** The second line: all of it from one answer of the service. */
  private facts(run: RunDetail): TemplateResult {
    const { progress, tokens } = run;
    const started = run.startedAtMs ?? run.createdAtMs;
    const models = run.models?.length ?? 0; // a run that was saved by an earlier version has none
    return html`<div class="run-facts">
      <span><a class="fact-workflow" href="/workflows/${encodeURIComponent(run.workflow)}">${oneLine(run.workflowName || run.workflow, 60)}</a> ${versionMark(run.workflowHash)}</span>
      <span title=${exactTime(started)}>started ${rowTime(started, Date.now(), false)}</span>
      ${bySchedule(run) ?? (this.launchedBy ? html`<span>by ${oneLine(this.launchedBy, 60)}</span>` : nothing)}
      <span
        ><b
          >${run.durationMs !== null && hasEnded(run.state)
            ? duration(run.durationMs)
            : html`<rel-time at=${started} as="since" .end=${run.finishedAtMs ?? run.stall?.sinceAtMs ?? null}></rel-time>`}</b
        ></span
      >
      ${run.forecast?.timeMs && !hasEnded(run.state)
        ? html`<span title=${plainText(run.forecast.says)}>usually ${usualTime(run.forecast.timeMs)}</span>`
        : nothing}
      <span class="fact-progress"
        >${progressBar(progress, run.state === "stalled")} <b>${count(progress.finished + progress.skipped)} of ${count(progress.total)}</b>${progress.failed
          ? html`, <span class="tone-text-bad">${count(progress.failed)} failed</span>`
          : nothing}${progress.cancelled ? `, ${count(progress.cancelled)} cancelled` : nothing}</span
      >
      ${models ? html`<span title=${run.models.map(shortModel).join(", ")}>${models} ${models === 1 ? "model" : "models"}</span>` : nothing}
      ${tokensTold(tokens) ? html`<span title=${tokensWords(tokens)}>${tokensTold(tokens)}</span>` : nothing}
      ${run.cost && !tokens.standIn
        ? html`<span title=${moneyNote(run.cost.usd, run.cost.accuracy, run.cost.unpriced) || nothing}><b>${money(run.cost.usd, run.cost.accuracy)}</b> cost</span>`
        : nothing}
      ${run.score === null
        ? nothing
        : html`<span title="${run.score.count === 1 ? "one score" : `mean of ${count(run.score.count)} scores, lowest ${percent(run.score.lowest)}`}"
            ><b>${percent(run.score.mean)}</b> score</span
          >`}
      ${this.relations(run)}
    </div>`;
  }

  /** Runs that this one came from, and that came from it. */
  private relations(run: RunDetail): unknown {
    const link = (id: string, word: string): TemplateResult => html`<a href=${runUrl({ id, store: run.store })}>${oneLine(word, 60)}</a>`;
    const some = (runs: readonly { id: string; word: string }[]): TemplateResult =>
      html`${runs.slice(0, 3).map((one, i) => html`${i ? ", " : ""}${link(one.id, one.word)}`)}${runs.length > 3 ? "…" : ""}`;
    const children = run.children ?? [];
    return html`${run.copyOf
      ? html`<span class="crumb">copy of <a href=${runUrl({ id: run.id, store: run.copyOf })}>the run in ${oneLine(run.copyOf, 80)}</a></span>`
      : nothing}
    ${run.forkedFrom
      ? html`<span class="crumb">forked from ${link(run.forkedFrom.runId, run.forkedFrom.runId)} at frame ${run.forkedFrom.frameNo}</span>`
      : run.parentId
        ? html`<span class="crumb">${run.parentKind === "continued" ? "continues" : "child of"} ${link(run.parentId, run.parentId)}</span>`
        : nothing}
    ${children.length
      ? html`<span
          >${children.length === 1 ? "child run" : `${children.length} child runs`}
          ${some(children.map((one) => ({ id: one.id, word: one.kind === "continued" ? "went on as" : runLook(one.state).word })))}</span
        >`
      : nothing}
    ${run.forks.length
      ? html`<span
          >${run.forks.length === 1 ? "fork" : `${run.forks.length} forks`}
          ${some(run.forks.map((one) => ({ id: one.id, word: one.label ?? runLook(one.state).word })))}</span
        >`
      : nothing}`;
  }

  private figure(id: string, run: RunDetail): TemplateResult | typeof nothing {
    const figures: Record<string, number> = { tasks: run.nodeCount, history: run.frameNo ?? 0 };
    return figures[id] ? html` <span class="tab-figure">${count(figures[id])}</span>` : nothing;
  }

  private tabKeys(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { tabs, tab } = this;
    const next = tabs[(tabs.findIndex((one) => one === tab) + step + tabs.length) % tabs.length]!;
    this.open(next.id);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus());
  }

  protected override updated(): void {
    this.showTab();
    this.foot = this.querySelector<HTMLElement>(".decide");
    const run = this.store?.run;
    if (!run || !this.store?.source.isLive || !mayWrite()) return;
    const commands = VERBS.filter((verb) => !run.copyOf && verb.fits(run)).map((verb) => ({
      title: `${verb.word.replace(/…| run$/, "")} this run`,
      hint: run.id,
      icon: "play" as const,
      run: () => void verb.act(run).then((done) => done && this.store?.soon()),
    }));
    this.withdraw?.();
    this.withdraw = offerCommands(commands);
  }

  /** On a phone the tabs are a strip that is wider than the screen: the chosen one goes to its middle, once. */
  private showTab(): void {
    const tab = this.querySelector<HTMLElement>(".tabs [aria-selected=true]");
    if (!tab || tab.id === this.shownTab) return;
    this.shownTab = tab.id;
    const strip = tab.parentElement!;
    const [outer, inner] = [strip.getBoundingClientRect(), tab.getBoundingClientRect()];
    strip.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  }

  private shownTab = "";
  private withdraw: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.withdraw?.();
  }

  private async save(): Promise<void> {
    this.more.close();
    const { store } = this;
    if (!store) return;
    toast("info", "Reading the whole run; the download starts when that is done");
    try {
      const saved = await collectRun(store.source, () => undefined);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([stringifyExact(saved)], { type: "application/json" }));
      link.download = `${store.id}.run.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      const left = Object.entries(saved.leftOut);
      toast("ok", `Saved ${store.id}`, {
        detail: left.length ? `Left out: ${left.map(([what, how]) => `${what}: ${how}`).join("; ")}` : "Open it under /saved; it does not need the store.",
      });
    } catch (cause) {
      toast("bad", "The run could not be saved", { detail: (cause as Error).message });
    }
  }
}

const isUnknown = (error: unknown): boolean => error instanceof ApiError && error.kind === "run-not-found";

const isAmbiguous = (error: unknown): error is ApiError => error instanceof ApiError && error.kind === "run-ambiguous";

/** Who started it, where that was the clock, and for when. */
function bySchedule({ annotations }: RunDetail): TemplateResult | null {
  if (annotations === null || typeof annotations !== "object" || Array.isArray(annotations)) return null;
  const { schedule, dueAt } = annotations as Record<string, unknown>;
  if (typeof schedule !== "string") return null;
  const due = typeof dueAt === "string" ? Date.parse(dueAt) : Number.NaN;
  return html`<span class="fact-schedule"
    >by schedule <a href="/schedules/${encodeURIComponent(schedule)}">${oneLine(schedule, 60)}</a>${Number.isNaN(due)
      ? nothing
      : html`, <span title=${exactTime(due)}>due ${dueTime(due, Date.now())}</span>`}</span
  >`;
}

customElements.define("run-view", RunView);

/** What ends each wait, and what the run was sent; a run that was saved by an earlier version tells neither. */
function waitsAndSignals(run: RunDetail): TemplateResult | typeof nothing {
  const waits = (run.waits ?? []).filter((wait) => wait.command && !isGate(wait));
  const signals = run.signals ?? [];
  if (waits.length === 0 && signals.length === 0) return nothing;
  return html`${waits.map(
    (wait) => html`<p class="small">
      ${wait.kind === "signal" ? `Ends the wait for the signal ${oneLine(wait.name ?? "", 120)}:` : "Tries again:"}
      <code>${oneLine(wait.command ?? "", 600)}</code>
    </p>`,
  )}
  ${signals.length
    ? html`<details class="verdict-signals">
        <summary>Signals that were received (${signals.length})</summary>
        <ul>
          ${signals.map(
            (signal) =>
              html`<li>
                <b>${oneLine(signal.name, 120)}</b>${signal.correlationId ? ` for ${oneLine(signal.correlationId, 120)}` : ""}
                ${signal.takenBy ? `taken by ${oneLine(signal.takenBy, 120)}` : "no node is waiting for it"}
                <span class="mut" title=${exactTime(signal.receivedAtMs)}>(${clockTimeSeconds(signal.receivedAtMs)})</span>
              </li>`,
          )}
        </ul>
      </details>`
    : nothing}`;
}
