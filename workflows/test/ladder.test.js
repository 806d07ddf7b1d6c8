import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, modeOf, screen } from "../lib/ladder.js";

test("a run is live only if nobody asked for caution", () => {
  expect(modeOf({}, {})).toBe("shadow");
  expect(modeOf({ shadow: null }, {})).toBe("shadow");
  expect(modeOf({ shadow: false }, {})).toBe("live");
  expect(modeOf({ shadow: false }, { DRY_RUN: "1" })).toBe("dry-run");
  expect(modeOf({ shadow: false }, { DRY_RUN: "false" })).toBe("live");
});

describe("the rules", () => {
  test.each([
    ["an NVIDIA key", `nvapi-${"x".repeat(40)}`],
    ["a GitHub token", `ghp_${"A1".repeat(18)}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----"],
  ])("stop a draft with %s, without repeating it", (kind, secret) => {
    const { passed, findings } = screen({ subject: "Hi", body: `use ${secret} please` });

    expect(passed).toBe(false);
    expect(findings).toEqual([`The draft contains ${kind}.`]);
  });

  test("stop an empty draft and an endless one, and let an honest one pass", () => {
    expect(screen({ subject: "Hi", body: " " }).findings).toEqual(["The draft is empty."]);
    expect(screen({ subject: "Hi", body: "x".repeat(30_000) }).passed).toBe(false);
    expect(screen({ subject: "Hi", body: "We look into it." })).toEqual({ passed: true, findings: [] });
  });
});

describe("acting", () => {
  let dir;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "ladder-test-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const order = (more = {}) => ({
    runId: "r-1", item: "help", draft: { subject: "Re: help", body: "Sure." }, mode: "live", decidedBy: "ann", note: null, ...more,
  });
  const outbox = () => (existsSync(join(dir, "outbox")) ? readdirSync(join(dir, "outbox")) : []);

  test("writes one file however often it is run", () => {
    const first = act(order(), { dir, env: {} });
    const again = act(order(), { dir, env: {} });

    expect(first).toMatchObject({ outcome: "acted", detail: "The outbox has it." });
    expect(again).toMatchObject({ outcome: "acted", file: first.file, detail: "It had been written before." });
    expect(outbox()).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(dir, first.file), "utf8"))).toMatchObject({ subject: "Re: help", approvedBy: "ann" });
  });

  test("writes nothing again that the reader of the outbox has dealt with", () => {
    const { file } = act(order(), { dir, env: {} });
    mkdirSync(join(dir, "outbox/done"));
    renameSync(join(dir, file), join(dir, file.replace("outbox/", "outbox/done/")));

    act(order(), { dir, env: {} });

    expect(outbox()).toEqual(["done"]);
  });

  test.each([["shadow", {}], ["dry-run", {}], ["live", { DRY_RUN: "1" }]])("in mode %s with %o writes nothing", (mode, env) => {
    const done = act(order({ mode }), { dir, env });

    expect(done.outcome).toBe("rehearsed");
    expect(outbox()).toEqual([]);
  });

  test("a run id can't lead out of the outbox", () => {
    const { file } = act(order({ runId: "../../etc/x" }), { dir, env: {} });

    expect(file).toMatch(/^outbox\/run-[0-9a-f]{12}\.json$/);
  });
});
