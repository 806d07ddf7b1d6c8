import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BudgetSpentError, callGate } from "../lib/call-gate.js";

const file = join(mkdtempSync(join(tmpdir(), "call-gate-")), "gate.json");
const env = { RUNS_IDE_GATE: file, RUNS_IDE_RUN: "night-7" };
let servers = [];

afterEach(() => {
  for (const { server, sockets } of servers) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  servers = [];
});

/** What the Runs IDE does at the other end. */
async function listen(answer, more = {}) {
  const lines = [];
  const sockets = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (data) => {
      text += data;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const line = JSON.parse(text.slice(0, end));
        text = text.slice(end + 1);
        lines.push(line);
        if (line.token && answer) socket.write(`${JSON.stringify(answer)}\n`);
      }
    });
  });
  servers.push({ server, sockets });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  writeFileSync(file, JSON.stringify({ port: server.address().port, token: "secret", budgets: true, ...more }));
  return { lines, sockets, server };
}

async function until(holds) {
  while (!holds()) await new Promise((again) => setTimeout(again, 10));
}

test("nobody is asked outside of the Runs IDE, and none where there are no budgets", async () => {
  (await callGate({ env: {} }))();
  const { lines } = await listen({ granted: true }, { budgets: false });

  (await callGate({ env }))();

  expect(lines).toEqual([]);
});

test("a run with a budget of its own asks although there are no others", async () => {
  const { lines } = await listen({ granted: true }, { budgets: false });

  (await callGate({ env: { ...env, RUNS_IDE_BUDGET: "1" }, model: "a/b", provider: "lab" }))();

  expect(lines).toEqual([{ token: "secret", run: "night-7", provider: "lab", model: "a/b", isOpen: false }]);
});

test("what a call used is told when it ends", async () => {
  const { lines } = await listen({ granted: true });
  const end = await callGate({ env });

  end({ model: "a/b", inputTokens: 7 });
  end({ model: "a/b", inputTokens: 9 });

  await until(() => lines.length === 2);
  expect(lines[1]).toEqual({ used: { model: "a/b", inputTokens: 7 } });
});

test("a refusal is to the engine a quota, which uses up no retry", async () => {
  await listen({ granted: false, says: "The budget is spent." });

  const refused = await callGate({ env }).catch((error) => error);

  expect(refused).toBeInstanceOf(BudgetSpentError);
  expect(refused).toMatchObject({ message: "The budget is spent.", code: "AGENT_QUOTA_EXCEEDED", details: { failureQuota: true } });
});

/** It threw where nobody catches, and ended the engine's process. */
test.each([
  ["a greeting", "220 mail.example ready\n"],
  ["JSON of its own", "null\n"],
  ["a line without an end", "x".repeat(20_000)],
])("another program at the port of a Runs IDE that has gone, which says %s, is not asked", async (_, greeting) => {
  const sockets = [];
  const stranger = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.write(greeting);
  });
  servers.push({ server: stranger, sockets });
  await new Promise((listening) => stranger.listen(0, "127.0.0.1", listening));
  writeFileSync(file, JSON.stringify({ port: stranger.address().port, token: "old", budgets: true }));
  const call = callGate({ env });
  await until(() => sockets.length > 0);
  const { lines } = await listen({ granted: true });

  (await call)();

  expect(lines[0]).toMatchObject({ token: "secret", run: "night-7" });
});

test("a call that lasts longer than the Runs IDE tells the next one of itself", async () => {
  const first = await listen({ granted: true });
  const end = await callGate({ env });
  for (const socket of first.sockets) socket.destroy();
  first.server.close();
  const second = await listen({ granted: true });

  await until(() => second.lines.length > 0);

  expect(second.lines[0]).toMatchObject({ run: "night-7", isOpen: true });
  end();
});

test("a call waits for a Runs IDE that is not there, until the run is cancelled", async () => {
  const { server } = await listen(null);
  server.close();
  const cancel = new AbortController();
  const asked = callGate({ env, abortSignal: cancel.signal });

  cancel.abort(new Error("the run was cancelled"));

  await expect(asked).rejects.toThrow("the run was cancelled");
});
