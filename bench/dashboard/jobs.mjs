// The fifteen jobs of an operator by one script, in Debian's Chromium against the packed services and the real engine: how
// many clicks each takes, and how many seconds without the time for reading and thinking. README.md has the figures.
//
//   scripts/build && node bench/dashboard/jobs.mjs [--only PART-OF-A-NAME] [--stores DIR]
//
// --stores names stores of `bench/make-stores.mjs`; without them the long log is left out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Lab, launchBrowser, until } from "./lab.mjs";

const { values } = parseArgs({ options: { only: { type: "string", default: "" }, stores: { type: "string" } } });
const CANCELLED = 30;
const WATCHED = 300;
const PROMPT = "What makes a run durable?";
const WIDE = `/** @jsxImportSource smithers-orchestrator */
/** Very many tasks at a time, for who watches them. */
import { createSmithers, Parallel } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ n: z.number().int() }), part: z.object({ text: z.string() }) },
  { dbPath: \`\${process.env.CHAD_STATE_DIR}/wide.db\` },
);
export default smithers((ctx) => (
  <Workflow name="wide">
    <Parallel maxConcurrency={4}>
      {Array.from({ length: ctx.input?.n ?? 3 }, (_, i) => (
        <Task key={i} id={\`part-\${i}\`} output={outputs.part} noRetry>
          {() => new Promise((done) => setTimeout(() => done({ text: \`part \${i}\` }), 400))}
        </Task>
      ))}
    </Parallel>
  </Workflow>
));
`;
const HELD = `/** @jsxImportSource smithers-orchestrator */
/** Waits for a decision at once. */
import { createSmithers, Approval } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, smithers, outputs } = createSmithers(
  { decision: z.object({ approved: z.boolean() }) },
  { dbPath: \`\${process.env.CHAD_STATE_DIR}/held.db\` },
);
export default smithers(() => (
  <Workflow name="held">
    <Approval id="go" output={outputs.decision} request={{ title: "Go on?" }} />
  </Workflow>
));
`;

const folder = mkdtempSync(join(tmpdir(), "jobs-"));
const lab = new Lab(folder, values.stores ? { storesIn: `${resolve(values.stores)},${join(folder, "state")}` } : {});
writeFileSync(join(folder, "workflows/wide.jsx"), WIDE);
writeFileSync(join(folder, "workflows/held.jsx"), HELD);

/** What was measured of the first edition: docs of the faults that it had. */
const FIRST = {
  "last night's failure and its cause": ["2", "5 s"],
  "a stalled run: why, and resume": ["3", "5.5 s"],
  "a gate on a phone, by touch": ["2", "3 s"],
  "a fusion with another roster": ["5", "10 s"],
  "launch again with one input changed": ["3", "8 s, its roster lost"],
  "compare two runs": ["4", "3 s"],
  "fork from a task with another input": ["–", "impossible"],
  "the run in which a model said something": ["–", "impossible"],
  "watch 300 tasks live": ["1", "a jumping panel"],
  "follow the log of a very long run": ["2", "1.25 s until its first line"],
  "edit a shipped workflow, see versions, restore": ["3", "12 s, not restored"],
  "cancel 30 runs": ["34", "43 s"],
  "spent yesterday": ["–", "impossible"],
  "tonight's schedule": ["–", "impossible"],
  "theme, sign out, a used link": ["3", "3 s"],
};

const line = (name, clicks, time) =>
  console.log(`${name.padEnd(50)} ${String(FIRST[name][0]).padStart(3)} → ${String(clicks).padStart(2)}   ${FIRST[name][1].padEnd(28)} → ${time}`);

/** A page whose clicks and taps are counted. */
class Hand {
  clicks = 0;
  constructor(page) {
    this.page = page;
  }
  async click(target, options) {
    this.clicks++;
    await (typeof target === "string" ? this.page.locator(target).first() : target.first()).click(options);
  }
  async tap(target) {
    this.clicks++;
    await target.first().tap();
  }
  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }
  see(target) {
    return (typeof target === "string" ? this.page.locator(target) : target).first().waitFor({ timeout: 30_000 });
  }
}

async function job(name, where, does, options = { viewport: { width: 1440, height: 900 } }) {
  if (!name.includes(values.only)) return;
  const page = await lab.page(browser, options);
  page.setDefaultTimeout(30_000);
  try {
    await page.goto(lab.base + where);
    await page.waitForFunction(() => document.querySelector("ide-app .page") && !document.querySelector(".face-loading"));
    const hand = new Hand(page);
    const begun = performance.now();
    const note = await does(hand, page);
    const seconds = (performance.now() - begun) / 1000;
    line(name, hand.clicks, `${seconds.toFixed(1)} s${note ? `, ${note}` : ""}`);
  } catch (cause) {
    line(name, "!", String(cause.message).split("\n")[0].slice(0, 120));
    process.exitCode = 1;
  }
  await page.context().close();
}

