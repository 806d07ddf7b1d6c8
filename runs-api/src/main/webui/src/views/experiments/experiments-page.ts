import { html, nothing, type PropertyDeclarations } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { get } from "../../api/client";
import type { Candidate, Leaderboard } from "../../api/types";
import { PageElement } from "../../components/element";
import { empty, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { spark } from "../../components/spark";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { percent } from "../../lib/scores";
import { live } from "../../live/stream";
import { type Place, router } from "../../router";
import { mayWrite } from "../../session";
import "./candidate-comparison";
import "./experiments.css";
import { lastReport } from "./last-report";

const LAUNCH = "/workflows/experiments.jsx?launch=1";
const MAX_COMPARED = 4;
const RETIRED_SHOWN = 100;

/** Who is best: models and prompts by their scores; chosen ones side by side. `?c=ID` names the chosen. */
class ExperimentsPage extends PageElement {
  static override properties: PropertyDeclarations = {
    place: { attribute: false },
    allRetired: { state: true },
  };
  declare place: Place;
  declare allRetired: boolean;

  private readonly board = new Resource(this, (signal) => get<Leaderboard>("/api/experiments", {}, signal));

  constructor() {
    super();
    this.allRetired = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.board.load();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "catalog" && change.of === "experiments" && this.board.soon(),
        reload: () => this.board.soon(),
        poll: ({ list }) => list && this.board.soon(0),
      }),
    );
  }

  private get chosen(): string[] {
    return this.place.query.getAll("c").slice(0, MAX_COMPARED);
  }

  private choose(ids: string[]): void {
    const query = new URLSearchParams(ids.map((id) => ["c", id]));
    router.replace(query.size ? `/experiments?${query}` : "/experiments");
  }

  private toggle(id: string): void {
    const { chosen } = this;
    this.choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-MAX_COMPARED));
  }

  protected override render(): unknown {
    const board = this.board.value;
    const updated = board?.updatedAt ? Date.parse(board.updatedAt) : Number.NaN;
    return html`
      <header class="page-head">
        <h1>Experiments</h1>
        ${board && board.generation > 0
          ? html`<p class="mut">
              Generation ${count(board.generation)}${Number.isNaN(updated) ? nothing : html` · <rel-time .at=${updated}></rel-time>`}
            </p>`
          : nothing}
        <span class="grow"></span>
        ${mayWrite() ? html`<a class="button" href=${LAUNCH}>${icon("play")} Run next generation</a>` : nothing}
      </header>
      ${this.board.face((value) => this.content(value), 8)}
    `;
  }

  private content(board: Leaderboard): unknown {
    if (board.candidates.length === 0) {
      return html`<div class="page-body">
        ${empty(
          "No generation yet",
          board.problem
            ? plainText(board.problem)
            : "The arena asks every model and prompt the same questions in each generation. Its first run creates the leaderboard.",
          mayWrite() ? html`<a class="button primary" href=${LAUNCH}>Launch experiments.jsx</a>` : nothing,
        )}
      </div>`;
    }
    const inPlay = board.candidates.filter((one) => one.status !== "retired");
    const retired = board.candidates.filter((one) => one.status === "retired");
    const compared = this.chosen.flatMap((id) => board.candidates.find((one) => one.id === id) ?? []);
    return html`
      ${board.problem ? staleNote(plainText(board.problem)) : nothing}
      ${board.offline
        ? html`<p class="ex-offline" role="note">
            <span class="tag tone-text-wait">Offline scores</span> No real model was asked. The first run with a model key starts over.
          </p>`
        : nothing}
      <div class="page-body ex-body">
        <section aria-label="Side by side" aria-live="polite">
          ${compared.length >= 2
            ? html`<candidate-comparison .candidates=${compared} @done=${() => this.choose([])}></candidate-comparison>`
            : html`<p class="hint">
                ${compared.length === 1 ? "Choose one more to compare them." : "Choose two or more to compare them."}
              </p>`}
        </section>
        ${this.table(inPlay, "Leaderboard")} ${this.retired(retired)} ${lastReport(board)}
      </div>
    `;
  }

  private table(candidates: readonly Candidate[], label: string): unknown {
    return html`<div class="table-wrap ex-wrap">
      <table class="ex-table" aria-label=${label}>
        <thead>
          <tr>
            <th><span class="visually-hidden">Choose</span></th>
            <th class="num">Rank</th>
            <th>Candidate</th>
            <th>Status</th>
            <th class="num">Mean</th>
            <th class="ex-wide">Scores</th>
            <th class="num ex-wide">Misses</th>
            <th>Last score</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            candidates,
            (one) => one.id,
            (one) => this.row(one),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private row(one: Candidate): unknown {
    const last = one.scores.at(-1);
    const isChosen = this.chosen.includes(one.id);
    return html`<tr class=${isChosen ? "ex-chosen" : ""}>
      <td>
        <input
          type="checkbox"
          aria-label="Compare ${oneLine(one.id, 120)}"
          .checked=${isChosen}
          @change=${() => this.toggle(one.id)}
        />
      </td>
      <td class="num ex-rank">${one.status === "retired" ? "–" : one.rank}</td>
      <td class="ex-name">
        <b>${oneLine(one.kind === "model" ? (one.model ?? one.id) : one.id.replace(/^prompt:/, ""), 120)}</b>
        <span class="tag">${oneLine(one.kind, 20)}</span>
        ${one.prompt ? html`<br /><span class="mut small">${oneLine(one.prompt, 110)}</span>` : nothing}
        ${one.reason ? html`<br /><span class="mut small">${plainText(one.reason)}</span>` : nothing}
      </td>
      <td class="ex-status">${status(one.status)}</td>
      <td class="num ex-mean">${one.mean === null ? "–" : percent(one.mean)}</td>
      <td class="ex-wide">${spark(one.scores)}</td>
      <td class="num ex-wide ${one.misses > 0 ? "ex-misses" : "mut"}">${one.misses}</td>
      <td class="ex-last">
        ${last ? html`${last.score === null ? "–" : percent(last.score)} ${lastRun(last)}` : html`<span class="mut">none</span>`}
      </td>
    </tr>`;
  }

  private retired(retired: readonly Candidate[]): unknown {
    if (retired.length === 0) return nothing;
    const shown = this.allRetired ? retired : retired.slice(0, RETIRED_SHOWN);
    return html`<details class="ex-retired">
      <summary>Retired <span class="mut">${count(retired.length)}, out for good</span></summary>
      ${this.table(shown, "Retired candidates")}
      ${shown.length < retired.length
        ? html`<button type="button" class="link" @click=${() => (this.allRetired = true)}>${retired.length - shown.length} more</button>`
        : nothing}
    </details>`;
  }
}

function lastRun({ runId, atMs }: Candidate["scores"][number]): unknown {
  const when = atMs === null ? nothing : html`<rel-time .at=${atMs} as="list"></rel-time>`;
  if (!runId) return html`<span class="mut small">${when}</span>`;
  return html`<a class="small" href=${runUrl({ id: runId })} title=${runId}>${atMs === null ? runId : when}</a>`;
}

function status(word: string): unknown {
  switch (word) {
    case "champion":
      return html`<span class="tag tone-text-ok">★ champion</span>`;
    case "retired":
      return html`<span class="tag tone-text-off">retired</span>`;
    default:
      return html`<span class="tag">${oneLine(word, 20)}</span>`;
  }
}

customElements.define("experiments-page", ExperimentsPage);
