import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { address, get } from "../../api/client";
import type { BudgetList, BudgetStatus, Spend, SpendGroup, UsedTokens } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { PageElement } from "../../components/element";
import { empty, staleNote } from "../../components/faces";
import { OF_DAYS, rangeOf, rangeSwitch } from "../../components/range-switch";
import { Resource } from "../../components/resource";
import { style } from "../../components/style";
import { axisEnd } from "../../lib/axis";
import { money } from "../../lib/money";
import { compact, count, dollars } from "../../lib/numbers";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { ACCURACY_SIGN, wasAsked } from "../../lib/tokens";
import { live } from "../../live/stream";
import { mayWrite } from "../../session";
import type { Place } from "../../router";
import "./spend.css";

const DAY_MS = 86_400_000;
const SETTLE_MS = 3_000;
const ROWS = 12;


interface Shown {
  readonly models: Spend;
  readonly workflows: Spend;
  readonly runs: Spend;
  readonly schedules: Spend;
  readonly budgets: BudgetList;
}

/** What models used and what that cost: by day, model, workflow and run. `?range=` is how far back. */
class SpendPage extends PageElement {
  static override properties: PropertyDeclarations = { place: { attribute: false } };
  declare place: Place;
  private asked = "";

  private readonly spend = new Resource(this, async (signal): Promise<Shown> => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const since = Date.now() - (OF_DAYS[this.range].days - 1) * DAY_MS;
    const of = (by: string): Promise<Spend> => get<Spend>("/api/spend", { by, since, zone }, signal);
    const [models, workflows, runs, schedules, budgets] = await Promise.all([
      of("model"),
      of("workflow"),
      of("run"),
      of("schedule"),
      get<BudgetList>("/api/budgets", {}, signal),
    ]);
    return { models, workflows, runs, schedules, budgets };
  });

  private get range(): keyof typeof OF_DAYS {
    return rangeOf(OF_DAYS, this.place.query.get("range"));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      live.subscribe({
        change: (change) => change.kind === "run" && this.spend.soon(SETTLE_MS),
        reload: () => this.spend.soon(SETTLE_MS),
        poll: ({ list }) => list && this.spend.soon(0),
      }),
    );
  }

  protected override willUpdate(): void {
    if (this.asked === this.range) return;
    this.asked = this.range;
    this.spend.reset();
    this.spend.soon(0);
  }

  protected override render(): unknown {
    return html`<header class="page-head">
        <h1 class="grow">Spend</h1>
        ${rangeSwitch(OF_DAYS, this.range, (range) => address("/spend", { range: range ?? undefined }))}
      </header>
      <div class="page-body">${this.spend.face((shown) => this.body(shown), 10)}</div>`;
  }

  private body({ models, workflows, runs, schedules, budgets }: Shown): unknown {
    const { total, prices } = models;
    if (total.calls === 0 && models.groups.length === 0) {
      return html`<div class="sp-body">${this.budgetCard(budgets, [])}</div>
        ${empty("No model was called in this time", "What runs use appears here as it is reported.")}`;
    }
    return html`${prices.problem ? staleNote(`The prices of the last good file count. ${plainText(prices.problem)}`) : nothing}
      <div class="sp-body">
        <section class="card sp-wide" aria-label="Total">${figures(models)}</section>
        ${this.budgetCard(budgets, workflows.groups.map((one) => one.key))}
        <section class="card sp-wide" aria-labelledby="sp-days"><h2 id="sp-days">By day</h2>${byDay(models)}</section>
        <section class="card" aria-labelledby="sp-models"><h2 id="sp-models">By model</h2>${table("Model", models)}</section>
        <section class="card" aria-labelledby="sp-workflows"><h2 id="sp-workflows">By workflow</h2>${table("Workflow", workflows)}</section>
        <section class="card" aria-labelledby="sp-runs"><h2 id="sp-runs">Dearest runs</h2>${table("Run", runs)}</section>
        ${schedules.groups.some((one) => one.key !== "")
          ? html`<section class="card" aria-labelledby="sp-schedules"><h2 id="sp-schedules">By schedule</h2>${table("Schedule", schedules)}</section>`
          : nothing}
        <section class="card" aria-labelledby="sp-prices"><h2 id="sp-prices">Prices</h2>${priceNotes(models)}</section>
        <div class="sp-wide">${commandLine("spend", "--since", this.range)}</div>
      </div>`;
  }

  private budgetCard(budgets: BudgetList, workflows: readonly string[]): TemplateResult {
    const act = (one: BudgetStatus | null, what: "edit" | "remove") => async (): Promise<void> => {
      const actions = await import("../../parts/budget-actions");
      if (await (what === "remove" && one ? actions.remove(one) : actions.edit(one, workflows))) this.spend.soon(0);
    };
    return html`<section class="card sp-wide" aria-labelledby="sp-budgets">
      <h2 id="sp-budgets">
        <span class="grow">Budgets</span>
        ${mayWrite() ? html`<button type="button" @click=${act(null, "edit")}>New budget…</button>` : nothing}
      </h2>
      ${budgets.items.length === 0
        ? html`<p class="mut small">None. A budget pauses the runs that use it at its limit, and asks a person.</p>`
        : html`<ul class="sp-budgets">${budgets.items.map((one) => budgetRow(one, (what) => void act(one, what)()))}</ul>`}
      ${budgets.heldRuns
        ? html`<p class="small"><a href=${address("/runs", { status: "paused" })}>${count(budgets.heldRuns)} ${budgets.heldRuns === 1 ? "run is" : "runs are"} paused by a budget</a></p>`
        : nothing}
    </section>`;
  }
}

