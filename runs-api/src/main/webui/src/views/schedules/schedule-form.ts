import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Json, Page, Project, Schedule, SchedulePreview, WorkflowForm, WorkflowItem } from "../../api/types";
import { ask, problemText } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { icon } from "../../components/icon";
import { sentence } from "../../components/sentence";
import { stringifyExact } from "../../lib/exact-json";
import { type ExecutionForm, NO_EXECUTION } from "../../lib/execution";
import type { InputField } from "../../lib/input-schema";
import { schemaFields } from "../../lib/json-schema";
import { errorsByField, formFields, type InputValue, readInput } from "../../lib/launch-form";
import { plainText } from "../../lib/plain-text";
import { definitionOf, NEW_SCHEDULE, optionsOf, type ScheduleTexts, textProblems, textsOf, whenOf } from "../../lib/schedule-form";
import { HERE, isZone, zones } from "../../lib/zoned";
import { executionPart } from "../../parts/execution-part";
import "../../parts/input-form";
import { router } from "../../router";
import { budgetPart, projectPart, settingsPart } from "../workflows/launch-parts";
import { type Pair, pairRows, pairsOf } from "../workflows/pair-rows";
import "../workflows/workflows.css"; // the drawer and the rows of the launch form
import { nextTimes } from "./next-times";
import { schedulePath } from "./schedule-links";

const TYPING_MS = 200;

/** What is often wanted, and how that is written. */
const PATTERNS = [
  ["Every night", "45 4 * * *"],
  ["Weekdays", "0 8 * * 1-5"],
  ["Hourly", "0 * * * *"],
  ["Mondays", "0 9 * * 1"],
  ["First of the month", "0 6 1 * *"],
] as const;

/**
 * Makes a schedule, or changes one. The service says while one types when it would be due, in words and by its next ten
 * times. `close` carries the name of what was saved, or null.
 *
 * @fires close CustomEvent<string | null>
 */
class ScheduleForm extends PageElement {
  static override properties: PropertyDeclarations = {
    schedule: { attribute: false },
    workflow: { type: String },
    texts: { state: true },
    input: { state: true },
    inputText: { state: true },
    isJson: { state: true },
    fieldProblems: { state: true },
    env: { state: true },
    annotations: { state: true },
    execution: { state: true },
    isPaused: { state: true },
    preview: { state: true },
    previewError: { state: true },
    busy: { state: true },
    error: { state: true },
    problems: { state: true },
  };
  /** What is changed; null for a new one. */
  declare schedule: Schedule | null;
  /** The workflow of a new one, when that is known. */
  declare workflow: string;
  declare texts: ScheduleTexts;
  declare input: InputValue;
  declare inputText: string;
  declare isJson: boolean;
  declare fieldProblems: ReadonlySet<string>;
  declare env: Pair[];
  declare annotations: Pair[];
  declare execution: ExecutionForm;
  /** Whether a new one begins paused. */
  declare isPaused: boolean;
  declare preview: SchedulePreview | null;
  declare previewError: unknown;
  declare busy: boolean;
  declare error: unknown;
  /** Why it can't be sent, by field. */
  declare problems: ReadonlyMap<string, string>;

  private dialog: HTMLDialogElement | null = null;
  private workflows: WorkflowItem[] = [];
  private projects: Project[] = [];
  private form: WorkflowForm | null = null;
  private formOf = "";
  /** Why the fields of the input are not known. */
  private formError: Error | null = null;
  private isDirty = false;
  private saved: string | null = null;
  private asked: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unblock = (): void => undefined;

  constructor() {
    super();
    this.schedule = null;
    this.workflow = "";
    this.texts = NEW_SCHEDULE;
    this.input = {};
    this.inputText = "";
    this.isJson = false;
    this.fieldProblems = new Set();
    this.env = [];
    this.annotations = [];
    this.execution = NO_EXECUTION;
    this.isPaused = false;
    this.preview = null;
    this.previewError = null;
    this.busy = false;
    this.error = null;
    this.problems = new Map();
  }

