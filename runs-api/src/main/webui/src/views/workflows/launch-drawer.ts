import { html, nothing, type PropertyDeclarations } from "lit";
import { get, getText, runPath, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Forecast, Json, Launched, Page, Project, Roster, RunDetail, RunSettings, RunSummary, WorkflowForm, WorkflowGraph, WorkflowText } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { problemText } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { toast } from "../../components/toast";
import { sentence } from "../../components/sentence";
import { limitOf, limitText } from "../../lib/budget-text";
import { stringifyExact } from "../../lib/exact-json";
import { type ExecutionFields, executionFields, executionForm, type ExecutionForm, NO_EXECUTION } from "../../lib/execution";
import { launchTraits } from "../../lib/forecast";
import { headNote, type InputField } from "../../lib/input-schema";
import { schemaFields } from "../../lib/json-schema";
import {
  asGiven,
  errorsByField,
  formFields,
  type InputValue,
  type LaunchRequest,
  launchWords,
  readInput,
} from "../../lib/launch-form";
import { oneLine } from "../../lib/plain-text";
import { listTime } from "../../lib/time";
import { executionPart } from "../../parts/execution-part";
import { router } from "../../router";
import "../../parts/input-form";
import { mayWrite } from "../../session";
import { budgetPart, namePart, projectPart, settingsPart } from "./launch-parts";
import { type Pair, pairsOf } from "./pair-rows";
import { rosterChoice } from "./roster-choice";
import { runKey, runUrl } from "../../lib/run-ref";

const EXAMPLES = 8;
const MAX_INPUT_CHARS = 1_000_000;
/** What was typed and not launched, until the page is loaded anew. */
const drafts = new Map<string, InputValue>();

/**
 * Launches a workflow: its input as a form or as JSON, settings, and what goes with them. Native and modal, so the
 * focus stays inside and goes back; `close` says that it was closed.
 *
 * @fires close
 */