function budgetRow(one: BudgetStatus, act: (what: "edit" | "remove") => void): TemplateResult {
  const percent = Math.round(one.share * 100);
  return html`<li class="sp-budget sp-${one.state}">
    <span class="sp-budget-words">
      <b>${one.workflow ? oneLine(one.workflow, 80) : "All runs"}</b> <span class="mut">a ${one.period}</span>
      <span class="sp-budget-figures">${plainText(one.says.replace(/ (today|this month) for .*$/, ""))}</span>
    </span>
    <span class="sp-track" role="img" aria-label="${percent} % used"><i ${style({ width: `${Math.min(100, percent)}%` })}></i></span>
    <span class="sp-percent">${one.state === "spent" ? "spent" : `${percent} %`}</span>
    ${mayWrite()
      ? html`<span class="sp-budget-buttons">
          <button type="button" class="quiet" aria-label="Change budget ${one.id}" @click=${() => act("edit")}>Change</button>
          <button type="button" class="quiet" aria-label="Remove budget ${one.id}" @click=${() => act("remove")}>Remove</button>
        </span>`
      : nothing}
  </li>`;
}

const cost = (used: UsedTokens): string => money(used.costUsd, used.costAccuracy);

const used = ({ accuracy, input, output }: UsedTokens): string =>
  accuracy === "unknown" ? "unknown" : `${ACCURACY_SIGN[accuracy]}${compact(input)} / ${compact(output)}`;

function figures({ total, days }: Spend): TemplateResult {
  const notes: Readonly<Record<string, string>> = {
    "at-least": "at least: some calls have no price or no figures",
    estimated: "partly estimated",
    unknown: "no price is known",
  };
  const figure = (word: string, value: string, note = ""): TemplateResult =>
    html`<div><dt>${word}</dt><dd>${value}</dd>${note ? html`<dd class="sp-small">${note}</dd>` : nothing}</div>`;
  const cached = total.cacheRead ? `${compact(total.cacheRead)} of it from cache` : "";
  return html`<dl class="sp-figures">
    ${figure("Spend", cost(total), notes[total.costAccuracy] ?? "")}
    ${[days.at(-1), days.at(-2)].map((day, i) => (day ? figure(i === 0 ? "Today" : "Yesterday", cost(day.used)) : nothing))}
    ${figure("A day", total.costUsd === null ? "–" : dollars(total.costUsd / Math.max(1, days.length)), "on average")}
    ${figure("Calls", count(total.calls), total.standInCalls ? `${count(total.standInCalls)} by the offline stand-in` : "")}
    ${figure("Tokens in", total.accuracy === "unknown" ? "unknown" : ACCURACY_SIGN[total.accuracy] + compact(total.input), cached)}
    ${figure("Tokens out", total.accuracy === "unknown" ? "unknown" : ACCURACY_SIGN[total.accuracy] + compact(total.output))}
  </dl>`;
}