  protected override firstUpdated(): void {
    this.dialog = this.querySelector("dialog");
    this.begin();
    this.dialog?.showModal();
    this.querySelector<HTMLElement>(this.schedule ? "#schedule-cron, #schedule-every" : "#schedule-name")?.focus();
    this.until(() => {
      this.unblock();
      clearTimeout(this.timer);
      this.asked?.abort();
      this.dialog?.close();
    });
    void this.readChoices();
  }

  private begin(): void {
    const of = this.schedule?.definition;
    this.texts = of ? textsOf(this.schedule!.name, of) : { ...NEW_SCHEDULE, workflow: this.workflow, zone: isZone(HERE) ? HERE : "UTC" };
    this.input = (of?.input ?? {}) as InputValue;
    this.inputText = stringifyExact(this.input, 2);
    this.env = pairsOf((of?.env ?? {}) as Json);
    this.annotations = pairsOf((of?.annotations ?? {}) as Json);
    this.execution = of ? optionsOf(of) : NO_EXECUTION;
    void this.look();
    void this.readForm();
  }

  private async readChoices(): Promise<void> {
    const quietly = <T>(read: Promise<Page<T>>): Promise<T[]> => read.then(({ items }) => items).catch(() => []);
    [this.workflows, this.projects] = await Promise.all([
      quietly(get<Page<WorkflowItem>>("/api/workflows")),
      quietly(get<Page<Project>>("/api/projects")),
    ]);
    this.requestUpdate();
  }

  /** What the chosen workflow takes. */
  private async readForm(): Promise<void> {
    const name = this.texts.workflow;
    if (!name || name === this.formOf) return;
    this.formOf = name;
    const form = await get<WorkflowForm>("/api/workflow-form", { name }).catch((cause: unknown) => cause as Error);
    if (this.formOf !== name) return;
    this.formError = form instanceof Error ? form : null;
    this.form = form instanceof Error ? null : form;
    this.isJson = this.fields.length === 0;
    this.requestUpdate();
  }

  private readFormAgain(): void {
    this.formOf = "";
    void this.readForm();
  }

  private get fields(): InputField[] {
    return formFields(schemaFields(this.form?.inputSchema ?? null), [this.input]);
  }

