import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "./testing/engine.js";

const STORE = "autonomy-ladder";
const nodes = (ws, runId) =>
  ws.rows(STORE, "SELECT node_id FROM _smithers_nodes WHERE run_id = ? ORDER BY node_id", runId).map((row) => row.node_id);

test.concurrent("every run waits at its gate, and only an approved live one leaves something behind", async () => {
  await using ws = new Workspace();
  const up = (runId, input, env) => ws.up("autonomy-ladder.jsx", runId, { item: "Please reset my password", ...input }, env);
  const outcome = (runId, node = "act") => ws.output(STORE, "outcome", runId, node);
  const outbox = () => (existsSync(join(ws.dir, "outbox")) ? readdirSync(join(ws.dir, "outbox")) : []);

  for (const [runId, input, env] of [
    ["live", { shadow: false }], ["shadow", {}], ["dry", { shadow: false }, { DRY_RUN: "1" }], ["denied", { shadow: false }],
  ]) {
    expect((await up(runId, input, env)).json).toMatchObject({ runId, status: "waiting-approval" });
  }
  const noise = await up("noise", { item: "Newsletter of May. Unsubscribe here." });

  expect(noise.json.status).toBe("finished");
  expect(outcome("noise", "shelve")).toMatchObject({ outcome: "ignored", file: null });
  expect(nodes(ws, "noise")).toEqual(["mode", "shelve", "triage"]);
  const [gate] = ws.rows(STORE, "SELECT * FROM _smithers_approvals WHERE run_id = 'live'");
  expect(gate).toMatchObject({ node_id: "approve", status: "requested" });
  expect(gate.request_json).toMatchObject({
    title: 'Send "Re: Please reset my password"?',
    summary: "The draft is written to the outbox, from where it is sent.",
    metadata: { item: "Please reset my password", mode: "live", draft: { subject: "Re: Please reset my password" } },
  });
  expect(outbox()).toEqual([]);

  for (const [runId, verb, by] of [
    ["live", "approve", "ann"], ["shadow", "approve", "ann"], ["dry", "approve", "ann"], ["denied", "deny", "bob"],
  ]) {
    expect((await ws.decide(verb, STORE, runId, "approve", by)).code).toBe(0);
    expect(outbox()).toEqual(runId === "live" ? [] : [outcome("live").file.replace("outbox/", "")]);
    // The one that was launched dry is resumed by someone who has not set DRY_RUN: it must stay dry.
    expect((await ws.resume("autonomy-ladder.jsx", runId)).json).toMatchObject({ runId, status: "finished" });
  }

  expect(outcome("live")).toMatchObject({ outcome: "acted", mode: "live", decided_by: "ann", note: "by ann" });
  expect(outcome("shadow")).toMatchObject({ outcome: "rehearsed", mode: "shadow" });
  expect(outcome("dry")).toMatchObject({ outcome: "rehearsed", mode: "dry-run" });
  expect(outcome("denied", "shelve")).toMatchObject({ outcome: "denied", decided_by: "bob", note: "by bob", file: null });
  expect(outcome("denied")).toBeUndefined();
  expect(outbox().map((name) => join("outbox", name))).toEqual([outcome("live").file]);
  expect(ws.read(outcome("live").file).body).toContain("(offline stand-in)");
});