/** The bars are for eyes; the same days stand in a table for who can't see them. Without any price, tokens are shown. */
function byDay({ days, total }: Spend): TemplateResult {
  const ofMoney = total.costUsd !== null && total.costUsd > 0;
  const height = (one: UsedTokens): number => (ofMoney ? (one.costUsd ?? 0) : one.input + one.output);
  const end = axisEnd(Math.max(...days.map((day) => height(day.used)), 0));
  const word = (date: string): string =>
    new Date(`${date}T12:00:00`).toLocaleDateString(undefined, { weekday: "short", day: "numeric", month: "short" });
  const marks = [0, 1, 2, 3].map((part) => days[Math.round(((days.length - 1) * part) / 3)]?.date ?? "");
  return html`<div class="sp-days" aria-hidden="true">
      <div class="sp-line">${end === 0 ? nothing : ofMoney ? dollars(end) : compact(end)}</div>
      <div class="sp-columns">
        ${days.map(
          (day) =>
            html`<span title="${word(day.date)}: ${cost(day.used)}, ${used(day.used)} tokens"
              ><i ${style({ height: `${end && (height(day.used) / end) * 100}%` })}></i
            ></span>`,
        )}
      </div>
      <div class="sp-axis">${marks.map((date) => html`<span>${date ? word(date) : nothing}</span>`)}</div>
    </div>
    <table class="visually-hidden">
      <caption>Spend by day</caption>
      <thead><tr><th scope="col">Day</th><th scope="col">Cost</th><th scope="col">Tokens in / out</th></tr></thead>
      <tbody>
        ${days.map((day) => html`<tr><th scope="row">${day.date}</th><td>${cost(day.used)}</td><td>${used(day.used)}</td></tr>`)}
      </tbody>
    </table>`;
}

function name(group: SpendGroup): unknown {
  if (group.runId !== null) {
    const to = runUrl({ id: group.runId, store: group.store ?? "" });
    return html`<a href=${to} title="${group.runId} · ${group.workflow ?? ""}">${oneLine(group.runId, 80)}</a>`;
  }
  return group.key === "" ? html`<span class="mut">none</span>` : html`<span title=${group.key}>${oneLine(group.key, 80)}</span>`;
}

function table(what: string, spend: Spend): TemplateResult {
  const asked = spend.groups.filter((one) => wasAsked(one.used));
  const shown = asked.slice(0, ROWS);
  if (shown.length === 0) return html`<p class="mut small">Only the offline stand-in answered.</p>`;
  return html`<table class="sp-table">
      <thead>
        <tr>
          <th scope="col">${what}</th>
          <th scope="col" class="num">Cost</th>
          <th scope="col" class="num"><span class="sp-extra">Tokens </span>in / out</th>
          <th scope="col" class="num sp-extra">Calls</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (one) =>
            html`<tr>
              <td class="clip">${name(one)}</td>
              <td class="num">${cost(one.used)}</td>
              <td class="num">${used(one.used)}</td>
              <td class="num sp-extra">${count(one.used.calls)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${asked.length > ROWS ? html`<p class="mut small">And ${count(spend.groupCount - spend.groups.length + asked.length - ROWS)} more.</p>` : nothing}`;
}

function priceNotes({ unpriced, prices }: Spend): TemplateResult {
  return html`<p class="mut small">
      ${prices.hasOwn ? "prices.yaml of the state folder, then the" : "The"} built-in prices of ${prices.builtInAsOf}. What was spent keeps the
      price that held then.
    </p>
    ${unpriced.length === 0
      ? html`<p class="small">Every model that was asked has a price.</p>`
      : html`<p class="small">These models have no price: add them to <code>prices.yaml</code>.</p>
          <table class="sp-table sp-unpriced">
            <thead>
              <tr><th scope="col">Model</th><th scope="col">Provider</th><th scope="col" class="num">Tokens</th></tr>
            </thead>
            <tbody>
              ${unpriced.map(
                (one) =>
                  html`<tr>
                    <td class="clip" title=${one.model}><code>${oneLine(one.model, 80)}</code></td>
                    <td class="clip" title=${one.provider}>${one.provider ? oneLine(one.provider, 60) : html`<span class="mut">not told</span>`}</td>
                    <td class="num">${compact(one.tokens)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`}`;
}

customElements.define("spend-page", SpendPage);
