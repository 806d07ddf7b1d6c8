import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get, write } from "../../api/client";
import type { ArchivedStore, AuditEntry, Backup, Health, Page, StoreView } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { empty, failure, loading } from "../../components/faces";
import "../../components/rel-time";
import { toast } from "../../components/toast";
import { sentence } from "../../components/sentence";
import { stateSign } from "../../components/state";
import { bytes, count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import type { StateLook } from "../../lib/run-state";
import { live } from "../../live/stream";
import type { Place } from "../../router";
import { mayWrite } from "../../session";
import "./project-list";
import "./system.css";

const AUDIT_PAGE = 50;

/** What the editor asks by itself while somebody types: no act of an operator. */
const SELF_MADE = new Set(["workflow-file-check", "workflow-graph"]);
const BACKUPS = 5;

/** What the Runs IDE stands on: the engine, the services, the stores, and who did what. */
class SystemPage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    health: { state: true },
    stores: { state: true },
    storeProblems: { state: true },
    backups: { state: true },
    audit: { state: true },
    result: { state: true },
    action: { state: true },
    principal: { state: true },
    error: { state: true },
  };
  declare place: Place;
  declare health: Health | null;
  declare stores: StoreView[];
  /** What the folders hold and is not among the stores. */
  declare storeProblems: string[];
  declare backups: Backup[];
  declare audit: AuditEntry[];
  /** The result that the audit log is narrowed to; empty for all. */
  declare result: string;
  /** The action and the person that it is narrowed to; empty for all. */
  declare action: string;
  declare principal: string;
  declare error: unknown;
  private cursor: string | null = null;

  constructor() {
    super();
    this.health = null;
    this.stores = [];
    this.storeProblems = [];
    this.backups = [];
    this.audit = [];
    this.result = "";
    this.action = "";
    this.principal = "";
    this.error = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "store" && void this.read(),
        reload: () => void this.read(),
        poll: ({ list }) => list && void this.read(),
      }),
    );
    void this.read();
  }

  private async read(): Promise<void> {
    try {
      const [health, stores, backups, audit] = await Promise.all([
        get<Health>("/api/health"),
        get<Page<StoreView> & { problems: string[] }>("/api/stores"),
        get<Page<Backup>>("/api/backups", { limit: BACKUPS }),
        this.readAudit(null),
      ]);
      this.health = health;
      this.stores = stores.items;
      this.storeProblems = stores.problems;
      this.backups = backups.items;
      this.audit = audit.items;
      this.cursor = audit.nextCursor;
      this.error = null;
    } catch (cause) {
      this.error = cause;
    }
  }

  private readAudit(cursor: string | null): Promise<Page<AuditEntry>> {
    const { result, action, principal } = this;
    return get<Page<AuditEntry>>("/api/audit", { limit: AUDIT_PAGE, cursor, result: result || null, action: action || null, principal: principal || null });
  }

  private async more(): Promise<void> {
    const page = await this.readAudit(this.cursor);
    this.audit = [...this.audit, ...page.items];
    this.cursor = page.nextCursor;
    this.requestUpdate();
  }

  /** While runs are live; where it takes longer than the page waits, the list shows how it goes on. */
  private async backUp(): Promise<void> {
    const done = await ask({
      title: "Make a backup now?",
      body: () => html`<p>
          Everything except the keys is copied to <code>state/backups</code>, each store as of one moment. Runs continue in the meantime.
        </p>
        ${commandLine("backup")}`,
      confirm: "Back up",
      run: async () => {
        const made = await write<Backup>("/api/backups", {});
        toast(made.state === "failed" ? "bad" : "ok", `Backup ${made.name}: ${made.state}`, {
          detail: made.problem ?? undefined,
        });
      },
    });
    if (done) await this.read();
  }

  private async archive(store: StoreView): Promise<void> {
    const runs = store.runs === null ? "Its runs leave" : store.runs === 1 ? "Its run leaves" : `Its ${count(store.runs)} runs leave`;
    const done = await ask({
      title: `Archive ${store.name}?`,
      body: () => html`<p>
          ${runs} the list: the store is copied to <code>state/archive</code>, verified there, and removed. The next launch creates an empty one. Everything else in it is archived too: the workflow's memory, cached answers, schedules.
        </p>
        <p>This is refused while a run in it has not ended.</p>
        ${commandLine("archive", store.name)}`,
      confirm: "Archive the store",
      danger: true,
      arm: "I understand that its runs leave the list.",
      run: async () => {
        const archived = await write<ArchivedStore>(`/api/stores/${storePath(store.name)}/archive`, {});
        toast("ok", `Archived ${archived.store}`, { detail: archived.archive });
      },
    });
    if (done) await this.read();
  }

  protected override render(): unknown {
    return html`<header class="page-head"><h1>System</h1></header>
      <div class="page-body system">
        ${this.health
          ? html`${this.services(this.health)} ${this.storeTable()} <project-list></project-list> ${this.backupTable()} ${this.auditTable()}`
          : this.error
            ? failure(this.error, () => void this.read())
            : loading(10)}
      </div>`;
  }

  private services(health: Health): TemplateResult {
    const { engine } = health;
    return html`<section aria-labelledby="services-title">
      <h2 id="services-title">Services</h2>
      ${health.warnings.map((warning) => html`<p class="tone-text-bad text" role="alert">${sentence(plainText(warning))}</p>`)}
      <ul class="services">
        ${serviceCard("engine", engine.available, engine.available ? `Smithers ${engine.version} on bun ${engine.bun}` : (engine.problem ?? "not there"))}
        ${health.services.map(({ name, status, version }) => serviceCard(name, status === "ok", status === "ok" ? (version ?? "") : `${status}${version ? `, ${version}` : ""}`))}
      </ul>
    </section>`;
  }

  private storeTable(): TemplateResult {
    return html`<section aria-labelledby="stores-title">
      <h2 id="stores-title">Stores</h2>
      ${this.storeProblems.map((problem) => html`<p class="tone-text-bad text">${plainText(problem)}</p>`)}
      ${this.stores.length === 0
        ? empty("No store yet", "The first run of a workflow creates one.")
        : html`<div class="table-wrap" tabindex="0" role="group" aria-label="Stores">
            <table>
              <thead>
                <tr>
                  <th>Store</th>
                  <th>State</th>
                  <th class="num">Runs</th>
                  <th class="num">Size</th>
                  <th class="wide">Schema</th>
                  ${mayWrite() ? html`<th><span class="visually-hidden">Actions</span></th>` : nothing}
                </tr>
              </thead>
              <tbody>
                ${this.stores.slice(0, 500).map(
                  (store) =>
                    html`<tr>
                      <td>
                        ${store.state === "ok"
                          ? html`<a href="/runs?store=${encodeURIComponent(store.name)}">${store.name}</a>`
                          : store.name}<br /><span class="mut small">${store.path}</span>
                      </td>
                      <td>
                        <span class=${store.state === "ok" ? "tone-text-ok" : "tone-text-bad"}>${store.state}</span>
                        ${store.copyOf ? html`<br /><span class="small text">copy of ${plainText(store.copyOf)}</span>` : nothing}
                        ${store.reason ? html`<br /><span class="small text">${plainText(store.reason)}</span>` : nothing}
                        ${store.leftOut.length
                          ? html`<br /><span class="small text">Not read: ${plainText(store.leftOut.join(" "))}</span>`
                          : nothing}
                      </td>
                      <td class="num">${store.runs === null ? "" : count(store.runs)}</td>
                      <td class="num">${bytes(store.sizeBytes)}</td>
                      <td class="mono small wide">${store.schemaVersion ?? nothing}</td>
                      ${mayWrite()
                        ? html`<td>
                            ${store.state === "ok"
                              ? html`<button
                                  type="button"
                                  class="quiet"
                                  aria-label="Archive ${store.name}"
                                  @click=${() => this.archive(store)}
                                >
                                  Archive…
                                </button>`
                              : nothing}
                          </td>`
                        : nothing}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`}
    </section>`;
  }

  private backupTable(): TemplateResult {
    return html`<section aria-labelledby="backups-title">
      <div class="section-line">
        <h2 id="backups-title">Backups</h2>
        <span class="grow"></span>
        ${mayWrite() ? html`<button type="button" @click=${() => this.backUp()}>Back up now…</button>` : nothing}
      </div>
      ${this.backups.length === 0
        ? empty("No backup yet", html`Run <code>chad-runs backup</code>, or set <code>CHAD_BACKUP_AT</code> for a daily one.`)
        : html`<div class="table-wrap" tabindex="0" role="group" aria-label="Backups">
            <table>
              <thead>
                <tr>
                  <th>Backup</th>
                  <th>Made</th>
                  <th>State</th>
                  <th class="num">Stores</th>
                  <th class="num">Size</th>
                </tr>
              </thead>
              <tbody>
                ${this.backups.map(
                  (backup) =>
                    html`<tr>
                      <td class="mono small">${backup.name}</td>
                      <td><rel-time at=${backup.createdAtMs} as="list"></rel-time></td>
                      <td>${backupState(backup)}</td>
                      <td class="num">${backup.state === "done" ? count(backup.stores.length) : ""}</td>
                      <td class="num">${bytes(backup.sizeBytes)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`}
    </section>`;
  }

  /** Of what the entries that are shown have: who looks for others narrows the log first. */
  private auditChoice(word: string, chosen: string, found: readonly string[], choose: (value: string) => void): TemplateResult {
    const choices = [...new Set([chosen, ...found])].filter(Boolean).sort();
    return html`<label class="audit-result"
      >${word}
      <select
        @change=${(event: Event) => {
          choose((event.target as HTMLSelectElement).value);
          void this.read();
        }}
      >
        <option value="" ?selected=${chosen === ""}>all</option>
        ${choices.map((one) => html`<option value=${one} ?selected=${one === chosen}>${oneLine(one, 80)}</option>`)}
      </select></label
    >`;
  }

  private auditTable(): TemplateResult {
    const shown = this.audit.filter((entry) => !SELF_MADE.has(entry.action));
    return html`<section aria-labelledby="audit-title">
      <div class="section-line">
        <h2 id="audit-title">Audit log</h2>
        <span class="grow"></span>
        ${this.auditChoice("Who", this.principal, [...new Set(this.audit.map((entry) => entry.principal ?? ""))], (principal) => (this.principal = principal))}
        ${this.auditChoice("Action", this.action, [...new Set(shown.map((entry) => entry.action))], (action) => (this.action = action))}
        <label class="audit-result"
          >Result
          <select
            @change=${(event: Event) => {
              this.result = (event.target as HTMLSelectElement).value;
              void this.read();
            }}
          >
            ${["", "allowed", "refused", "failed"].map(
              (one) => html`<option value=${one} ?selected=${one === this.result}>${one || "all"}</option>`,
            )}
          </select></label
        >
      </div>
      ${shown.length === 0 && this.cursor === null
        ? this.result || this.action || this.principal
          ? empty("No entry matches", "The filters match nothing.")
          : empty("No changes yet", "Every write, allowed or refused, is listed here.")
        : html`<div class="table-wrap" tabindex="0" role="group" aria-label="Audit log">
              <table class="audit">
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Who</th>
                    <th>Action</th>
                    <th>On</th>
                    <th>Result</th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map(
                    (entry) =>
                      html`<tr>
                        <td><rel-time at=${entry.atMs} as="list"></rel-time></td>
                        <td title=${entry.role ?? nothing}>${oneLine(entry.principal ?? "nobody", 80)}</td>
                        <td>${entry.action}</td>
                        <td>
                          ${entry.runId
                            ? html`<a href=${runUrl({ id: entry.runId, store: entry.store ?? null })}>${oneLine(entry.runId, 80)}</a>`
                            : oneLine(entry.workflow ?? entry.path, 120)}
                        </td>
                        <td title="${entry.status}${entry.problemType ? ` ${entry.problemType}` : ""}">
                          <span class=${entry.result === "allowed" ? "" : "tone-text-bad"}>${entry.result}</span>
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${this.cursor === null ? nothing : html`<button type="button" @click=${() => this.more()}>Show older</button>`}`}
    </section>`;
  }
}

/** A name may have slashes, and is as many parts of an address. */
const storePath = (name: string): string => name.split("/").map(encodeURIComponent).join("/");

/** A backup that lacks a database is worth a look, though it is done. */
function backupState(backup: Backup): TemplateResult {
  if (backup.state === "running") {
    return html`running <span class="mut small">of ${bytes(backup.totalBytes)}</span>`;
  }
  const lacks = backup.leftOut.map((file) => `${file.path}: ${file.reason}`).join(" ");
  const said = backup.problem ?? (lacks ? `Lacks ${lacks}` : "");
  return html`<span class=${backup.state === "done" ? "tone-text-ok" : "tone-text-bad"}>${backup.state}</span>
    ${said ? html`<br /><span class="small text">${sentence(plainText(said))}</span>` : nothing}`;
}

const UP: StateLook = { word: "Up", tone: "ok", shape: "check" };
const DOWN: StateLook = { word: "Down", tone: "bad", shape: "cross" };

function serviceCard(name: string, isUp: boolean, says: string): TemplateResult {
  const look = isUp ? UP : DOWN;
  return html`<li>
    <b>${stateSign(look)} ${name}</b> <span class="tone-text-${look.tone}">${look.word}</span>
    <p class="small text ${isUp ? "mut" : "tone-text-bad"}">${sentence(plainText(says))}</p>
  </li>`;
}

customElements.define("system-page", SystemPage);
