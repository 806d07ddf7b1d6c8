import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import { address } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { RunDetail } from "../../api/types";
import { commandLine, copy } from "../../components/command-line";
import { PageElement } from "../../components/element";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import { Menu } from "../../components/menu";
import { stateTag } from "../../components/state";
import "../../components/rel-time";
import { toast } from "../../components/toast";
import { duration } from "../../lib/duration";
import { stringifyExact } from "../../lib/exact-json";
import { count, dollars } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { hasEnded, isGate, runLook } from "../../lib/run-state";
import { LazyParts } from "../../lazy-parts";
import { clockTimeSeconds, exactTime, localTimes } from "../../lib/time";
import { offerCommands } from "../../commands";
import { sentence } from "../../components/sentence";
import { helpfulVerb, VERBS } from "../../parts/actions";
import "../../parts/gate-card";
import { type RunSource, ServiceSource } from "../../parts/run-source";
import { collectRun } from "../../parts/saved-run";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import { bindKey } from "../../keys";
import { RunStore } from "./run-store";
import "./run.css";

interface Tab {
  readonly id: string;
  readonly word: string;
  readonly load: () => Promise<unknown>;
}

const TABS: readonly Tab[] = [
  { id: "tree", word: "Tree", load: () => import("./tree-tab") },
  { id: "graph", word: "Graph", load: () => import("./graph-tab") },
  { id: "timeline", word: "Timeline", load: () => import("./timeline-tab") },
  { id: "logs", word: "Logs", load: () => import("./logs-tab") },
  { id: "chat", word: "Chat", load: () => import("./chat-tab") },
  { id: "diffs", word: "Diffs", load: () => import("./diffs-tab") },
  { id: "trace", word: "Trace", load: () => import("./trace-tab") },
  { id: "frames", word: "Frames", load: () => import("./frames-tab") },
  { id: "output", word: "Output", load: () => import("./output-tab") },
];

/** One run: its state in a sentence, what can be done, and its insides in tabs. The tab and the node are in the URL. */
class RunView extends PageElement {
  static override properties: PropertyDeclarations = {
    runId: { attribute: false },
    place: { attribute: false },
    /** A saved run's source; the service's when it is left out. */
    source: { attribute: false },
  };
  declare runId: string;
  declare place: Place;
  declare source: RunSource | null;
  private store: RunStore | null = null;
  private readonly parts = new LazyParts(this);
  private readonly more = new Menu(this, ".more");
  private readonly redraw = (): void => this.requestUpdate();

  constructor() {
    super();
    this.source = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    TABS.forEach((tab, i) => this.until(bindKey(String(i + 1), `Tab ${tab.word}`, () => this.open(tab.id))));
    if (this.hasUpdated) this.begin(); // put back into the page
    this.until(() => this.end());
  }

  private begin(): void {
    this.end();
    const source = this.source ?? new ServiceSource(this.runId, this.place.query.get("in"));
    this.store = new RunStore(this.runId, source);
    this.store.addEventListener("run", this.redraw);
    this.store.start();
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
    this.parts.want(this.tab.id, this.tab.load);
  }

  private get tab(): Tab {
    const id = this.source ? this.place.query.get("tab") : this.place.parts[2];
    return TABS.find((one) => one.id === id) ?? TABS[0]!;
  }

  private tabAddress(id: string): string {
    const query = Object.fromEntries(this.place.query);
    delete query["frame"];
    if (this.source) return address(location.pathname, { ...query, tab: id });
    return runUrl({ id: this.runId }, id === "tree" ? "" : id, query);
  }

  private open(id: string): void {
    router.replace(this.tabAddress(id));
  }

