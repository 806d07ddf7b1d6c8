// How fast the dashboard is, in Debian's Chromium against the packed service on the same machine. README.md has the
// method and figures.
//
//   bun bench/make-stores.mjs --out STORES && scripts/build
//   node bench/dashboard/measure.mjs --stores STORES [--minutes 5]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Lab, launchBrowser, until } from "./lab.mjs";

const { values } = parseArgs({ options: { stores: { type: "string" }, minutes: { type: "string", default: "5" } } });
if (!values.stores) throw new Error("Say where the stores are: --stores DIR");
const folder = mkdtempSync(join(tmpdir(), "measure-page-"));
const lab = new Lab(folder, { storesIn: `${resolve(values.stores)},${join(folder, "state")}` });
const say = (what, figure) => console.log(`${what.padEnd(64)} ${figure}`);
const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const at = (numbers, share) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const ms = (value) => `${value.toFixed(0)} ms`;

const TASKS_A_MINUTE = 12;
/** A run that goes on for as long as the page is looked at. */
const WATCHED = `/** @jsxImportSource smithers-orchestrator */
import { createSmithers, Parallel } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers(
  { input: z.object({ n: z.number().int() }), part: z.object({ text: z.string() }) },
  { dbPath: \`\${process.env.CHAD_STATE_DIR}/watched.db\` },
);
export default smithers((ctx) => (
  <Workflow name="watched">
    <Parallel maxConcurrency={1}>
      {Array.from({ length: ctx.input?.n ?? 3 }, (_, i) => (
        <Task key={i} id={\`part-\${i}\`} output={outputs.part} noRetry>
          {() => new Promise((done) => setTimeout(() => done({ text: \`part \${i}\` }), 5_000))}
        </Task>
      ))}
    </Parallel>
  </Workflow>
));
`;

/** How often the heap is looked at while a page is left open. */
const LOOK_MS = 5 * 60_000;

await lab.start();
const browser = await launchBrowser(["--enable-precise-memory-info", "--js-flags=--expose-gc"]);
try {
  await until("all stores are read", async () => (await lab.get("/api/stores")).items.every((store) => store.state === "ok"), 120_000);
  const runs = (await lab.get("/api/stores")).items.reduce((sum, store) => sum + (store.runs ?? 0), 0);
  say("load average at the start", loadavg()[0].toFixed(1));
  say("runs", runs.toLocaleString("en"));
  await paint();
  await openRun();
  await scrollLogs();
  await scrollList();
  await graphs();
  await hourOfUse(Number(values.minutes));
} finally {
  await browser.close();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function paint() {
  const loads = [];
  let bytes = 0;
  for (let i = 0; i < 7; i++) {
    const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
    await page.goto(`${lab.base}/runs`);
    await page.waitForSelector("[data-run]");
    loads.push(
      await page.evaluate(() => ({
        paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
        rows: performance.now(),
        scripts: performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js")).reduce((sum, one) => sum + one.encodedBodySize, 0),
        all: performance.getEntriesByType("resource").filter((one) => !one.name.includes("/api/")).reduce((sum, one) => sum + one.encodedBodySize, 0),
      })),
    );
    bytes = loads[0];
    await page.context().close();
  }
  say("scripts until the list is there, compressed", `${(bytes.scripts / 1000).toFixed(1)} kB (with styles and pictures ${(bytes.all / 1000).toFixed(1)} kB)`);
  say("first contentful paint, empty cache, median of 7 (worst)", `${ms(at(loads.map((l) => l.paint), 0.5))} (${ms(at(loads.map((l) => l.paint), 1))})`);
  say("rows of the newest runs on screen, median of 7", ms(at(loads.map((l) => l.rows), 0.5)));
}

async function openRun() {
  const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
  const times = [];
  await page.goto(`${lab.base}/runs?q=long-run`);
  await page.waitForSelector("[data-run$='/long-run']");
  for (let i = 0; i < 7; i++) {
    await page.goto(`${lab.base}/runs?q=long-run`);
    await page.waitForSelector("[data-run$='/long-run']");
    times.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            const begun = performance.now();
            const look = () => (document.querySelector("[role=treeitem], .summary") ? done(performance.now() - begun) : requestAnimationFrame(look));
            document.querySelector("[data-run$='/long-run'] a").click();
            look();
          }),
      ),
    );
  }
  say("click on a run of 200,000 events until its first tab, median of 7 (worst)", `${ms(at(times, 0.5))} (${ms(at(times, 1))})`);
  await page.context().close();
}

/** Turns the wheel for some seconds and looks at each frame. */
async function frames(page, selector, seconds, direction) {
  const box = await page.locator(selector).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const next = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      window.frameHandle = requestAnimationFrame(next);
    };
    window.frameHandle = requestAnimationFrame(next);
  });
  const end = Date.now() + seconds * 1_000;
  while (Date.now() < end) {
    await page.mouse.wheel(0, 400 * direction);
    await page.waitForTimeout(16);
  }
  return page.evaluate(() => {
    cancelAnimationFrame(window.frameHandle);
    return window.frameTimes;
  });
}

function tellFrames(what, times) {
  const mean = 1000 / (times.reduce((sum, one) => sum + one, 0) / times.length);
  const late = (100 * times.filter((one) => one > 33).length) / times.length;
  say(what, `${mean.toFixed(0)} frames/s, p95 ${at(times, 0.95).toFixed(0)} ms, over 33 ms ${late.toFixed(1)} %`);
}

