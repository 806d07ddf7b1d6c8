// @vitest-environment jsdom
import { html, render } from "lit";
import { expect, test } from "vitest";
import { each } from "./each";

const list = (items: readonly string[]) => html`<ul>${each(items, (one) => one, (one, at) => html`<li>${at} ${one}</li>`)}</ul>`;
const words = (room: HTMLElement): string[] => [...room.querySelectorAll("li")].map((one) => one.textContent!);
const comments = (room: HTMLElement): number => [...room.querySelector("ul")!.childNodes].filter((node) => node.nodeType === Node.COMMENT_NODE).length;

test("the elements are those of the items, in their order", () => {
  const room = document.createElement("div");
  render(list(["a", "b", "c"]), room);
  const [a, , c] = room.querySelectorAll("li");

  render(list(["c", "x", "a"]), room);

  expect(words(room)).toEqual(["0 c", "1 x", "2 a"]);
  expect(room.querySelectorAll("li")[0]).toBe(c);
  expect(room.querySelectorAll("li")[2]).toBe(a);
});

test("what keeps its place among the others is not touched, so that it keeps the focus", () => {
  const room = document.createElement("div");
  document.body.append(room);
  const fields = (items: readonly string[]) => html`<ul>${each(items, (one) => one, (one) => html`<li><input .value=${one} /></li>`)}</ul>`;
  render(fields(["a", "b", "c", "d"]), room);
  const b = room.querySelectorAll("input")[1]!;
  b.focus();

  render(fields(["d", "a", "x", "b", "c"]), room);
  render(fields(["a", "b", "d"]), room);

  expect([...room.querySelectorAll("input")].map((one) => one.value)).toEqual(["a", "b", "d"]);
  expect(document.activeElement).toBe(b);
  room.remove();
});

test("any order becomes any other", () => {
  const room = document.createElement("div");
  const orders = ["abcdef", "fedcba", "afbecd", "c", "xcya", "", "bca", "acbxyz", "zyxbca"];
  for (const order of [...orders, ...orders.toReversed()]) {
    render(list([...order]), room);
    expect(words(room).map((one) => one.slice(-1)).join("")).toBe(order);
  }
});

/** Lit's `repeat` left one for each that went. */
test("nothing of an item that has gone stays in the page", () => {
  const room = document.createElement("div");
  render(list(["0", "1", "2"]), room);
  const before = comments(room);

  for (let i = 1; i < 100; i++) render(list([`${i}`, `${i + 1}`, `${i + 2}`]), room);

  expect(words(room)).toEqual(["0 99", "1 100", "2 101"]);
  expect(comments(room)).toBe(before);
  render(list([]), room);
  expect(room.querySelectorAll("li")).toHaveLength(0);
  render(list(["z"]), room);
  expect(words(room)).toEqual(["0 z"]);
});

test("an item that is there twice is drawn twice", () => {
  const room = document.createElement("div");
  render(list(["a", "a", "b"]), room);
  render(list(["b", "a", "a"]), room);

  expect(words(room)).toEqual(["0 b", "1 a", "2 a"]);
  render(list(["a"]), room);
  expect(words(room)).toEqual(["0 a"]);
});
