import { html, nothing } from "lit";
import { get, runPath, write } from "../api/client";
import type { BudgetList, BudgetStatus, RunBudget, RunDetail } from "../api/types";
import { commandLine } from "../components/command-line";
import { ask } from "../components/dialog";
import { toast } from "../components/toast";
import { LIMIT_WANTED, limitOf, limitText } from "../lib/budget-text";
import { plainText } from "../lib/plain-text";

type OfRun = Pick<RunDetail, "id" | "store">;

const value = (event: Event): string => (event.target as HTMLInputElement).value;

const budgetOf = (run: OfRun): Promise<RunBudget> => get<RunBudget>(runPath(run.id, "/budget"), { store: run.store });

const field = (word: string, text: string, change: (text: string) => void): unknown =>
  html`<label class="field"
    ><span>${word}</span
    ><input type="text" autofocus maxlength="60" autocomplete="off" .value=${text} @input=${(event: Event) => change(value(event))} />
    ${text.trim() && !limitOf(text) ? html`<small class="tone-text-bad">${LIMIT_WANTED}</small>` : html`<small>such as $2, or 200000 tokens</small>`}</label
  >`;

/** A new limit for the budget that keeps the run paused, its own or one that it shares. */
export async function raise(run: OfRun): Promise<boolean> {
  const budgets = await budgetOf(run);
  const shared = budgets.shared.find((one) => one.id === budgets.heldBy);
  return shared ? edit(shared) : raiseOwn(run, budgets);
}

function raiseOwn(run: OfRun, budgets: RunBudget): Promise<boolean> {
  let text = limitText(budgets.own?.limit);
  return ask({
    title: "Raise the budget of this run?",
    body: () => html`${budgets.own ? html`<p>It has used ${budgets.own.says}.</p>` : nothing}
      ${field("Budget, what was used included", text, (typed) => (text = typed))}
      <p>Once the budget has room the run goes on within some seconds.</p>
      ${commandLine("budget", "raise", run.id, "--store", run.store, ...words(text))}`,
    confirm: "Raise",
    ready: () => limitOf(text) !== null,
    run: async () => {
      const now = await write<RunBudget>(runPath(run.id, "/budget"), { limit: limitOf(text) }, { query: { store: run.store } });
      told(now);
    },
  });
}

const words = (text: string): string[] => {
  const limit = limitOf(text);
  return [...(limit?.usd ? ["--usd", String(limit.usd)] : []), ...(limit?.tokens ? ["--tokens", String(limit.tokens)] : [])];
};

function told(now: RunBudget): void {
  if (now.heldBy === null) toast("ok", "The run goes on", { detail: "Its budget has room again." });
  else toast("info", "The run stays paused", { detail: now.shared.find((one) => one.id === now.heldBy)?.says ?? now.own?.says });
}

/** The run goes on past whatever is spent now; nothing else does. */
export async function goOnOnce(run: OfRun): Promise<boolean> {
  const budgets = await budgetOf(run);
  const spent = [budgets.own, ...budgets.shared].filter((one): one is BudgetStatus => one?.state === "spent");
  return ask({
    title: "Let this run go on past its budget?",
    body: () => html`<ul>${spent.map((one) => html`<li>${plainText(one.says)}</li>`)}</ul>
      <p>Only this run goes on: past its own budget until it ends, past one of a day or month until the next.</p>
      ${commandLine("budget", "once", run.id, "--store", run.store)}`,
    confirm: "Go on once",
    run: async () => told(await write<RunBudget>(runPath(run.id, "/budget"), { once: true }, { query: { store: run.store } })),
  });
}

/** A budget of a day or a month: a new one, or another limit, or none any more. */
export async function edit(budget: BudgetStatus | null, workflows: readonly string[] = []): Promise<boolean> {
  const now = await get<BudgetList>("/api/budgets");
  let workflow = budget?.workflow ?? "";
  let period: string = budget?.period ?? "day";
  let text = limitText(budget?.limit);
  const limit = (): string[] => words(text);
  return ask({
    title: budget ? `Change budget ${budget.id}?` : "New budget",
    body: () => html`${budget
        ? html`<p>${plainText(budget.says)}</p>`
        : html`<label class="field"
              ><span>Of</span
              ><select @change=${(event: Event) => (workflow = value(event))}>
                <option value="">all runs</option>
                ${workflows.map((name) => html`<option value=${name} ?selected=${name === workflow}>${name}</option>`)}
              </select></label
            >
            <label class="field"
              ><span>In a</span
              ><select @change=${(event: Event) => (period = value(event))}>
                <option value="day" ?selected=${period === "day"}>day</option>
                <option value="month" ?selected=${period === "month"}>month</option>
              </select></label
            >`}
      ${field("Limit", text, (typed) => (text = typed))}
      <p>At the limit the runs that use it are paused, and launches of them are refused. A person raises it, lets a run go on once, or cancels it.</p>
      ${commandLine("budget", "set", ...(workflow ? ["--workflow", workflow] : []), ...(period === "month" ? ["--month"] : []), ...limit())}`,
    confirm: budget ? "Change" : "Set",
    ready: () => limitOf(text) !== null,
    run: () => put(now, workflow, period, limitOf(text)),
  });
}

export async function remove(budget: BudgetStatus): Promise<boolean> {
  const now = await get<BudgetList>("/api/budgets");
  return ask({
    title: `Remove budget ${budget.id}?`,
    body: () => html`<p>${plainText(budget.says)}</p>
      <p>Nothing stops runs at it any more. Runs that it keeps paused go on.</p>
      ${commandLine("budget", "rm", ...(budget.workflow ? ["--workflow", budget.workflow] : []), ...(budget.period === "month" ? ["--month"] : []))}`,
    confirm: "Remove",
    danger: true,
    run: () => put(now, budget.workflow ?? "", budget.period, null),
  });
}

async function put(now: BudgetList, workflow: string, period: string, limit: object | null): Promise<void> {
  const others = now.items
    .filter((one) => (one.workflow ?? "") !== workflow || one.period !== period)
    .map((one) => ({ workflow: one.workflow, period: one.period, limit: one.limit }));
  const budgets = limit ? [...others, { workflow: workflow || null, period, limit }] : others;
  await write("/api/budgets", { zone: now.zone, warnAtShare: now.warnAtShare, revision: now.revision, budgets }, { method: "PUT" });
}