const state = async (id) => (await lab.get(`/api/runs/${id}`))?.state;

await lab.start();
const browser = await launchBrowser();
try {
  console.log(`load average at the start ${loadavg()[0].toFixed(1)}`);
  console.log(`${"job".padEnd(50)} clicks, first → second edition   seconds, first → second edition`);
  const models = (await lab.get("/api/roster")).models;
  const one = await lab.run("fusion.jsx", { prompt: PROMPT, delayMs: 100 }, "finished");
  const two = await lab.run("fusion.jsx", { prompt: "Which of our retries hide real failures?", delayMs: 400 }, "finished");
  await lab.run("fusion.jsx", { prompt: PROMPT, failModels: models }, "failed");

  await job("last night's failure and its cause", "/runs", async (hand, page) => {
    await hand.click(page.locator(".segment", { hasText: "Failed" }));
    await hand.see(page.locator(".run-outcome", { hasText: /Failed at .*None of the \d+ models/ }));
  });

  await job("a stalled run: why, and resume", "/runs?workflow=fusion.jsx", async (hand, page) => {
    const id = await lab.run("fusion.jsx", { prompt: "Draft a rollback plan", delayMs: 60_000, panelTimeoutMs: 120_000 }, "running");
    await until("a task is under way", async () => (await lab.get(`/api/runs/${id}`)).progress.running > 0);
    spawnSync("pkill", ["-KILL", "-f", id]);
    await until("it is called stalled", async () => (await state(id)) === "stalled");
    const begun = performance.now();
    hand.clicks = 0;
    await hand.click(page.locator(`[data-run$='/${id}'] .run-link`));
    await hand.see(page.locator(".callout-words", { hasText: /Stalled|gone|killed/ }));
    await hand.click(hand.button("Resume"));
    await hand.click(page.locator("dialog button[type=submit]"));
    await hand.see(page.locator(".run-title .tag", { hasText: "Running" }));
    const took = ((performance.now() - begun) / 1000).toFixed(1);
    await lab.post(`/api/runs/${id}/cancel`, {}).catch(() => undefined);
    return `${took} s of it after the process was killed and seen to be gone`;
  });

  const gate = await lab.run("autonomy-ladder.jsx", { item: "Mr Okafor wants a refund for order 88121" }, "waiting-approval");
  await job(
    "a gate on a phone, by touch",
    "/approvals",
    async (hand, page) => {
      await hand.tap(page.locator(`[data-gate^='${gate} ']`));
      await hand.tap(hand.button("Approve"));
      await hand.see(page.locator(".toast", { hasText: "Approving in 5 s" }));
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 },
  );

  await job("a fusion with another roster", "/workflows/fusion.jsx", async (hand, page) => {
    await hand.click(page.getByRole("link", { name: "Launch", exact: true }));
    await page.locator("#launch-input-prompt").fill(PROMPT);
    await hand.click(page.getByLabel("Custom roster"));
    await hand.click(page.locator(".model-chip [aria-label^='Remove ']").last());
    await hand.click(page.locator("dialog button[type=submit]"));
    await hand.see(".run-title");
  });

  await job("launch again with one input changed", `/runs/${one}`, async (hand, page) => {
    await hand.click(page.getByRole("link", { name: "Rerun with changes", exact: true }));
    await page.locator("#launch-input-prompt").fill("What makes a run durable, in one sentence?");
    await hand.click(page.locator("dialog button[type=submit]"));
    await hand.see(page.locator(".run-title", { hasText: "in one sentence" }));
  });

  await job("compare two runs", "/runs?workflow=fusion.jsx", async (hand, page) => {
    await hand.click(page.locator(`[data-run$='/${one}'] input`));
    await hand.click(page.locator(`[data-run$='/${two}'] input`));
    await hand.click(page.getByRole("link", { name: "Compare", exact: true }));
    await hand.see(".compare ins");
  });

  await job("fork from a task with another input", `/runs/${one}/history`, async (hand, page) => {
    await hand.click(hand.button("Fork here…"));
    await hand.click(page.locator("dialog summary"));
    const input = page.getByLabel("Input of the fork");
    await input.fill((await input.inputValue()).replace(PROMPT, "What makes a fork durable?"));
    await hand.click(page.locator("dialog button[type=submit]"));
    await hand.see(page.locator(".crumb", { hasText: "forked from" }));
  });

  line("the run in which a model said something", "–", "not in this issue");

  await job("watch 300 tasks live", "/runs?workflow=wide.jsx", async (hand, page) => {
    const id = await lab.run("wide.jsx", { n: WATCHED }, "running");
    await hand.click(page.locator(`[data-run$='/${id}'] .run-link`));
    await hand.see(".run-facts");
    const seen = await page.evaluate(async () => {
      let disagreed = 0;
      let moved = 0;
      let samples = 0;
      const drawer = () => document.querySelector("task-drawer")?.textContent ?? "";
      let before = drawer();
      for (const end = performance.now() + 10_000; performance.now() < end; samples++) {
        await new Promise((done) => setTimeout(done, 100));
        const head = document.querySelector(".fact-progress")?.textContent?.match(/([\d,]+) of ([\d,]+)/)?.[0];
        const words = document.querySelector(".callout-words")?.textContent?.match(/([\d,]+) of ([\d,]+)/)?.[0];
        if (head && words && head !== words) disagreed++;
        if (drawer() !== before) moved++;
        before = drawer();
      }
      return { disagreed, moved, samples };
    });
    await lab.post(`/api/runs/${id}/cancel`, {}).catch(() => undefined);
    return `of ${seen.samples} samples ${seen.disagreed} disagree, the panel moved ${seen.moved} times`;
  });

  if (values.stores) {
    await job("follow the log of a very long run", "/runs?q=long-run", async (hand, page) => {
      await hand.click(page.locator("[data-run$='/long-run'] .run-link"));
      await hand.click(page.getByRole("tab", { name: /^Logs/ }));
      await hand.see(".log-line");
    });
  } else line("follow the log of a very long run", "–", "needs --stores");

  await job("edit a shipped workflow, see versions, restore", "/editor?name=probe.jsx", async (hand, page) => {
    await page.locator(".cm-content").first().click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// changed\n");
    await hand.click(page.getByRole("button", { name: /^Save/ }));
    await hand.see(page.locator(".toast", { hasText: "Saved" }));
    await hand.click(page.getByRole("button", { name: "Versions", exact: true }).or(page.getByRole("tab", { name: "Versions" })).or(page.getByRole("link", { name: "Versions" })));
    await hand.click(page.locator("versions-pane button, .ed-version").last());
    await hand.click(page.getByRole("button", { name: /^(Restore|Take)/ }));
    await page.locator("dialog[open] button[type=submit]").click({ timeout: 1_500 }).catch(() => undefined);
    await until("the first text is back", async () => !(await lab.get("/api/workflow-file?name=probe.jsx")).source.includes("// changed"));
  });

  for (let i = 0; "cancel 30 runs".includes(values.only) && i < CANCELLED; i++) await lab.post("/api/launch", { workflow: "held.jsx", input: {}, runId: `held-${i}` });
  if ("cancel 30 runs".includes(values.only)) {
    await until("all wait", async () => (await lab.get("/api/runs?workflow=held.jsx&status=waiting-approval&limit=100")).items.length === CANCELLED, 240_000);
  }
  await job("cancel 30 runs", "/runs?workflow=held.jsx", async (hand, page) => {
    await hand.click(page.locator(".run-check input"));
    await hand.click(hand.button(`Select all ${CANCELLED} matching`));
    await hand.click(hand.button(`Cancel ${CANCELLED}…`));
    await hand.click(page.locator("dialog .arm input"));
    await hand.click(page.locator("dialog button[type=submit]"));
    await page.locator(".toast", { hasText: `${CANCELLED} runs asked to cancel` }).waitFor({ timeout: 120_000 });
  });

  await job("spent yesterday", "/", async (hand, page) => {
    await hand.click(page.getByRole("link", { name: "Spend", exact: true }));
    await hand.see(page.locator(".sp-figures div", { has: page.getByText("Yesterday", { exact: true }) }).locator("dd"));
  });

  await lab.post("/api/schedules", { name: "nightly", definition: { workflow: "probe.jsx", cron: ["45 4 * * *"] } });
  await job("tonight's schedule", "/", async (hand, page) => {
    await hand.see(page.locator("section", { has: page.getByRole("heading", { name: "Tonight" }) }).getByText("nightly"));
  });

  await job("theme, sign out, a used link", "/", async (hand, page) => {
    await hand.click(".account-button");
    await hand.click(page.getByLabel("light"));
    await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
    await hand.click(hand.button("Sign out"));
    await page.waitForURL(/sign-in/);
    const { url } = await lab.post("/api/session/link", {});
    await page.goto(url);
    await page.context().clearCookies();
    await page.goto(url);
    await hand.see(page.getByText(/used|expired/i));
  });
} finally {
  await browser.close();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}
