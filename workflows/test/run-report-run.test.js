import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "./testing/engine.js";
import { ModelServer } from "./testing/model-server.js";

const REPORT = "# Night of 2026-06-13\n\n**2 runs failed.**\n\n- fusion-7: the key is not valid\n";

function withReports(ws, reports) {
  mkdirSync(join(ws.dir, "reports"), { recursive: true });
  for (const [night, text] of Object.entries(reports)) ws.write(`reports/${night}.md`, text);
}

test.concurrent("the newest report is briefed by the stand-in, which says so", async () => {
  await using ws = new Workspace();
  withReports(ws, { "2026-06-12": "# Night of 2026-06-12\n", "2026-06-13": REPORT, "notes": "no report" });

  const { code, json } = await ws.up("run-report.jsx", "morning", {});

  expect([code, json.status]).toEqual([0, "finished"]);
  const report = ws.output("run-report", "report", "morning", "report");
  expect(report.night).toBe("2026-06-13");
  expect(report.headline).toBe("(offline stand-in) Night of 2026-06-13");
  expect(report.markdown).toContain("fusion-7: the key is not valid");
});

test.concurrent("a model is shown the report, and its words are kept", async () => {
  using models = new ModelServer({
    "a/b": { content: JSON.stringify({ headline: "Two runs failed.", first: ["Renew the key of fusion-7."] }) },
  });
  await using ws = new Workspace();
  withReports(ws, { "2026-06-13": REPORT });
  ws.write("models.json", { generatedAt: new Date().toISOString(), featured: ["a/b"], chat: ["a/b"] });

  const { json } = await ws.up("run-report.jsx", "asked", {}, {
    CHAD_INFERENCE_BASE_URL: models.baseUrl,
    NVIDIA_API_KEY: "k-1",
  });

  expect(json.status).toBe("finished");
  expect(ws.output("run-report", "report", "asked", "report")).toMatchObject({
    night: "2026-06-13",
    headline: "Two runs failed.",
    first: ["Renew the key of fusion-7."],
  });
});

test.concurrent("without a report it says so, and asks nobody", async () => {
  await using ws = new Workspace();

  const { json } = await ws.up("run-report.jsx", "none", { night: "2026-06-13" });

  expect(json.status).toBe("finished");
  expect(ws.output("run-report", "report", "none", "report")).toMatchObject({
    night: null,
    headline: "There is no report of 2026-06-13.",
  });
});