  protected override render(): unknown {
    const { store } = this;
    const run = store?.run;
    if (!store || !run) {
      const back = html`<a class="back" href=${address("/runs")}>${icon("left")} Runs</a>`;
      if (!store?.error) return loading(10, "Loading the run");
      return html`${back}${isAmbiguous(store.error) ? this.choices(store.error) : isUnknown(store.error) ? this.unknown() : failure(store.error, () => void store.read())}`;
    }
    const { tab } = this;
    return html`
      <div class="run-head">
        ${this.crumb(run)}
        <h1 class="run-title">
          <span class="clip">${oneLine(run.workflowName || run.workflow, 100)}</span> ${stateTag(runLook(run.state))}
          ${run.status !== run.state && run.state !== "finished-with-failures"
            ? html`<span class="mut small run-engine" title="The engine's own word">engine: ${oneLine(run.status, 40)}</span>`
            : nothing}
        </h1>
        ${store.error
          ? staleNote(`Last read at ${clockTimeSeconds(store.readAtMs)}; the service can't be reached at the moment.`)
          : nothing}
        ${this.verdict(run)} ${this.facts(run)}
        <div class="tabs" role="tablist" aria-label="Parts of the run" @keydown=${this.tabKeys}>
          ${TABS.map(
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
      </div>
      <div class="run-panel" id="tab-panel" role="tabpanel" aria-labelledby="tab-${tab.id}">
        ${this.parts.has(tab.id)
          ? staticHtml`<${unsafeStatic(`run-${tab.id}-tab`)}
              .run=${run} .source=${store.source} .store=${store} .place=${this.place}
            ></${unsafeStatic(`run-${tab.id}-tab`)}>`
          : this.parts.face(tab.id)}
      </div>
    `;
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

  private crumb(run: RunDetail): TemplateResult {
    const list = Object.fromEntries([...this.place.query].filter(([name]) => ["status", "workflow", "store", "q", "since"].includes(name)));
    return html`<div class="crumb">
      <a class="back" href=${address("/runs", list)} aria-label="Back to the list">${icon("left")}</a>
      <a href="/workflows/${encodeURIComponent(run.workflow)}">${run.workflow}</a><span aria-hidden="true">·</span>
      <button type="button" class="link mono clip" title="Copy the run's id" @click=${() => copy(run.id)}>${oneLine(run.id, 120)}</button
      ><span aria-hidden="true">·</span><span class="clip">store ${oneLine(run.store, 80)}</span>
      ${run.copyOf
        ? html`<span aria-hidden="true">·</span
            ><span class="clip">copy of <a href=${runUrl({ id: run.id, store: run.copyOf })}>the run in ${oneLine(run.copyOf, 80)}</a></span>`
        : nothing}
      ${run.forkedFrom
        ? html`<span aria-hidden="true">·</span
            ><span class="clip"
              >forked from <a href=${runUrl({ id: run.forkedFrom.runId, store: run.store })}>${run.forkedFrom.runId}</a> at frame
              ${run.forkedFrom.frameNo}</span
            >`
        : run.parentId
          ? html`<span aria-hidden="true">·</span
              ><span class="clip">${run.parentKind === "continued" ? "continues" : "child of"} <a href=${runUrl({ id: run.parentId, store: run.store })}>${run.parentId}</a></span>`
          : nothing}
    </div>`;
  }

  private verdict(run: RunDetail): TemplateResult {
    const look = runLook(run.state);
    const gates = run.approvals.filter((gate) => gate.status === "requested");
    if (gates.length && !run.copyOf && this.store?.source.isLive && !hasEnded(run.state)) {
      return html`<div class="verdict tone-${look.tone}">
          <div class="grow"><p>${sentence(localTimes(plainText(run.headline), run.stall?.sinceAtMs ?? run.silence?.sinceAtMs ?? run.stuck?.sinceAtMs ?? Date.now(), Date.now()))}</p>${waitsAndSignals(run)}</div>
          ${this.buttons(run)}
        </div>
        <div class="run-gates">${gates.map((gate) => html`<gate-card .gate=${gate} @decided=${() => this.store?.soon()}></gate-card>`)}</div>`;
    }
    return html`<div class="verdict tone-${look.tone} ${run.state === "finished" ? "verdict-done" : ""}">
      <div class="grow">
        <p>${sentence(localTimes(plainText(run.headline), run.stall?.sinceAtMs ?? run.silence?.sinceAtMs ?? run.stuck?.sinceAtMs ?? Date.now(), Date.now()))}</p>
        ${run.error && !run.headline.endsWith(run.error.message)
          ? html`<p class="verdict-error text">${plainText(run.error.message)}</p>`
          : nothing}
        ${run.errorStack
          ? html`<details class="verdict-signals"><summary>Where it was thrown</summary><pre class="text">${plainText(run.errorStack)}</pre></details>`
          : nothing}
        ${waitsAndSignals(run)}
        ${run.stall?.signals.length
          ? html`<details class="verdict-signals">
              <summary>What led to this verdict</summary>
              <ul>
                ${run.stall.signals.map(
                  (signal) =>
                    html`<li>
                      <b>${signal.name}</b> ${localTimes(signal.says, signal.atMs ?? Date.now(), Date.now())}${signal.atMs
                        ? html` <span class="mut" title=${exactTime(signal.atMs)}>(${clockTimeSeconds(signal.atMs)})</span>`
                        : nothing}
                    </li>`,
                )}
              </ul>
            </details>`
          : nothing}
      </div>
      ${this.buttons(run)}
    </div>`;
  }

  private buttons(run: RunDetail): TemplateResult | typeof nothing {
    if (!this.store?.source.isLive) return nothing;
    const helpful = helpfulVerb(run);
    const verbs = VERBS.filter((verb) => !run.copyOf && verb.fits(run));
    const shown = verbs.filter((verb) => verb.id === helpful || ["cancel", "pause", "end-process"].includes(verb.id));
    const rest = verbs.filter((verb) => !shown.includes(verb));
    shown.sort((a, b) => Number(b.id === helpful) - Number(a.id === helpful));
    const act = (verb: (typeof VERBS)[number]) => async (): Promise<void> => {
      this.more.close();
      if (await verb.act(run)) this.store?.soon();
    };
    return html`<div class="verdict-buttons">
      ${mayWrite()
        ? html`${shown.map(
            (verb) =>
              html`<button type="button" class=${verb.id === helpful ? "primary" : ""} @click=${act(verb)}>${verb.word}</button>`,
          )}
          ${hasEnded(run.state) && run.workflow
            ? html`<a class="button" href=${address(`/workflows/${encodeURIComponent(run.workflow)}`, { launch: 1, from: run.id, "from-in": run.store })}
                >Launch again</a
              >`
            : nothing}`
        : html`<span class="tag" title="An operator can act on runs">read only</span>`}
      <div class="more" @keydown=${this.more.keys} @focusout=${this.more.focusLeft}>
        <button
          type="button"
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
                ? rest.map((verb) => html`<button type="button" class="menu-line" @click=${act(verb)}>${verb.word}</button>`)
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
              ${commandLine("get", run.id, "--store", run.store)}
            </div>`
          : nothing}
      </div>
    </div>`;
  }

  private facts(run: RunDetail): TemplateResult {
    const { progress, tokens } = run;
    const started = run.startedAtMs ?? run.createdAtMs;
    const fact = (value: unknown, word: unknown, tab: string, title = "") =>
      html`<a class="fact" href=${this.tabAddress(tab)} title=${title || nothing}><b>${value}</b>${word}</a>`;
    return html`<div class="facts">
      ${fact(html`${progress.finished} / ${progress.total}`, progress.failed ? html`nodes · <span class="tone-text-bad">${progress.failed} failed</span>` : progress.cancelled ? `nodes · ${progress.cancelled} cancelled` : "nodes", "tree")}
      ${fact(
        run.durationMs !== null && hasEnded(run.state)
          ? duration(run.durationMs)
          : html`<rel-time at=${started} as="since" .end=${run.finishedAtMs}></rel-time>`,
        hasEnded(run.state) ? "took" : "since its start",
        "timeline",
      )}
      ${fact(
        tokens.total === 0 ? "–" : tokens.exact ? count(tokens.total) : `≈ ${count(tokens.total)}`,
        "tokens",
        "trace",
        `${count(tokens.input)} in, ${count(tokens.output)} out, ${count(tokens.reasoning)} reasoning, ${count(tokens.cacheRead)} from cache`,
      )}
      ${tokens.costUsd === null ? nothing : fact(dollars(tokens.costUsd), "as the agents reported", "trace")}
      ${run.frameNo === null ? nothing : fact(count(run.frameNo), "frames", "frames")}
      ${fact(clockTimeSeconds(started), "started", "logs", exactTime(started))}
      ${(run.children ?? []).length
        ? html`<span class="fact"
            ><b
              >${run.children.slice(0, 3).map(
                (one, i) =>
                  html`${i ? ", " : ""}<a href=${runUrl({ id: one.id, store: run.store })}
                      >${one.kind === "continued" ? "went on as" : runLook(one.state).word}</a
                    >`,
              )}${run.children.length > 3 ? "…" : ""}</b
            >${run.children.length === 1 ? "child run" : `${run.children.length} child runs`}</span
          >`
        : nothing}
      ${run.forks.length
        ? html`<span class="fact"
            ><b>${run.forks.slice(0, 3).map((one, i) => html`${i ? ", " : ""}<a href=${runUrl({ id: one.id, store: run.store })}>${one.label ?? runLook(one.state).word}</a>`)}${run.forks.length > 3 ? "…" : ""}</b
            >${run.forks.length === 1 ? "fork" : `${run.forks.length} forks`}</span
          >`
        : nothing}
    </div>`;
  }

  private figure(id: string, run: RunDetail): TemplateResult | typeof nothing {
    const figures: Record<string, number> = { tree: run.nodeCount, frames: run.frameNo ?? 0 };
    return figures[id] ? html` <span class="tab-figure">${count(figures[id])}</span>` : nothing;
  }

  private tabKeys(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length]!;
    this.open(next.id);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus());
  }

  protected override updated(): void {
    this.showTab();
    const run = this.store?.run;
    if (!run || !this.store?.source.isLive || !mayWrite()) return;
    const commands = VERBS.filter((verb) => !run.copyOf && verb.fits(run)).map((verb) => ({
      title: `${verb.word.replace("…", "")} this run`,
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

customElements.define("run-view", RunView);

/** What ends each wait, and what the run was sent; a run that was saved by an earlier version tells neither. */
function waitsAndSignals(run: RunDetail): TemplateResult {
  const waits = (run.waits ?? []).filter((wait) => wait.command && !isGate(wait));
  const signals = run.signals ?? [];
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
