import { html, nothing, type PropertyDeclarations } from "lit";
import { get } from "../../api/client";
import type { Candidate, Leaderboard } from "../../api/types";
import { each } from "../../components/each";
import { PageElement } from "../../components/element";
import { empty, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import "../../components/rel-time";
import { Resource } from "../../components/resource";
import { spark } from "../../components/spark";
import { style } from "../../components/style";
import { count } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { moves, percent, spread } from "../../lib/scores";
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
        <section aria-label="Scores over the generations" aria-live="polite">
          <candidate-comparison
            .candidates=${compared.length >= 2 ? compared : inPlay.slice(0, MAX_COMPARED)}
            ?isChosen=${compared.length >= 2}
            @done=${() => this.choose([])}
          ></candidate-comparison>
          <p class="hint">
            ${compared.length >= 2
              ? nothing
              : compared.length === 1
                ? "Choose one more to compare them."
                : `The best ${Math.min(MAX_COMPARED, inPlay.length)} are shown. Choose two or more to compare those.`}
          </p>
        </section>
        ${this.table(inPlay, "Leaderboard")} ${this.retired(retired)} ${lastReport(board)}
      </div>
    `;
  }

  private table(candidates: readonly Candidate[], label: string): unknown {
    const moved = moves(candidates);
    const hasMisses = candidates.some((one) => one.misses > 0);
    const hasScores = candidates.some((one) => one.scores.length > 0);
    return html`<div class="table-wrap ex-wrap">
      <table class="ex-table" aria-label=${label}>
        <thead>
          <tr>
            <th><span class="visually-hidden">Choose</span></th>
            <th class="num">Rank</th>
            <th>Candidate</th>
            <th>Status</th>
            <th class="num">Mean</th>
            <th class="ex-wide"><span class="visually-hidden">Mean and spread</span></th>
            ${hasScores ? html`<th class="ex-wide">Scores</th>` : nothing} ${hasMisses ? html`<th class="num ex-wide">Misses</th>` : nothing}
            ${hasScores ? html`<th>Last score</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${each(
            candidates,
            (one) => one.id,
            (one) => this.row(one, moved.get(one.id) ?? 0, hasScores, hasMisses),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private row(one: Candidate, moved: number, hasScores: boolean, hasMisses: boolean): unknown {
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
      <td class="num ex-rank">${one.status === "retired" ? "–" : one.rank} ${move(moved)}</td>
      <td class="ex-name">
        <b>${oneLine(one.kind === "model" ? (one.model ?? one.id) : one.id.replace(/^prompt:/, ""), 120)}</b>
        <span class="tag">${oneLine(one.kind, 20)}</span>
        ${one.prompt ? html`<br /><span class="mut small">${oneLine(one.prompt, 110)}</span>` : nothing}
        ${one.reason ? html`<br /><span class="mut small">${plainText(one.reason)}</span>` : nothing}
      </td>
      <td class="ex-status">${status(one.status)}</td>
      <td class="num ex-mean">${one.mean === null ? "–" : percent(one.mean)}</td>
      <td class="ex-wide">${meanBar(one)}</td>
      ${hasScores ? html`<td class="ex-wide">${spark(one.scores)}</td>` : nothing}
      ${hasMisses ? html`<td class="num ex-wide ${one.misses > 0 ? "ex-misses" : "mut"}">${one.misses}</td>` : nothing}
      ${hasScores
        ? html`<td class="ex-last">
            ${last ? html`${last.score === null ? "–" : percent(last.score)} ${lastRun(last)}` : html`<span class="mut">none</span>`}
          </td>`
        : nothing}
    </tr>`;
  }

  private retired(retired: readonly Candidate[]): unknown {
    if (retired.length === 0) return nothing;
    const shown = this.allRetired ? retired : retired.slice(0, RETIRED_SHOWN);
    return html`<details class="ex-retired">
      <summary>Retired (${count(retired.length)})</summary>
      ${this.table(shown, "Retired candidates")}
      ${shown.length < retired.length
        ? html`<button type="button" class="link" @click=${() => (this.allRetired = true)}>${retired.length - shown.length} more</button>`
        : nothing}
    </details>`;
  }
}

/** Places that it went up or down since the generation before. */
const move = (by: number): unknown =>
  by === 0
    ? nothing
    : html`<span class="ex-move" role="img" aria-label="${by > 0 ? "up" : "down"} ${Math.abs(by)}" title="since the generation before"
        >${by > 0 ? "▲" : "▼"}${Math.abs(by)}</span
      >`;

/** The mean as a bar, and how far the scores usually lie from it. */
function meanBar({ mean, scores }: Candidate): unknown {
  if (mean === null) return nothing;
  const around = spread(scores);
  const share = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`;
  const words = `mean ${percent(mean)}${around === null ? "" : `, spread ${percent(around)}`}`;
  return html`<span class="ex-bar" role="img" aria-label=${words} title=${words}
    ><i ${style({ width: share(mean) })}></i
    >${around
      ? html`<b ${style({ left: share(mean - around), right: share(1 - Math.min(1, mean + around)) })}></b>`
      : nothing}</span
  >`;
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
