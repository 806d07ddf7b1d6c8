import { expect, test } from "vitest";
import { wordDiff } from "./word-diff";

const told = (before: string, after: string): string =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "del" ? `[-${text}-]` : `[+${text}+]`))
    .join("");

test("words that were taken out, put in and kept", () => {
  expect(told("the quick brown fox", "the slow brown dog")).toBe("the [-quick -][+slow +]brown [-fox-][+dog+]");
  expect(told("one two", "one two")).toBe("one two");
  expect(told("", "all new")).toBe("[+all new+]");
  expect(told("all gone", "")).toBe("[-all gone-]");
});

test("line breaks stay where they are", () => {
  expect(told("a\n\nb c", "a\n\nb d")).toBe("a\n\nb [-c-][+d+]");
});

test("both texts can be put together again", () => {
  const before = Array.from({ length: 400 }, (_, i) => `w${i % 37}`).join(" ");
  const after = Array.from({ length: 420 }, (_, i) => `w${(i * 3) % 41}`).join(" ");
  const parts = wordDiff(before, after);

  expect(parts.filter((part) => part.kind !== "add").map((part) => part.text).join("")).toBe(before);
  expect(parts.filter((part) => part.kind !== "del").map((part) => part.text).join("")).toBe(after);
});

test("texts that are too long to be compared word by word keep their equal ends", () => {
  const many = (word: string): string => Array.from({ length: 2_000 }, (_, i) => `${word}${i}`).join(" ");
  const parts = wordDiff(`same ${many("a")} end`, `same ${many("b")} end`);

  expect(parts.map((part) => part.kind)).toEqual(["same", "del", "add", "same"]);
});
