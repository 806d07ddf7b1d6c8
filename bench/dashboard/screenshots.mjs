// Pictures of every view with a week of data, in both themes and three widths, from the real services and engine.
//
//   scripts/build && node bench/dashboard/screenshots.mjs [--out DIR] [--only PART-OF-A-NAME] [--keep FOLDER]
//
// --keep makes the data once in FOLDER and uses it again.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BUN, Lab, launchBrowser, ROOT, until } from "./lab.mjs";

const { values } = parseArgs({
  options: { out: { type: "string", default: "target/screenshots" }, only: { type: "string", default: "" }, keep: { type: "string" } },
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
    nowhere: "/nothing/here",
    approvals: "/approvals",
    workflows: "/workflows",
    workflow: "/workflows/fusion.jsx",
    launch: "/workflows/fusion.jsx?launch=1",
    editor: "/editor?name=fusion.jsx",
    experiments: "/experiments",
    models: "/models",
    compare: `/compare?a=${shown.fusion}&b=${shown.other}`,
    system: "/system",
  };
  for (const [width, height] of [[1440, 900], [768, 1024], [390, 844]]) {
    const page = await lab.page(browser, { viewport: { width, height }, hasTouch: width < 800, deviceScaleFactor: width < 500 ? 2 : 1 });
    page.on("pageerror", (error) => console.error(`! ${error.message}`));
    page.on("console", (message) => message.type() === "error" && console.error(`! ${message.text()}`));
    for (const theme of ["dark", "light"]) {
      await page.evaluate((wish) => localStorage.setItem("theme", wish), theme);
      for (const [name, place] of Object.entries(views)) {
        if (!name.includes(values.only)) continue;
        await page.goto(lab.base + place);
        await until(`${name} is drawn`, () => page.evaluate(() => document.querySelector("ide-app :is(.page, .face)") && !document.querySelector(".face-loading")));
        await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined); // the stream never ends
        await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`) });
      }
    }
    if ("sign-in".includes(values.only)) {
      const stranger = await browser.newPage({ viewport: { width, height } });
      await stranger.goto(`${lab.base}/runs`);
      await stranger.screenshot({ path: join(out, `sign-in-${width}-dark.png`) });
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

/** What is going on now: one stalled, two gates, one running, some that have ended. */
async function makeToday() {
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
  return { fusion, other, stalled, gate, running, quick };
}
