// Pictures of every view with a week of data, in both themes and three widths, from the real services and engine.
//
//   scripts/build && node bench/dashboard/screenshots.mjs [--out DIR] [--only PART-OF-A-NAME] [--width 390] [--keep FOLDER]
//
// --keep makes the data once in FOLDER and uses it again. Besides the views there are the states of those that read data:
// loading, empty, error, stale, and filtered away.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BUN, Lab, launchBrowser, ROOT, until } from "./lab.mjs";

const { values } = parseArgs({
  options: { out: { type: "string", default: "target/screenshots" }, only: { type: "string", default: "" }, width: { type: "string" }, keep: { type: "string" } },
});
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), "screenshots-"));
const isNew = !existsSync(join(folder, "made"));

const RECORDED = JSON.parse(readFileSync(join(ROOT, "model-refresh/src/test/resources/catalog/2026-spring.json"), "utf8"));
const VENDORS = [...new Set([...RECORDED.data.map((model) => model.id), "z-ai/glm-5.2", "moonshotai/kimi-k2.6"])];
const provider = createServer((_, answer) => {
  answer.setHeader("content-type", "application/json");
  answer.end(JSON.stringify({ object: "list", data: VENDORS.map((id) => ({ id, object: "model", created: 735790403, owned_by: id.split("/")[0] })) }));
}).listen(0, "127.0.0.1");
await new Promise((listening) => provider.once("listening", listening));

const lab = new Lab(folder, { catalogUrl: `http://127.0.0.1:${provider.address().port}/v1/models` });
const QUESTIONS = [
  "What makes a run durable?",
  "Compare event sourcing with change data capture for an audit log",
  "Draft a rollback plan for the billing migration",
  "Which of our retries hide real failures?",
  "Summarise the trade-offs of WAL checkpoints on small disks",
  "How would you shard the approvals inbox?",
];

/** Views whose data is asked for when they open. */
const STATEFUL = { overview: "/", runs: "/runs", approvals: "/approvals", workflows: "/workflows", schedules: "/schedules", experiments: "/experiments", models: "/models", reports: "/reports", system: "/system" };

if (isNew) await makeWeek();
await lab.start();
const shown = await makeToday();
const browser = await launchBrowser();
try {
  const views = {
    overview: "/",
    runs: "/runs",
    "runs-needs-you": "/runs?segment=needs-you",
    "runs-none": "/runs?q=nothing-of-that-name",
    stalled: `/runs/${shown.stalled}`,
    live: `/runs/${shown.running}`,
    summary: `/runs/${shown.fusion}/summary`,
    tasks: `/runs/${shown.fusion}/tasks`,
    task: `/runs/${shown.fusion}/tasks?node=judge`,
    timeline: `/runs/${shown.fusion}/timeline`,
    graph: `/runs/${shown.fusion}/graph`,
    chat: `/runs/${shown.fusion}/chat`,
    logs: `/runs/${shown.fusion}/logs`,
    outputs: `/runs/${shown.fusion}/outputs`,
    history: `/runs/${shown.fusion}/history`,
    gate: `/runs/${shown.gate}`,
    held: `/runs/${shown.held}`,
    nowhere: "/nothing/here",
    approvals: "/approvals",
    workflows: "/workflows",
    workflow: "/workflows/fusion.jsx",
    "workflow-graph": "/workflows/fusion.jsx?tab=graph",
    "workflow-code": "/workflows/fusion.jsx?tab=code",
    "workflow-versions": "/workflows/fusion.jsx?tab=versions",
    "workflow-schedule": "/workflows/fusion.jsx?tab=schedule",
    "workflow-stats": "/workflows/fusion.jsx?tab=stats",
    spend: "/spend",
    launch: "/workflows/fusion.jsx?launch=1",
    schedules: "/schedules",
    "schedules-week": "/schedules?show=week",
    schedule: "/schedules/nightly",
    "schedule-new": "/schedules?new=1&workflow=fusion.jsx",
    editor: "/editor?name=fusion.jsx",
    experiments: "/experiments",
    reports: "/reports",
    models: "/models",
    compare: `/compare?a=${shown.fusion}&b=${shown.other}`,
    system: "/system",
  };
  const states = {
    "overview-empty": ["/", empty],
    "runs-empty": ["/runs", empty],
    "approvals-empty": ["/approvals", empty],
    "workflows-empty": ["/workflows", empty],
    "schedules-empty": ["/schedules", empty],
    "schedules-filtered": ["/schedules?q=nothing-of-that-name"],
    "workflows-filtered": ["/workflows?q=nothing-of-that-name"],
    "logs-filtered": [`/runs/${shown.fusion}/logs?find=nothing-of-that-word`],
    "experiments-empty": ["/experiments", empty],
    "reports-empty": ["/reports", empty],
    "compare-empty": ["/compare"],
  };
  for (const [name, place] of Object.entries({ ...STATEFUL, run: `/runs/${shown.fusion}`, workflow: "/workflows/fusion.jsx" })) {
    states[`${name}-loading`] = [place, held];
    states[`${name}-error`] = [place, refused];
  }
  for (const name of ["overview", "runs", "live"]) states[`${name}-stale`] = [views[name], null, cutOff];

  // One context for a desk and one for a phone; other widths and the other theme are pictures of the same page.
  for (const [sizes, more] of [
    [[[1440, 900], [768, 1024]], {}],
    [[[390, 844]], { hasTouch: true, deviceScaleFactor: 2 }],
  ]) {
    if (values.width && !sizes.some(([width]) => width === Number(values.width))) continue;
    const page = await lab.page(browser, { viewport: { width: sizes[0][0], height: sizes[0][1] }, ...more });
    page.on("pageerror", (error) => console.error(`! ${error.message}`));
    for (const [name, place] of Object.entries(views)) {
      if (!name.includes(values.only)) continue;
      page.on("console", complain);
      await page.goto(lab.base + place);
      await until(`${name} is drawn`, () => page.evaluate(() => document.querySelector("ide-app :is(.page, .face)") && !document.querySelector(".face-loading")));
      await settled(page);
      page.off("console", complain);
      await picture(page, name, sizes);
    }
    for (const [name, [place, answers, then]] of Object.entries(states)) {
      if (!name.includes(values.only)) continue;
      if (answers) await page.route(/\/api\/(?!session|stream)/, answers);
      await page.goto(lab.base + place);
      await settled(page);
      await then?.(page);
      await picture(page, name, sizes);
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().setOffline(false);
    }
    if ("sign-in".includes(values.only)) {
      const stranger = await browser.newPage({ viewport: { width: sizes[0][0], height: sizes[0][1] } });
      await stranger.goto(`${lab.base}/runs`);
      await picture(stranger, "sign-in", sizes);
      await stranger.close();
    }
    await page.context().close();
  }
  console.log(`Pictures are in ${out}`);
} finally {
  await browser.close();
  for (const run of [shown.running, shown.quick]) await lab.post(`/api/runs/${run}/cancel`, {}).catch(() => undefined);
  await lab.stop();
  provider.close();
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}

