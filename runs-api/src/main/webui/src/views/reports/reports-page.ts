import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get, wasAborted, write } from "../../api/client";
import type { Page, Report, ReportItem } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { PageElement } from "../../components/element";
import { empty, failure, loading } from "../../components/faces";
import { icon } from "../../components/icon";
import { markdown } from "../../components/markdown";
import "../../components/rel-time";
import { sentence } from "../../components/sentence";
import { toast } from "../../components/toast";
import { plainText } from "../../lib/plain-text";
import { bindKey } from "../../keys";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import "./reports.css";

/** The nights: what ran, what stalled, what waits, as it is posted to Open WebUI. */
class ReportsPage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    items: { state: true },
    report: { state: true },
    error: { state: true },
    isMaking: { state: true },
  };
  declare place: Place;
  declare items: ReportItem[] | null;
  declare report: Report | null;
  declare error: unknown;
  declare isMaking: boolean;
  private cursor: string | null = null;
  private asked = new AbortController();
  private shown = "";

  constructor() {
    super();
    this.items = null;
    this.report = null;
    this.error = null;
    this.isMaking = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(() => this.asked.abort());
    this.until(bindKey("j", "Previous night", () => void this.step(-1)));
    this.until(bindKey("k", "Next night", () => void this.step(1)));
    void this.read();
  }

  private get night(): string {
    return this.place.parts[1] ?? this.items?.[0]?.night ?? "";
  }

  protected override willUpdate(): void {
    if (this.night && this.night !== this.shown) {
      this.shown = this.night;
      void this.open(this.night);
    }
  }

  private async read(): Promise<void> {
    try {
      const page = await get<Page<ReportItem>>("/api/reports", { limit: 100 });
      this.items = page.items;
      this.cursor = page.nextCursor;
      this.error = null;
    } catch (cause) {
      this.error = cause;
    }
  }

  private async earlier(): Promise<void> {
    try {
      const page = await get<Page<ReportItem>>("/api/reports", { limit: 100, cursor: this.cursor });
      this.cursor = page.nextCursor;
      this.items = [...(this.items ?? []), ...page.items];
    } catch (cause) {
      toast("bad", "Earlier nights could not be read", { detail: (cause as Error).message });
    }
  }

  /** The night before or after the one that is shown; null where there is none. */
  private neighbour(by: 1 | -1): string | null {
    const items = this.items ?? []; // the newest first
    const at = items.findIndex((one) => one.night === this.night);
    return at < 0 ? null : (items[at - by]?.night ?? null);
  }

  /** Nights that were not listed yet are read when the last one of the list is left. */
  private async step(by: 1 | -1): Promise<void> {
    if (by < 0 && this.cursor !== null && this.neighbour(by) === null) await this.earlier();
    const night = this.neighbour(by);
    if (night) await router.go(reportUrl(night));
  }

  private async open(night: string): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    try {
      this.report = await get<Report>(`/api/reports/${encodeURIComponent(night)}`, {}, this.asked.signal);
      this.error = null;
    } catch (cause) {
      if (wasAborted(cause)) return;
      this.report = null;
      this.error = cause;
    }
  }

  private async make(): Promise<void> {
    this.isMaking = true;
    try {
      const made = await write<ReportItem>("/api/reports", {});
      toast("ok", `${made.title} is there`);
      await this.read();
      this.shown = "";
      void router.go(reportUrl(made.night));
    } catch (cause) {
      toast("bad", "The report was not generated", { detail: (cause as Error).message });
    } finally {
      this.isMaking = false;
    }
  }

  protected override render(): unknown {
    return html`<header class="page-head">
        <h1 class="grow">Reports</h1>
        ${mayWrite()
          ? html`<button type="button" ?disabled=${this.isMaking} @click=${() => this.make()}>
              ${this.isMaking ? "Writing…" : "Generate report"}
            </button>`
          : nothing}
      </header>
      ${this.items === null
        ? this.error
          ? failure(this.error, () => void this.read())
          : loading(8)
        : this.items.length === 0
          ? empty("No reports yet", "A report is generated every morning, and on demand.")
          : html`<div class="reports">${this.list(this.items)} ${this.text()}</div>`}`;
  }

  private list(items: ReportItem[]): TemplateResult {
    return html`<nav class="reports-list" aria-label="Nights">
      ${items.map(
        (one) =>
          html`<a href=${reportUrl(one.night)} aria-current=${one.night === this.night ? "page" : nothing}
            ><b>${one.night}</b><span class="mut small">${POST[one.post.state]}</span></a
          >`,
      )}
      ${this.cursor === null ? nothing : html`<button type="button" class="quiet" @click=${() => this.earlier()}>Earlier ones</button>`}
    </nav>`;
  }

  private steps(): TemplateResult {
    const before = this.neighbour(-1);
    const after = this.neighbour(1);
    return html`<p class="reports-steps">
      <button type="button" ?disabled=${before === null && this.cursor === null} title="Previous night ( j )" @click=${() => this.step(-1)}>
        ${icon("left")} Previous night
      </button>
      <button type="button" ?disabled=${after === null} title="Next night ( k )" @click=${() => this.step(1)}>Next night ${icon("right")}</button>
    </p>`;
  }

  private text(): TemplateResult {
    const { report } = this;
    if (this.error) return failure(this.error, () => void this.open(this.night));
    if (!report) return loading(8);
    return html`<article class="reports-text" tabindex="0" aria-label=${report.title}>
      ${this.steps()}
      <p class="mut small">
        written <rel-time at=${report.createdAtMs}></rel-time> · ${report.path} ·
        ${POST[report.post.state]}${report.post.problem ? html`: ${sentence(plainText(report.post.problem))}` : ""}
      </p>
      ${markdown(report.markdown)} ${commandLine("report", report.night)}
    </article>`;
  }
}

const reportUrl = (night: string): string => `/reports/${encodeURIComponent(night)}`;

const POST = {
  posted: "posted to Open WebUI",
  waiting: "waits for Open WebUI",
  failed: "refused by Open WebUI",
  off: "saved locally",
} as const;

customElements.define("reports-page", ReportsPage);
