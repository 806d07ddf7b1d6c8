import { expect, test } from "vitest";
import { errorShare, found, isShown, type Listed, modelLines, MODEL_SHOWS, sorted } from "./model-table";

const CATALOG: Listed = {
  featured: ["lab/big-2"],
  chat: ["other/one", "lab/small", "lab/big-2"],
  new: ["lab/big-2", "lab/embed"],
  removed: ["lab/big-1"],
  excluded: { "lab/guard": "safety", "lab/embed": "embed" },
  prices: { "lab/small": { inputUsdPerMTok: 1, outputUsdPerMTok: 2 }, "lab/big-2": { inputUsdPerMTok: 4, outputUsdPerMTok: 8 } },
};
const use = (model: string, calls: number, failed: number, runs: number, medianMs: number | null) => ({ model, calls, failed, runs, medianMs });
const LINES = modelLines(CATALOG, ["lab/small", "house/own"], [use("lab/small", 10, 1, 4, 900), use("lab/big-2", 4, 2, 9, 300)]);
const ids = (lines: readonly { id: string }[]): string[] => lines.map(({ id }) => id);

test("the roster stands first, then the flagships, and each model once", () => {
  expect(LINES.map(({ id, group, rosterAt }) => [id, group, rosterAt])).toEqual([
    ["lab/small", "chat", 1],
    ["house/own", "not listed", 2],
    ["lab/big-2", "featured", null],
    ["other/one", "chat", null],
    ["lab/embed", "embed", null],
    ["lab/guard", "safety", null],
    ["lab/big-1", "removed", null],
  ]);
});

test("a part of the table has what its name says", () => {
  const of = Object.fromEntries(MODEL_SHOWS.map((show) => [show, ids(LINES.filter((line) => isShown(line, show)))]));

  expect(of[""]).toHaveLength(6);
  expect(of["roster"]).toEqual(["lab/small", "house/own"]);
  expect(of["featured"]).toEqual(["lab/big-2"]);
  expect(of["new"]).toEqual(["lab/big-2", "lab/embed"]);
  expect(of["removed"]).toEqual(["lab/big-1"]);
  expect(of["excluded"]).toEqual(["lab/embed", "lab/guard"]);
});

test("a search finds all words in id and class, whatever their case", () => {
  expect(ids(found(LINES, "LAB embed"))).toEqual(["lab/embed"]);
  expect(ids(found(LINES, "featured"))).toEqual(["lab/big-2"]);
  expect(found(LINES, "lab nowhere")).toEqual([]);
});

test("what is unknown stands last in every order", () => {
  expect(ids(sorted(LINES, "price")).slice(0, 2)).toEqual(["lab/small", "lab/big-2"]);
  expect(ids(sorted(LINES, "runs")).slice(0, 2)).toEqual(["lab/big-2", "lab/small"]);
  expect(ids(sorted(LINES, "p50")).slice(0, 2)).toEqual(["lab/big-2", "lab/small"]);
  expect(ids(sorted(LINES, "errors")).slice(0, 2)).toEqual(["lab/big-2", "lab/small"]);
  expect(ids(sorted(LINES, "name"))[0]).toBe("lab/big-1");
  expect(sorted(LINES, "")).toBe(LINES);
});

test("the part that failed is of calls, and unknown without any", () => {
  expect(errorShare(use("a", 10, 1, 1, null))).toBe(0.1);
  expect(errorShare(use("a", 0, 0, 0, null))).toBeNull();
  expect(errorShare(null)).toBeNull();
});