/** What the browser complains of, other than an answer that says no. */
function complain(message) {
  if (message.type() === "error") console.error(`! ${message.text()}`);
}

async function settled(page) {
  await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined); // the stream never ends
}

/** Of the page in each size and both themes. */
async function picture(page, name, sizes) {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(250); // the graph fits itself into its new room
    for (const theme of ["dark", "light"]) {
      await page.evaluate((wish) => (document.documentElement.dataset.theme = wish), theme);
      await page.waitForTimeout(200); // colours fade
      await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) });
    }
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await page.setViewportSize({ width: sizes[0][0], height: sizes[0][1] });
}

/** An answer that does not come while the picture is taken. */
function held() {}

function refused(route) {
  return route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "urn:runs-ide:problem:store-unreadable", title: "The store can't be read", status: 503, detail: "`fusion.db` is locked by another process. Try again in a moment." }),
  });
}

/** As of a service that was installed a minute ago. */
async function empty(route) {
  const answer = await route.fetch();
  const body = await answer.json().catch(() => ({}));
  const zero = (value) =>
    typeof value === "number" ? 0 : Array.isArray(value) ? [] : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, zero(one)])) : value;
  const { pathname } = new URL(route.request().url());
  if (["/api/runs", "/api/approvals", "/api/workflows", "/api/schedules", "/api/upcoming", "/api/reports", "/api/experiments", "/api/audit"].includes(pathname)) return route.fulfill({ json: { ...zero(body), nextCursor: null } });
  if (pathname === "/api/stats") return route.fulfill({ json: { ...body, ...zero({ runs: body.runs, workflows: [], models: [], tokens: body.tokens }), figures: nothingOf(body.figures), before: nothingOf(body.before), buckets: body.buckets.map((one) => ({ ...one, runs: zero(one.runs), figures: nothingOf(one.figures) })) } });
  return route.fulfill({ response: answer });
}

function nothingOf(figures) {
  return Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
}

async function cutOff(page) {
  await page.context().setOffline(true);
  await page.locator(".offline p, .stale-note").first().waitFor({ timeout: 60_000 }).catch(() => undefined);
}

/** Runs of every kind by the real engine, repeated over the week before. */
async function makeWeek() {
  const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();
  const older = VENDORS.filter((id) => id !== "z-ai/glm-5.2" && id !== "moonshotai/kimi-k2.6");
  writeFileSync(
    join(lab.state, "models.json"),
    JSON.stringify({ generatedAt: yesterday, source: "provider", total: older.length, chatCount: older.length, featured: older.slice(0, 4), chat: [...older, "acme/retired-7b"], new: [], removed: [], excluded: {} }),
  );
  await lab.start();
  for (const prompt of QUESTIONS) await lab.run("fusion.jsx", { prompt, delayMs: 300 }, "finished");
  for (let i = 0; i < 5; i++) await lab.run("experiments.jsx", {}, "finished");
  for (let i = 0; i < 2; i++) await lab.run("probe.jsx", {}, "finished");
  for (const item of ["Dana asks whether her order can still be changed", "Invoice 4411 was paid twice"]) {
    const id = await lab.run("autonomy-ladder.jsx", { item }, "waiting-approval");
    await lab.post(`/api/runs/${id}/approve`, { note: "Reads well" });
    await until(`${id} ends`, async () => (await lab.get(`/api/runs/${id}`)).state === "finished");
  }
  await lab.run("fusion.jsx", { prompt: QUESTIONS[1], failModels: ["moonshotai/kimi-k2.6"], delayMs: 300 }, "finished-with-failures", "finished");
  const all = (await lab.get("/api/roster")).models;
  await lab.run("fusion.jsx", { prompt: QUESTIONS[3], failModels: all }, "failed", "finished-with-failures", "finished");
  await lab.stop();
  const made = spawnSync(BUN, [join(import.meta.dirname, "week.mjs"), lab.state], { stdio: "inherit" });
  if (made.status !== 0) throw new Error("The week could not be made.");
  writeFileSync(join(folder, "made"), "");
}