  private set(change: Partial<ScheduleTexts>): void {
    this.texts = { ...this.texts, ...change };
    this.touched();
    if (Object.keys(change).some((field) => this.problems.has(field))) {
      this.problems = new Map([...this.problems].filter(([field]) => !(field in change)));
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), TYPING_MS);
    if (change.workflow !== undefined) void this.readForm();
  }

  private touched(): void {
    if (this.isDirty) return;
    this.isDirty = true;
    this.unblock = router.block(() => (this.isDirty ? "The schedule has changes that are not saved." : null));
    router.workChanged();
  }

  /** The service says when it would be due; an earlier question that is still open is dropped. */
  private async look(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const { cron = [], ...rest } = whenOf(this.texts);
    const query = new URLSearchParams(Object.entries(rest));
    for (const one of cron) query.append("cron", one);
    if (![...query.keys()].some((name) => name === "cron" || name === "every")) return;
    try {
      const preview = await get<SchedulePreview>(`/api/schedules/preview?${query}`, {}, asked.signal);
      if (asked.signal.aborted) return;
      this.preview = preview;
      this.previewError = null;
    } catch (cause) {
      if (!asked.signal.aborted) this.previewError = cause;
    }
  }

  private get errors(): Map<string, string> {
    const words = new Map<string, string>();
    for (const error of [this.previewError, this.error]) {
      if (!(error instanceof ApiError)) continue;
      for (const [field, says] of errorsByField(error.problem.errors)) {
        // In the definition of a new one, and one of several expressions.
        const name = field.replace(/^definition\.?/, "").replace(/^cron\[\d+\]$/, "cron");
        words.set(name, words.has(name) && words.get(name) !== says ? `${words.get(name)} ${says}` : says);
      }
    }
    for (const [field, says] of this.problems) words.set(field, says);
    return words;
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const isNew = this.schedule === null;
    const problems = textProblems(this.texts, isNew);
    let input = this.input;
    if (this.isJson) {
      const read = readInput(this.inputText);
      if ("problem" in read) problems.set("input", read.problem);
      else input = read.value;
    } else if (this.fieldProblems.size) problems.set("input", "A field of the input is not valid.");
    this.problems = problems;
    this.error = null;
    if (problems.size) return this.showFirstProblem();
    this.busy = true;
    const object = (pairs: Pair[]): Record<string, string> =>
      Object.fromEntries(pairs.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value]));
    const definition = definitionOf(this.texts, input, object(this.env), object(this.annotations), this.execution);
    try {
      const now = isNew
        ? await write<Schedule>("/api/schedules", {
            name: this.texts.name.trim(),
            definition,
            ...(this.isPaused && { pauseNote: "until wanted" }),
          })
        : await write<Schedule>(schedulePath(this.schedule!.name), { definition, revision: this.schedule!.revision }, { method: "PUT" });
      this.isDirty = false;
      this.saved = now.name;
      this.dialog?.close();
    } catch (cause) {
      this.error = cause;
      this.busy = false;
      await this.showFirstProblem();
    }
  }

  private async showFirstProblem(): Promise<void> {
    await this.updateComplete;
    const field = this.querySelector<HTMLElement>("[aria-invalid=true]");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  }

  /** Leaving the view takes the drawer away too; only who closes it himself stays where he is. */
  private readonly closed = (event: Event): void => {
    if (event.target !== this.dialog || !this.isConnected) return;
    event.stopPropagation();
    this.unblock();
    router.workChanged();
    this.dispatchEvent(new CustomEvent<string | null>("close", { detail: this.saved }));
  };

  private readonly leave = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.isDirty && !(await ask({ title: "Discard the changes?", body: () => "The schedule has changes that are not saved.", confirm: "Discard", keep: "Go on", danger: true }))) return;
    this.isDirty = false;
    this.dialog?.close();
  };

  private readonly keys = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  };

  protected override render(): unknown {
    const errors = this.errors;
    return html`<dialog
      class="drawer sc-drawer"
      aria-labelledby="schedule-title"
      @close=${this.closed}
      @cancel=${this.leave}
      @click=${(event: Event) => event.target === this.dialog && void this.leave(event)}
    >
      <form class="drawer-form" @submit=${this.save} @keydown=${this.keys} novalidate>
        <header class="drawer-head">
          <h2 id="schedule-title">${this.schedule ? `Edit ${this.schedule.name}` : "New schedule"}</h2>
          <button type="button" class="quiet" aria-label="Close" @click=${this.leave}>${icon("close")}</button>
        </header>
        <div class="launch-body">${this.what(errors)} ${this.when(errors)} ${this.inputPart(errors)} ${this.policies(errors)} ${this.more(errors)}</div>
        <footer class="drawer-foot">
          ${this.error ? html`<div class="dialog-error" role="alert">${problemText(this.error)}</div>` : nothing}
          <div class="launch-buttons">
            ${this.schedule
              ? html`<span class="mut small">Counts from now on; runs that were launched are left alone.</span>`
              : html`<label class="launch-dry"
                  ><input type="checkbox" .checked=${this.isPaused} @change=${(event: Event) => (this.isPaused = (event.target as HTMLInputElement).checked)} />
                  Begin paused</label
                >`}
            <button type="submit" class="primary" ?disabled=${this.busy}>
              ${this.busy ? "Saving…" : html`${this.schedule ? "Save" : "Create"} <kbd aria-hidden="true">Ctrl ↵</kbd>`}
            </button>
          </div>
        </footer>
      </form>
    </dialog>`;
  }

  private what(errors: Map<string, string>): TemplateResult {
    const chosen = this.texts.workflow;
    const names = [...new Set([...(chosen ? [chosen] : []), ...this.workflows.map((one) => one.name)])].sort();
    return html`<section aria-label="What">
      ${this.schedule ? nothing : this.text("name", "Name", "lower-case letters, digits, _ and -; in the ids of its runs too", errors, { required: true })}
      ${this.field(
        "workflow",
        "Workflow",
        this.form?.missing.length ? `Missing: ${this.form.missing.join("; ")}.` : "what each due time launches",
        errors,
        html`<select
          id="schedule-workflow"
          aria-describedby="schedule-workflow-hint"
          aria-invalid=${errors.has("workflow")}
          aria-required="true"
          @change=${(event: Event) => this.set({ workflow: (event.target as HTMLSelectElement).value })}
        >
          <option value="" ?selected=${chosen === ""}>choose…</option>
          ${names.map((name) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}
        </select>`,
      )}
    </section>`;
  }

  private when(errors: Map<string, string>): TemplateResult {
    const { by, zone } = this.texts;
    const choice = (value: "cron" | "every", word: string): TemplateResult =>
      html`<button type="button" class="chip" aria-pressed=${by === value} @click=${() => this.set({ by: value })}>${word}</button>`;
    return html`<section aria-label="When">
      <div class="launch-line">
        <h3>When</h3>
        <span class="grow"></span>
        <div class="launch-modes" role="group" aria-label="How to say when">${choice("cron", "At times")} ${choice("every", "Every so often")}</div>
      </div>
      ${by === "cron"
        ? html`${this.field(
              "cron",
              "Cron",
              "minute, hour, day of the month, month, day of the week; several on a line each",
              errors,
              html`<textarea
                id="schedule-cron"
                class="mono"
                rows=${Math.min(4, Math.max(1, this.texts.cron.split("\n").length))}
                spellcheck="false"
                aria-describedby="schedule-cron-hint"
                aria-invalid=${errors.has("cron")}
                .value=${this.texts.cron}
                @input=${(event: Event) => this.set({ cron: (event.target as HTMLTextAreaElement).value })}
              ></textarea>`,
            )}
            <div class="sc-patterns" role="group" aria-label="Examples">
              ${PATTERNS.map(
                ([word, cron]) => html`<button type="button" class="chip" aria-pressed=${this.texts.cron.trim() === cron} @click=${() => this.set({ cron })}>${word}</button>`,
              )}
            </div>`
        : this.text("every", "Every", "a length of time, such as 15 min or 1 h 30 m", errors)}
      ${this.field(
        "zone",
        "Time zone",
        by === "cron" ? "that of the times above; the service's when it is empty" : "for how its times are shown",
        errors,
        html`<input
            id="schedule-zone"
            type="text"
            list="schedule-zones"
            autocomplete="off"
            spellcheck="false"
            placeholder="the service's"
            aria-describedby="schedule-zone-hint"
            aria-invalid=${errors.has("zone")}
            .value=${zone}
            @input=${(event: Event) => this.set({ zone: (event.target as HTMLInputElement).value })}
          /><datalist id="schedule-zones">${zones().map((one) => html`<option value=${one}></option>`)}</datalist>`,
      )}
      ${this.said()}
    </section>`;
  }

  /** The sentence and the next ten times; those of an earlier text are greyed while this one can't be read. */
  private said(): TemplateResult {
    const { preview } = this;
    const isOld = this.previewError !== null;
    const own = this.texts.zone.trim();
    const zone = isZone(own) ? own : preview && isZone(preview.zone) ? preview.zone : HERE;
    return html`<div class="sc-preview ${isOld ? "is-old" : ""}">
      <p role="status">
        <b>${isOld ? this.whyOld() : preview ? sentence(preview.says) : "…"}</b>
      </p>
      ${preview ? html`<h4 class="label">${isOld ? "Before the last change" : "Next ten times"} <span class="mut">${zone}</span></h4>${nextTimes(preview.nextTimes, zone)}` : nothing}
    </div>`;
  }

  /** What is wrong with a field stands at that field. */
  private whyOld(): unknown {
    const isOfField = this.previewError instanceof ApiError && (this.previewError.problem.errors?.length ?? 0) > 0;
    return isOfField ? "Not valid yet" : problemText(this.previewError);
  }

  private inputPart(errors: Map<string, string>): TemplateResult {
    const { fields } = this;
    const refused = [...errors].filter(([field]) => field === "input" || (this.isJson && field.startsWith("input.")));
    return html`<section aria-label="Input">
      <div class="launch-line">
        <h3>Input</h3>
        <span class="grow"></span>
        ${fields.length
          ? html`<div class="launch-modes" role="group" aria-label="How to write the input">
              <button type="button" class="chip" aria-pressed=${!this.isJson} @click=${() => this.toForm()}>Form</button>
              <button type="button" class="chip" aria-pressed=${this.isJson} @click=${() => this.toJson()}>JSON</button>
            </div>`
          : nothing}
      </div>
      ${this.formError
        ? html`<p class="hint" role="status">
            The fields of ${this.texts.workflow} could not be read, so its input is JSON: ${this.formError.message}
            <button type="button" class="link" @click=${() => this.readFormAgain()}>Try again</button>
          </p>`
        : nothing}
      ${this.isJson
        ? html`<textarea
            class="mono sc-json"
            rows="5"
            spellcheck="false"
            aria-label="Input as JSON"
            aria-invalid=${refused.length > 0}
            .value=${this.inputText}
            @input=${(event: Event) => {
              this.inputText = (event.target as HTMLTextAreaElement).value;
              this.touched();
            }}
          ></textarea>`
        : html`<input-form
            .idPrefix=${"schedule-input"}
            .fields=${fields}
            .value=${this.input}
            .errors=${errors}
            @input-change=${(event: CustomEvent<InputValue>) => {
              this.input = event.detail;
              this.touched();
            }}
            @input-problems=${(event: CustomEvent<ReadonlySet<string>>) => (this.fieldProblems = event.detail)}
          ></input-form>`}
      ${refused.map(([, says]) => html`<p class="field-error small" role="alert">${says}</p>`)}
    </section>`;
  }

  private toJson(): void {
    this.inputText = stringifyExact(this.input, 2);
    this.isJson = true;
  }

  private toForm(): void {
    const read = readInput(this.inputText);
    if ("problem" in read) {
      this.problems = new Map([...this.problems, ["input", read.problem]]);
      return;
    }
    this.problems = new Map([...this.problems].filter(([field]) => field !== "input"));
    this.input = read.value;
    this.isJson = false;
  }

  private policies(errors: Map<string, string>): TemplateResult {
    return html`<section aria-label="Policies" class="sc-policies">
      <h3>Policies</h3>
      ${this.select("overlap", "If still running", "what happens while an earlier run has not ended", errors, [
        ["skip", "skip it"],
        ["queue-one", "queue one"],
        ["allow", "run beside it"],
        ["cancel-other", "cancel the earlier run"],
      ])}
      ${this.select("catchUp", "If missed", "what happens to times at which the service was down", errors, [
        ["latest", "run the latest"],
        ["all", "run all of them"],
        ["none", "record them as missed"],
      ])}
      ${this.text("catchUpWindow", "Up to how late", "1 h when it is empty", errors)}
      ${this.text("pauseAfterFailures", "Pause after", "failures in a row; never when it is empty", errors, { numeric: true })}
      ${this.text("mustStartWithin", "Must start within", "else it needs you; 5 m when it is empty", errors)}
      ${this.text("mustFinishWithin", "Must finish within", "else it needs you; no limit when it is empty", errors)}
      <label class="sc-check"
        ><input type="checkbox" .checked=${this.texts.mustSucceed} @change=${(event: Event) => this.set({ mustSucceed: (event.target as HTMLInputElement).checked })} />
        A run that fails needs you</label
      >
    </section>`;
  }

  private more(errors: Map<string, string>): TemplateResult {
    const pairs = this.annotations;
    const at = (field: "start" | "end", word: string, hint: string): TemplateResult =>
      this.field(
        field,
        word,
        hint,
        errors,
        html`<input
          id="schedule-${field}"
          type="datetime-local"
          aria-describedby="schedule-${field}-hint"
          aria-invalid=${errors.has(field)}
          .value=${this.texts[field]}
          @input=${(event: Event) => this.set({ [field]: (event.target as HTMLInputElement).value })}
        />`,
      );
    const isUsed = ["start", "end", "jitter", "description", "pingUrl"].some((field) => this.texts[field as "start"] || errors.has(field));
    return html`<details ?open=${isUsed}>
        <summary>More <span class="mut small">start, end, jitter, watchdog, description</span></summary>
        <div class="sc-policies">
          ${at("start", "Not before", `by the clock of this browser (${HERE})`)} ${at("end", "Not after", "the last time that may be due")}
          ${this.text("jitter", "Jitter", "each run starts later by a part of this", errors)}
          ${this.text("pingUrl", "Watchdog", "an address that is told of each start, success and failure", errors)}
        </div>
        ${this.text("description", "Description", "what it is for", errors)}
      </details>
      ${projectPart(this.projects, this.texts.project, errors, (project) => this.set({ project }))}
      ${budgetPart(this.texts.budget, errors, (budget) => this.set({ budget }))}
      ${settingsPart(this.env, errors, this.form?.knobs ?? [], (env) => {
        this.env = env;
        this.touched();
      })}
      <details ?open=${pairs.length > 0}>
        <summary>Annotations <span class="mut small">to find its runs; <code>schedule</code> and <code>dueAt</code> are added</span></summary>
        ${pairRows({
          what: "annotation",
          pairs,
          errors,
          prefix: "annotations.",
          names: [],
          change: (next) => {
            this.annotations = next;
            this.touched();
          },
        })}
      </details>
      ${executionPart(this.execution, errors, (execution) => {
        this.execution = execution;
        this.touched();
      })}`;
  }

  private field(name: keyof ScheduleTexts, word: string, hint: string, errors: Map<string, string>, control: TemplateResult): TemplateResult {
    const said = errors.get(name);
    return html`<div class="field">
      <label for="schedule-${name}">${word}</label>
      ${control}
      <small id="schedule-${name}-hint" class=${said ? "field-error" : ""}>${said ? sentence(plainText(said)) : hint}</small>
    </div>`;
  }

  private text(
    name: keyof ScheduleTexts & string,
    word: string,
    hint: string,
    errors: Map<string, string>,
    more: { required?: boolean; numeric?: boolean } = {},
  ): TemplateResult {
    return this.field(
      name,
      word,
      hint,
      errors,
      html`<input
        id="schedule-${name}"
        type="text"
        inputmode=${more.numeric ? "numeric" : "text"}
        autocomplete="off"
        spellcheck="false"
        aria-describedby="schedule-${name}-hint"
        aria-invalid=${errors.has(name)}
        aria-required=${more.required ? "true" : nothing}
        .value=${String(this.texts[name])}
        @input=${(event: Event) => this.set({ [name]: (event.target as HTMLInputElement).value })}
      />`,
    );
  }

  private select(
    name: "overlap" | "catchUp",
    word: string,
    hint: string,
    errors: Map<string, string>,
    choices: readonly (readonly [string, string])[],
  ): TemplateResult {
    return this.field(
      name,
      word,
      hint,
      errors,
      html`<select id="schedule-${name}" aria-describedby="schedule-${name}-hint" @change=${(event: Event) => this.set({ [name]: (event.target as HTMLSelectElement).value })}>
        ${choices.map(([value, says]) => html`<option value=${value} ?selected=${value === this.texts[name]}>${says}</option>`)}
      </select>`,
    );
  }
}

customElements.define("schedule-form", ScheduleForm);
