import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "./testing/engine.js";

const STORE = "autonomy-ladder";
const nodes = (ws, runId) =>
  ws.rows(STORE, "SELECT node_id FROM _smithers_nodes WHERE run_id = ? ORDER BY node_id", runId).map((row) => row.node_id);

test("every run waits at its gate, and only an approved live one leaves something behind", async () => {
  await using ws = new Workspace();
  const up = (runId, input, env) => ws.up("autonomy-ladder.jsx", runId, { item: "Please reset my password", ...input }, env);
  const outcome = (runId, node = "act") => ws.output(STORE, "outcome", runId, node);
  const outbox = () => (existsSync(join(ws.dir, "outbox")) ? readdirSync(join(ws.dir, "outbox")) : []);

  const started = await Promise.all([
    up("live", { shadow: false }), up("shadow"), up("dry", { shadow: false }, { DRY_RUN: "1" }), up("denied", { shadow: false }),
    up("noise", { item: "Newsletter of May. Unsubscribe here." }),
  ]);

  expect(started.map(({ json }) => json.status)).toEqual([
    "waiting-approval", "waiting-approval", "waiting-approval", "waiting-approval", "finished",
  ]);
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

  const decided = await Promise.all([
    ws.decide("approve", STORE, "live", "approve", "ann"), ws.decide("approve", STORE, "shadow", "approve", "ann"),
    ws.decide("approve", STORE, "dry", "approve", "ann"), ws.decide("deny", STORE, "denied", "approve", "bob"),
  ]);
  expect(decided.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(outbox()).toEqual([]);
  // The one that was launched dry is resumed by someone who has not set DRY_RUN: it must stay dry.
  const ended = await Promise.all(
    ["live", "shadow", "dry", "denied"].map((runId) => ws.resume("autonomy-ladder.jsx", runId)),
  );

  expect(ended.map(({ json }) => json.status)).toEqual(["finished", "finished", "finished", "finished"]);
  expect(outcome("live")).toMatchObject({ outcome: "acted", mode: "live", decided_by: "ann", note: "by ann" });
  expect(outcome("shadow")).toMatchObject({ outcome: "rehearsed", mode: "shadow" });
  expect(outcome("dry")).toMatchObject({ outcome: "rehearsed", mode: "dry-run" });
  expect(outcome("denied", "shelve")).toMatchObject({ outcome: "denied", decided_by: "bob", note: "by bob", file: null });
  expect(outcome("denied")).toBeUndefined();
  expect(outbox().map((name) => join("outbox", name))).toEqual([outcome("live").file]);
  expect(ws.read(outcome("live").file).body).toContain("(offline stand-in)");
});