/** A run that its budget has paused, one budget that is nearly spent, and one that is not. */
async function spend() {
  writeFileSync(join(lab.state, "prices.yaml"), "prices:\n  - {provider: house, model: house/reviewer, inputUsdPerMTok: 0.25, outputUsdPerMTok: 2}\n");
  writeFileSync(
    join(folder, "workflows", "review.jsx"),
    `/** @jsxImportSource smithers-orchestrator */
// smithers-budget: $0.50
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { storePath } from "./lib/store.js";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ prompt: z.string() }), note: z.object({ text: z.string() }) },
  { dbPath: storePath("review") },
);
const agent = { id: "reviewer", model: "house/reviewer", async generate() {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { text: "{}", output: { text: "Reads well." }, response: { modelId: "house/reviewer" }, usage: { inputTokens: 180_000, outputTokens: 24_000, totalTokens: 204_000 } };
} };
export default smithers((ctx) => (
  <Workflow name="review"><Sequence>
    {Array.from({ length: 40 }, (_, i) => (
      <Task key={i} id={"page-" + (i + 1)} label={"Page " + (i + 1)} output={outputs.note} agent={agent}>{ctx.input.prompt}</Task>
    ))}
  </Sequence></Workflow>
));
`,
  );
  const held = await lab.run("review.jsx", { prompt: "Review the handbook page by page" }, "paused");
  const { costUsd } = (await lab.get("/api/spend?by=day")).total;
  await lab.put("/api/budgets", {
    budgets: [
      { period: "day", limit: { usd: Math.max(1, costUsd * 1.15) } },
      { period: "month", limit: { usd: 60 } },
      { workflow: "fusion.jsx", period: "day", limit: { tokens: 5_000_000 } },
    ],
  });
  return held;
}

/** What is going on now: one stalled, two gates, one running, some that have ended. */
async function makeToday() {
  if (!(await lab.get("/api/schedules/nightly"))) {
    const schedule = (name, definition, more) => lab.post("/api/schedules", { name, definition, ...more });
    await schedule("nightly", { workflow: "experiments.jsx", cron: ["15 5 * * *"], zone: "Europe/Berlin", mustFinishWithin: "PT3H" });
    await schedule("probe", { workflow: "probe.jsx", every: "PT15M" });
    await schedule("weekly-review", { workflow: "fusion.jsx", cron: ["0 9 * * 1"], input: { prompt: QUESTIONS[2] } }, { pauseNote: "until the key has come" });
    await lab.post("/api/schedules/probe/trigger", {});
  }
  const fusion = await lab.run("fusion.jsx", { prompt: QUESTIONS[0], failModels: ["openai/gpt-oss-120b"], delayMs: 700 }, "finished", "finished-with-failures");
  const other = await lab.run("fusion.jsx", { prompt: QUESTIONS[0], delayMs: 400 }, "finished", "finished-with-failures");
  const stalled = await lab.run("experiments.jsx", { delayMs: 60_000 }, "running").catch(() => lab.run("fusion.jsx", { prompt: QUESTIONS[2], delayMs: 60_000, panelTimeoutMs: 120_000 }, "running"));
  await until("a task is under way", async () => (await lab.get(`/api/runs/${stalled}`)).progress.running > 0);
  spawnSync("pkill", ["-KILL", "-f", stalled]);
  await until("it is called stalled", async () => (await lab.get(`/api/runs/${stalled}`)).state === "stalled");
  const gate = await lab.run("autonomy-ladder.jsx", { item: "Mr Okafor wants a refund for the broken charger, order 88121" }, "waiting-approval");
  await lab.run("autonomy-ladder.jsx", { item: "Could you move Thursday's review to Friday 10:00?" }, "waiting-approval");
  await lab.run("probe.jsx", {}, "finished");
  const running = await lab.run("fusion.jsx", { prompt: QUESTIONS[4], delayMs: 110_000, panelTimeoutMs: 120_000 }, "running");
  const quick = await lab.run("fusion.jsx", { prompt: QUESTIONS[5], delayMs: 100_000, panelTimeoutMs: 120_000 }, "running");
  const held = await spend();
  return { fusion, other, stalled, gate, running, quick, held };
}