async function scrollLogs() {
  const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${lab.base}/runs/long-run/logs?level=everything`);
  await page.waitForSelector(".log-line");
  tellFrames("scrolling up through 200,000 log lines, 10 s", await frames(page, "run-logs-tab virtual-list", 10, -1));
  await page.context().close();
}

async function scrollList() {
  const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${lab.base}/runs`);
  await page.waitForSelector("[data-run]");
  tellFrames("scrolling down the list of all runs, 20 s", await frames(page, "run-list virtual-list", 20, 1));
  await page.context().close();
}

/** Graphs of one wide panel, as the page draws them; the tasks are made in the page, for no engine has to execute them. */
async function graphs() {
  const run = await lab.run("probe.jsx", {}, "finished");
  const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${lab.base}/runs/${run}/graph`);
  await page.waitForSelector("run-dag svg text");
  await page.waitForTimeout(1_000);
  for (const size of [302, 1_002, 5_002]) {
    const seen = await page.evaluate(async (members) => {
      const graph = document.querySelector("run-dag");
      const ids = Array.from({ length: members }, (_, i) => `ask-${i}`);
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      const until = async (holds) => {
        while (!holds()) await frame();
        await frame();
        return performance.now();
      };
      let longest = 0;
      const watch = new PerformanceObserver((list) => list.getEntries().forEach((task) => (longest = Math.max(longest, task.duration))));
      watch.observe({ type: "longtask" });
      const task = (id, more) => ({ id, nodeId: id, kind: "task", ...more });
      const begun = performance.now();
      graph.open = new Set();
      graph.states = new Map(ids.map((id, i) => [id, { look: i % 7 ? { word: "Finished", tone: "ok", shape: "check" } : { word: "Failed", tone: "bad", shape: "cross" } }]));
      graph.dag = {
        groups: [{ id: "panel", kind: "parallel" }],
        nodes: [task("seed"), ...ids.map((id) => task(id, { taskKind: "agent", groupId: "panel" })), task("select")],
        edges: ids.flatMap((id) => [
          { from: "seed", to: id, kind: "sequence" },
          { from: id, to: "select", kind: "sequence" },
        ]),
      };
      const folded = (await until(() => document.querySelector(".dag-cluster title")?.textContent.startsWith(`${members} ×`))) - begun;
      const pressed = performance.now();
      document.querySelector(".dag-cluster").dispatchEvent(new MouseEvent("click", { bubbles: true }));
      const unfolded = (await until(() => !document.querySelector(".dag-cluster"))) - pressed;
      const times = [];
      for (let i = 0, last = performance.now(); i < 120; i++) {
        graph.zoom(i < 60 ? 1.03 : 1 / 1.03);
        await frame();
        times.push(performance.now() - last);
        last = performance.now();
      }
      await new Promise((passed) => setTimeout(passed, 300)); // long tasks are told late
      watch.disconnect();
      return { folded, unfolded, longest, times, elements: graph.querySelectorAll("*").length };
    }, size - 2);
    const mean = 1000 / (seen.times.reduce((sum, one) => sum + one, 0) / seen.times.length);
    say(
      `graph of ${size} tasks: folded, unfolded`,
      `${ms(seen.folded)}, ${ms(seen.unfolded)}; longest task ${seen.longest ? ms(seen.longest) : "under 50 ms"}; zoom ${mean.toFixed(0)} frames/s, worst ${at(seen.times, 1).toFixed(0)} ms; ${seen.elements} elements`,
    );
  }
  await page.context().close();
}

/** A page that is left open on a run, while the engine goes on and on. */
async function hourOfUse(minutes) {
  if (minutes === 0) return;
  writeFileSync(join(folder, "workflows/watched.jsx"), WATCHED);
  const watched = await lab.run("watched.jsx", { n: minutes * TASKS_A_MINUTE + TASKS_A_MINUTE }, "running");
  const page = await lab.page(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${lab.base}/runs/${watched}/logs`);
  await page.waitForSelector(".log-line");
  const client = await page.context().newCDPSession(page);
  const heap = async () => {
    await client.send("HeapProfiler.collectGarbage");
    const { metrics } = await client.send("Performance.getMetrics");
    const value = (name) => metrics.find((one) => one.name === name).value;
    return { mb: value("JSHeapUsedSize") / 1e6, nodes: value("Nodes") };
  };
  await client.send("Performance.enable");
  const before = await heap();
  const end = Date.now() + minutes * 60_000;
  let launched = 0;
  for (let look = Date.now() + LOOK_MS; Date.now() < end; ) {
    await lab.run("probe.jsx", {}, "finished").catch(() => undefined);
    launched++;
    if (Date.now() < look) continue;
    look += LOOK_MS;
    const now = await heap();
    say(`  after ${launched} runs`, `${now.mb.toFixed(2)} MB of heap after its collection, ${now.nodes} nodes`);
  }
  const after = await heap();
  say(`page left open for ${minutes} minutes, ${launched} runs launched meanwhile`, `${before.mb.toFixed(1)} MB → ${after.mb.toFixed(1)} MB of heap, ${before.nodes} → ${after.nodes} nodes`);
  await lab.post(`/api/runs/${watched}/cancel`, {}).catch(() => undefined);
}
