import { expect, test } from "vitest";
import { cutText, oneLine, plainText } from "./plain-text";

test("terminal escapes are left out, links of terminals with them", () => {
  expect(plainText("\u001b[31mred\u001b[0m \u001b]8;;javascript:x\u0007link\u001b]8;;\u0007")).toBe("red link");
});

test("other controls are made visible, line ends and tabs stay", () => {
  expect(plainText("a\u0000b\tc\r\nd\u009be")).toBe("a\u2400b\tc\nd\ufffde");
});

test("marks that turn the direction are named", () => {
  expect(plainText("invoice\u202egpj.exe")).toBe("invoice\u27e8U+202E\u27e9gpj.exe");
});

test("right-to-left letters themselves stay", () => {
  expect(plainText("שלום")).toBe("שלום");
});

test("a list gets one line of bounded length", () => {
  expect(oneLine("a\n\n b")).toBe("a b");
  expect(oneLine("x".repeat(1_000_000))).toHaveLength(301);
});

test("a cut says how much it left out", () => {
  expect(cutText("abcdef", 4)).toEqual({ text: "abcd", leftOut: 2 });
  expect(cutText("abc", 4)).toEqual({ text: "abc", leftOut: 0 });
});