class LaunchDrawer extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    from: { attribute: false },
    fromStore: { attribute: false },
    mode: { state: true },
    input: { state: true },
    jsonText: { state: true },
    jsonProblem: { state: true },
    fieldProblems: { state: true },
    env: { state: true },
    dryRun: { state: true },
    runId: { state: true },
    execution: { state: true },
    project: { state: true },
    budget: { state: true },
    annotations: { state: true },
    models: { state: true },
    ready: { state: true },
    busy: { state: true },
    error: { state: true },
    note: { state: true },
    graph: { state: true },
    drawing: { state: true },
    left: { state: true },
  };
  declare name: string;
  /** The run whose input is taken. */
  declare from: string | null;
  declare fromStore: string | null;
  declare mode: "form" | "json";
  declare input: InputValue;
  declare jsonText: string;
  declare jsonProblem: string | null;
  declare fieldProblems: ReadonlySet<string>;
  declare env: Pair[];
  declare dryRun: boolean;
  declare runId: string;
  declare execution: ExecutionForm;
  /** Empty leaves it to the workflow. */
  declare project: string;
  /** As it is typed. */
  declare budget: string;
  declare annotations: Pair[];
  /** The models to ask in place of the roster's; null leaves it to the roster. */
  declare models: string[] | null;
  declare ready: boolean;
  declare busy: boolean;
  declare error: unknown;
  declare note: string | null;
  declare graph: WorkflowGraph | null;
  declare drawing: boolean;
  /** Names of fields that have to be filled in and were not when it was to be launched. */
  declare left: ReadonlySet<string>;

  /** The input that the graph was drawn with. */
  private drawn = "";
  private source = "";
  private form: WorkflowForm | null = null;
  private schema: InputField[] | null = null;
  private examples: RunSummary[] = [];
  private exampleInput: InputValue | null = null;
  private roster: Roster | ApiError | null = null;
  private projects: Project[] = [];
  /** Of what the form says now; a launch does not need it. */
  private readonly forecast = new Resource<Forecast>(this, (signal) =>
    get<Forecast>("/api/workflows/forecast", { workflow: this.name, with: this.traits }, signal),
  );
  private foretold: string | null = null;
  private dialog: HTMLDialogElement | null = null;

  constructor() {
    super();
    this.name = "";
    this.from = null;
    this.fromStore = null;
    this.mode = "form";
    this.input = {};
    this.jsonText = "{}";
    this.jsonProblem = null;
    this.fieldProblems = new Set();
    this.env = [];
    this.dryRun = false;
    this.runId = "";
    this.execution = NO_EXECUTION;
    this.project = "";
    this.budget = "";
    this.annotations = [];
    this.models = null;
    this.ready = false;
    this.busy = false;
    this.error = null;
    this.note = null;
    this.graph = null;
    this.drawing = false;
    this.left = new Set();
  }

  protected override firstUpdated(): void {
    this.dialog = this.querySelector("dialog");
    this.dialog?.showModal();
    this.until(() => this.dialog?.close());
    void this.prepare();
  }

  /** Leaving the view takes the drawer away too; only who closes it by himself stays where he is. */
  private closed(event: Event): void {
    if (event.target === this.dialog && this.isConnected) this.dispatchEvent(new CustomEvent("close"));
  }

  private async prepare(): Promise<void> {
    const quietly = <T>(read: Promise<T>): Promise<T | null> => read.catch(() => null);
    const [file, form, runs, projects] = await Promise.all([
      quietly(get<WorkflowText>("/api/workflow-file", { name: this.name })),
      quietly(get<WorkflowForm>("/api/workflow-form", { name: this.name })),
      quietly(get<Page<RunSummary>>("/api/runs", { workflow: this.name, limit: EXAMPLES })),
      quietly(get<Page<Project>>("/api/projects")),
    ]);
    this.projects = projects?.items ?? [];
    this.source = file?.source ?? "";
    this.form = form;
    this.schema = schemaFields(form?.inputSchema ?? null);
    this.examples = runs?.items ?? [];
    const newest = this.examples[0];
    if (!this.schema && newest) this.exampleInput = await quietly(readRunInput(newest.id, newest.store));
    if (this.from) await this.takeFrom(this.from, this.fromStore);
    else this.setInput(drafts.get(this.name) ?? {});
    if (this.fields.length === 0) await this.toJson();
    this.ready = true;
    if (this.asksRoster) await this.readRoster();
    await this.updateComplete;
    this.querySelector<HTMLElement>("input-form :is(textarea, input, select), code-editor")?.focus();
  }

  private get traits(): string[] {
    return launchTraits(this.request);
  }

  protected override updated(): void {
    const traits = this.traits.join("\n");
    if (!this.ready || traits === this.foretold) return;
    this.foretold = traits;
    this.forecast.soon();
  }

  private get fields(): InputField[] {
    return formFields(this.schema, [this.exampleInput ?? {}, this.input]);
  }

  private get knobs(): string[] {
    return this.form?.knobs ?? [];
  }

  private get asksRoster(): boolean {
    return /CHAD_FUSION_MODELS|resolveRoster/.test(this.source);
  }

  /** The engine renders the workflow with the input as it stands. */
  private async draw(): Promise<void> {
    if (this.drawing || this.obstacle) return;
    this.drawing = true;
    this.error = null;
    try {
      const [graph] = await Promise.all([
        write<WorkflowGraph>("/api/workflow-graph", { name: this.name, input: this.input }),
        import("../../components/dag/run-dag"),
      ]);
      this.graph = graph;
      this.drawn = stringifyExact(this.input);
    } catch (cause) {
      this.error = cause;
    }
    this.drawing = false;
  }

  private preview(): unknown {
    return html`<details>
      <summary>Graph <span class="mut small">what it would execute with this input, as far as its first render shows</span></summary>
      <button type="button" ?disabled=${this.drawing || this.obstacle !== null} @click=${() => this.draw()}>
        ${this.drawing ? "Loading in the engine…" : "Draw it"}
      </button>
      ${this.graph
        ? html`<div class="launch-graph"><run-dag .dag=${this.graph.dag} label="What ${this.name} would execute"></run-dag></div>
            ${this.drawn === stringifyExact(this.input) ? nothing : html`<p class="hint">Drawn with an earlier input.</p>`}
            ${this.models ? html`<p class="hint">Drawn with the default roster: a custom one is asked when it runs.</p>` : nothing}`
        : nothing}
    </details>`;
  }

  private async readRoster(): Promise<void> {
    try {
      this.roster = await get<Roster>("/api/roster");
    } catch (cause) {
      this.roster = cause instanceof ApiError ? cause : null;
    }
    this.requestUpdate();
  }

  private async takeFrom(runId: string, store: string | null): Promise<void> {
    try {
      const [stored, detail, settings] = await Promise.all([
        readRunInput(runId, store),
        get<RunDetail>(runPath(runId), { store }),
        get<RunSettings>(runPath(runId, "/settings"), { store }),
      ]);
      const { input, renamed } = asGiven(stored, this.schema ?? []);
      this.setInput(input);
      this.annotations = pairsOf(detail.annotations);
      const at = this.annotations.find(({ name, value }) => name === "project" && this.projects.some((one) => one.name === value));
      if (at) {
        this.project = at.value;
        this.annotations = this.annotations.filter((one) => one !== at);
      }
      this.takeSettings(settings);
      this.note =
        `Input, annotations and settings of ${oneLine(runId, 100)}.` +
        (renamed.length ? ` The store knows ${renamed.join(", ")} under another spelling, which was converted back.` : "");
    } catch (cause) {
      this.error = cause;
    }
  }

  /** Those of a run that was launched from here; of others only the input is known. */
  private takeSettings({ env, project, budget, ...options }: RunSettings): void {
    const { CHAD_FUSION_MODELS: models, DRY_RUN: dryRun, ...others } = env;
    this.env = pairsOf(others);
    this.models = models ? models.split(",").filter(Boolean) : null;
    this.dryRun = dryRun === "1";
    this.execution = executionForm(options as ExecutionFields);
    this.budget = limitText(budget);
    if (project && this.projects.some((one) => one.name === project)) this.project = project;
  }

  private setInput(input: InputValue): void {
    this.input = input;
    this.jsonText = stringifyExact(input, 2);
    this.jsonProblem = null;
  }

  private edited(input: InputValue): void {
    this.input = input;
    this.left = new Set([...this.left].filter((name) => input[name] === undefined || input[name] === ""));
    drafts.set(this.name, input);
    if (this.mode === "form") this.jsonText = stringifyExact(input, 2);
  }

  private typedJson(text: string): void {
    this.jsonText = text;
    const read = readInput(text);
    this.jsonProblem = "problem" in read ? read.problem : null;
    if ("value" in read) this.edited(read.value);
  }

  private async toJson(): Promise<void> {
    await import("../../components/code/code-editor");
    this.mode = "json";
  }

  private get request(): LaunchRequest {
    const env: Record<string, string> = {};
    for (const { name, value } of this.env) if (name.trim()) env[name.trim()] = value;
    if (this.models) env["CHAD_FUSION_MODELS"] = this.models.join(",");
    if (this.dryRun) env["DRY_RUN"] = "1";
    const annotations: Record<string, Json> = {};
    for (const { name, value } of this.annotations) if (name.trim()) annotations[name.trim()] = value;
    return {
      workflow: this.name,
      input: this.input,
      env,
      annotations,
      ...(this.runId.trim() && { runId: this.runId.trim() }),
      ...(this.project && { project: this.project }),
      ...(this.budget.trim() && { budget: limitOf(this.budget) }),
      ...executionFields(this.execution),
    };
  }

  /** Why it can't be launched now; null when it can. */
  private get obstacle(): string | null {
    if (!mayWrite()) return "Your role can't launch workflows. Ask an operator.";
    if (!this.ready) return "Reading the workflow…";
    if (this.form?.missing.length) return `Missing requirements: ${this.form.missing.join("; ")}.`;
    if (this.jsonProblem) return `The JSON is not complete: ${this.jsonProblem}`;
    if (this.fieldProblems.size || (this.budget.trim() && !limitOf(this.budget))) return "A field is not valid.";
    if (this.models?.length === 0) return "Enter at least one model, or use the default roster.";
    if (stringifyExact(this.input).length > MAX_INPUT_CHARS) return "The input is larger than 1 MB.";
    return null;
  }

  private async launch(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || this.obstacle) return;
    this.error = null;
    this.left = new Set(this.fields.filter((field) => !field.optional && isEmpty(this.input[field.name], field)).map((field) => field.name));
    if (this.left.size) return this.showFirstProblem();
    this.busy = true;
    try {
      const launched = await write<Launched>("/api/launch", this.request);
      drafts.delete(this.name);
      toast("ok", `Launched ${launched.workflow}`, { detail: launched.runId });
      await router.go(runUrl({ id: launched.runId, store: launched.store }));
    } catch (cause) {
      this.error = cause;
      this.busy = false;
      await this.showFirstProblem();
    }
  }

  private async showFirstProblem(): Promise<void> {
    await this.updateComplete;
    await this.querySelector<PageElement>("input-form")?.updateComplete;
    this.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }

  private keys(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  }

  private get errors(): Map<string, string> {
    const errors = errorsByField(this.error instanceof ApiError ? this.error.problem.errors : undefined);
    for (const name of this.left) errors.set(`input.${name}`, "This is required.");
    return errors;
  }

  protected override render(): unknown {
    const obstacle = this.obstacle;
    return html`<dialog
      class="drawer"
      aria-labelledby="launch-title"
      @close=${this.closed}
      @click=${(event: Event) => event.target === this.dialog && this.dialog?.close()}
    >
      <form class="drawer-form" @submit=${this.launch} @keydown=${this.keys} novalidate>
        <header class="drawer-head">
          <h2 id="launch-title">Launch ${oneLine(this.name, 200)}</h2>
          <button type="button" class="quiet" aria-label="Close" @click=${() => this.dialog?.close()}>${icon("close")}</button>
        </header>
        <div class="launch-body">${this.ready ? this.body() : html`<div class="bone"></div><div class="bone bone-1"></div>`}</div>
        <footer class="drawer-foot">
          ${this.error ? html`<div class="dialog-error" role="alert">${problemText(this.error)}</div>` : nothing}
          <details class="launch-command">
            <summary>Command</summary>
            ${commandLine(...launchWords(this.request))}
          </details>
          ${this.forecast.value ? html`<p class="hint" role="status" aria-label="Forecast">${oneLine(this.forecast.value.says, 300)}</p>` : nothing}
          <div class="launch-buttons">
            ${this.knobs.includes("DRY_RUN")
              ? html`<label class="launch-dry"
                  ><input
                    type="checkbox"
                    .checked=${this.dryRun}
                    @change=${(event: Event) => (this.dryRun = (event.target as HTMLInputElement).checked)}
                  />
                  Dry run <span class="mut small">makes no changes outside its store</span></label
                >`
              : html`<span></span>`}
            <button type="submit" class="primary" ?disabled=${this.busy || obstacle !== null} title=${obstacle ?? nothing}>
              ${this.busy ? "Starting…" : html`${icon("play")} Launch <kbd aria-hidden="true">Ctrl ↵</kbd>`}
            </button>
          </div>
          ${obstacle && this.ready ? html`<p class="hint" role="status">${obstacle}</p>` : nothing}
        </footer>
      </form>
    </dialog>`;
  }

  private body(): unknown {
    const errors = this.errors;
    const hint = headNote(this.source, "Input");
    return html`
      ${this.note ? html`<p class="launch-note">${this.note}</p>` : nothing}
      ${this.form?.note ? html`<p class="launch-note">${this.form.note}</p>` : nothing}
      <section aria-label="Input">
        <div class="launch-line">
          <h3>Input</h3>
          <span class="grow"></span>
          ${this.pastInputs()}
          <div class="launch-modes" role="group" aria-label="How to write the input">
            <button
              type="button"
              class="chip"
              aria-pressed=${this.mode === "form"}
              ?disabled=${this.jsonProblem !== null || this.fields.length === 0}
              title=${this.fields.length === 0 ? "The workflow does not describe its fields." : nothing}
              @click=${() => (this.mode = "form")}
            >
              Form
            </button>
            <button type="button" class="chip" aria-pressed=${this.mode === "json"} @click=${this.toJson}>JSON</button>
          </div>
        </div>
        ${hint ? html`<p class="hint launch-hint">${oneLine(hint, 400)}</p>` : nothing}
        ${this.mode === "form"
          ? html`<input-form
              .fields=${this.fields}
              .value=${this.input}
              .errors=${errors}
              @input-change=${(event: CustomEvent<InputValue>) => this.edited(event.detail)}
              @input-problems=${(event: CustomEvent<ReadonlySet<string>>) => (this.fieldProblems = event.detail)}
            ></input-form>`
          : this.jsonInput(errors)}
      </section>
      ${this.asksRoster
        ? rosterChoice(this.roster, this.models, (models) => (this.models = models), () => void this.readRoster())
        : nothing}
      ${projectPart(this.projects, this.project, errors, (name) => (this.project = name))}
      ${budgetPart(this.budget, errors, (text) => (this.budget = text))}
      ${settingsPart(this.env, errors, this.knobs, (env) => (this.env = env))}
      ${namePart(this, errors)} ${executionPart(this.execution, errors, (execution) => (this.execution = execution))}
      ${this.preview()}
    `;
  }

  private jsonInput(errors: Map<string, string>): unknown {
    const refused = [...errors].filter(([key]) => key.startsWith("input"));
    return html`<code-editor
        class="launch-json"
        language="json"
        label="Input as JSON"
        .value=${this.jsonText}
        @change=${(event: CustomEvent<string>) => this.typedJson(event.detail)}
      ></code-editor>
      ${refused.map(([key, words]) => html`<p class="field-error small"><code>${key}</code>: ${sentence(words)}</p>`)}`;
  }

  private pastInputs(): unknown {
    if (this.examples.length === 0) return nothing;
    return html`<select
      class="launch-past"
      aria-label="Use the input of an earlier run"
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        const run = this.examples.find((one) => runKey(one) === select.value);
        if (run) void this.takeFrom(run.id, run.store);
        select.value = "";
      }}
    >
      <option value="">Take from…</option>
      ${this.examples.map((run) => html`<option value=${runKey(run)}>${listTime(run.createdAtMs, Date.now())} · ${oneLine(run.id, 100)}</option>`)}
    </select>`;
  }
}

/** A field that must be there and may be null stands for null when it is empty. */
const isEmpty = (value: Json | undefined, field: InputField): boolean =>
  value === undefined ? !field.nullable : value === "" && (field.min ?? 0) > 0;

/** An input that is no object, or too large to be edited here, is said. */
async function readRunInput(runId: string, store: string | null): Promise<InputValue> {
  const text = await getText(runPath(runId, "/input"), { store });
  const read = readInput(text);
  if ("problem" in read) throw new Error(`The input of ${runId} can't be taken: ${read.problem}`);
  return read.value;
}

customElements.define("launch-drawer", LaunchDrawer);
