import { expect, test } from "vitest";
import { parseUnifiedDiff, sideBySide } from "./unified-diff";

const DIFF = `diff --git a/x.txt b/x.txt
index 1..2 100644
--- a/x.txt
+++ b/x.txt
@@ -1,3 +1,4 @@
 one
-two
+2
+2.5
 three
@@ -10 +11 @@ far
-ten
+10
\\ No newline at end of file
`;

test("lines get their numbers on both sides", () => {
  const lines = parseUnifiedDiff(DIFF);

  expect(lines.filter((line) => line.kind === "hunk")).toHaveLength(2);
  expect(lines.find((line) => line.text === "two")).toEqual({ kind: "del", before: 2, after: null, text: "two" });
  expect(lines.find((line) => line.text === "2.5")).toEqual({ kind: "add", before: null, after: 3, text: "2.5" });
  expect(lines.find((line) => line.text === "three")).toEqual({ kind: "same", before: 3, after: 4, text: "three" });
  expect(lines.at(-1)).toEqual({ kind: "add", before: null, after: 11, text: "10" });
});

test("lines that look like headers inside a hunk are content", () => {
  const lines = parseUnifiedDiff("@@ -1,2 +1,2 @@\n--- a comment in SQL\n+++ another\n");

  expect(lines.slice(1).map(({ kind, text }) => [kind, text])).toEqual([
    ["del", "-- a comment in SQL"],
    ["add", "++ another"],
  ]);
});

test("removed lines stand beside what took their place", () => {
  const rows = sideBySide(parseUnifiedDiff(DIFF));

  expect(rows.map(({ left, right }) => [left?.text, right?.text])).toContainEqual(["two", "2"]);
  expect(rows.map(({ left, right }) => [left?.text, right?.text])).toContainEqual([undefined, "2.5"]);
});

test("what is no diff has no lines", () => {
  expect(parseUnifiedDiff("")).toEqual([]);
  expect(parseUnifiedDiff("hello\nworld")).toEqual([]);
});
