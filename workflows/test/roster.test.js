import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUILT_IN, likelyRoster, resolveRoster } from "../lib/roster.js";

let dir;
let env;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "roster-test-"));
  env = { CHAD_STATE_DIR: dir, CHAD_ROSTER_URL: "http://roster.test" };
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (name, value) => writeFileSync(join(dir, name), typeof value === "string" ? value : JSON.stringify(value));
const down = async () => {
  throw Object.assign(new Error("refused"), { code: "ConnectionRefused" });
};
const answering = (body, asked = []) => async (url) => (asked.push(url), Response.json(body));

test("the input's models win over everything, without duplicates and without what is no id", async () => {
  env.CHAD_FUSION_MODELS = "x/y";

  const roster = await resolveRoster({ models: [" a/b", "c/d", "a/b", "no id", 7, ""] }, { env, fetch: down });

  expect(roster).toMatchObject({ models: ["a/b", "c/d"], source: "input", notes: [] });
});

test("CHAD_FUSION_MODELS is next, capped by CHAD_FUSION_MAX; the service is not asked", async () => {
  Object.assign(env, { CHAD_FUSION_MODELS: "a/b, c/d ,e/f", CHAD_FUSION_MAX: "2" });

  const roster = await resolveRoster({}, { env, fetch: down });

  expect(roster).toMatchObject({ models: ["a/b", "c/d"], source: "environment", max: 2, notes: [] });
});

test("the service is asked for as many as are wanted, and its stage is kept", async () => {
  const asked = [];

  const roster = await resolveRoster({ max: 3 }, {
    env, fetch: answering({ models: ["a/b", "a/b", "c/d", "e/f", "g/h"], stage: "featured" }, asked),
  });

  expect(asked).toEqual(["http://roster.test/roster?max=3"]);
  expect(roster).toMatchObject({ models: ["a/b", "c/d", "e/f"], source: "service", stage: "featured" });
});

describe("while the service is down, it says so and", () => {
  test("takes the champions of kind model, then the featured models", async () => {
    write("population.json", {
      champions: ["m1", "p1"],
      candidates: [{ id: "m1", kind: "model", model: "champ/one" }, { id: "p1", kind: "prompt", model: "champ/two" }],
    });
    write("models.json", { featured: ["feat/one", "champ/one", "feat/two"] });

    const roster = await resolveRoster({}, { env, fetch: down });

    expect(roster).toMatchObject({ models: ["champ/one", "feat/one", "feat/two"], source: "state" });
    expect(roster.notes[0]).toContain("roster service did not answer (ConnectionRefused)");
  });

  test("crowns nobody for scores of the stand-in", async () => {
    write("population.json", { offline: true, champions: ["m1"], candidates: [{ id: "m1", kind: "model", model: "x/y" }] });
    write("models.json", { featured: ["feat/one"] });

    expect((await resolveRoster({}, { env, fetch: down })).models).toEqual(["feat/one"]);
  });

  test("falls back on the built-in list when the files are missing or half-written", async () => {
    write("models.json", '{"featured": ["feat/o');

    const roster = await resolveRoster({}, { env, fetch: down });

    expect(roster).toMatchObject({ models: BUILT_IN, source: "built-in" });
    expect(roster.notes.join(" ")).toMatch(/population\.json: not there.*models\.json: not readable/);
  });
});

test.each([
  ["an error", async () => new Response("no", { status: 503 }), "HTTP 503"],
  ["an empty roster", answering({ models: [] }), "it named no model"],
  ["no JSON", async () => new Response("<html>"), "JSON"],
])("a service that answers with %s counts as down", async (_, fetch, reason) => {
  const roster = await resolveRoster({}, { env, fetch });

  expect(roster.source).toBe("built-in");
  expect(roster.notes[0]).toContain(reason);
});

test("a nonsensical cap is ignored and the hard one holds", async () => {
  env.CHAD_FUSION_MAX = "many";
  const models = Array.from({ length: 40 }, (_, n) => `m/${n}`);

  expect((await resolveRoster({ models }, { env, fetch: down })).models).toHaveLength(12);
  expect((await resolveRoster({}, { env, fetch: answering({ models }) })).models).toHaveLength(6);
  expect(likelyRoster({}, env)).toHaveLength(6);
});
