// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { Drafts } from "./drafts";

let nowMs = 1_000_000;
const drafts = new Drafts(localStorage, () => nowMs);

beforeEach(() => {
  localStorage.clear();
  nowMs = 1_000_000;
});

it("keeps a draft, with its age and what it was begun from", () => {
  drafts.write("a.jsx", "text", "e1");

  expect(drafts.read("a.jsx")).toEqual({ text: "text", baseEtag: "e1", atMs: 1_000_000 });
  drafts.drop("a.jsx");
  expect(drafts.read("a.jsx")).toBeNull();
});

it("keeps only the latest twenty, and other things of the page", () => {
  localStorage.setItem("theme", "dark");
  for (let i = 0; i < 25; i++) {
    nowMs += 1;
    drafts.write(`${i}.jsx`, "x", "");
  }

  expect(drafts.names()).toHaveLength(20);
  expect(drafts.names()[0]).toBe("5.jsx");
  expect(localStorage.getItem("theme")).toBe("dark");
});

it("refuses what is too long, and forgets what is too old", () => {
  expect(drafts.write("a.jsx", "x".repeat(300_001), "")).toBe(false);
  drafts.write("b.jsx", "x", "");
  nowMs += 31 * 86_400_000;

  expect(drafts.read("b.jsx")).toBeNull();
});

it("says when the browser has no room", () => {
  const full = {
    length: 0,
    key: () => null,
    getItem: () => null,
    removeItem: () => undefined,
    clear: () => undefined,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };

  expect(new Drafts(full).write("a.jsx", "x", "")).toBe(false);
});

it("survives a damaged entry", () => {
  localStorage.setItem("draft:a.jsx", "{");

  expect(drafts.read("a.jsx")).toBeNull();
});
