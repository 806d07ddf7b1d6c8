import { expect, test } from "bun:test";
import { QUESTIONS, examPrompt, grade, offlinePaper } from "../lib/exam.js";

const two = [{ ask: "1+1?", expect: "2" }, { ask: "Colour of snow?", expect: "White" }];

test.each([
  ["1: 2\n2: white", 1],
  ["Let me see.\n1: 3\n1: 2\n**2:** White.", 1],
  ["1) 2\n2. black", 0.5],
  ["two, white", 0],
  ["", 0],
])("paper %j is worth %d", (paper, score) => {
  expect(grade(paper, two)).toBe(score);
});

test("the questions are numbered as they are graded", () => {
  expect(examPrompt(two)).toEndWith("1. 1+1?\n2. Colour of snow?");
  expect(grade(QUESTIONS.map(({ expect: right }, at) => `${at + 1}: ${right}`).join("\n"), QUESTIONS)).toBe(1);
});

test("the stand-in's papers are labelled, differ between candidates and stay the same", () => {
  const papers = ["a", "b", "c", "d"].map((id) => offlinePaper(id, QUESTIONS));

  expect(papers[0]).toStartWith("(offline stand-in)");
  expect(offlinePaper("a", QUESTIONS)).toBe(papers[0]);
  expect(new Set(papers.map((paper) => grade(paper, QUESTIONS))).size).toBeGreaterThan(1);
});
