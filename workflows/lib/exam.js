import { labelled, pick } from "./offline.js";

/**
 * Questions with one right answer, so that a score needs no judge. `expect` is compared with the answer's line after
 * case, blanks and punctuation at its ends are gone.
 */
export const QUESTIONS = [
  { ask: "What is 17 times 23?", expect: "391" },
  { ask: "Which number is larger, 9.11 or 9.9?", expect: "9.9" },
  { ask: 'How many times does the letter r occur in "strawberry"?', expect: "3" },
  { ask: 'Write the word "stalled" backwards.', expect: "dellats" },
  { ask: "A train leaves at 23:40 and travels 95 minutes. When does it arrive (HH:MM)?", expect: "01:15" },
  { ask: "Which number follows: 2, 6, 12, 20, 30?", expect: "42" },
  { ask: "Which day of the week is three days before Sunday?", expect: "Thursday" },
  { ask: "Write 13 in binary.", expect: "1101" },
];

export function examPrompt(questions) {
  const list = questions.map(({ ask }, at) => `${at + 1}. ${ask}`).join("\n");
  return `Answer each question on a line of its own, as "NUMBER: ANSWER" with nothing but the answer after the colon.\n\n${list}`;
}

const plain = (text) => text.toLowerCase().replace(/^[\s"'`*.]+|[\s"'`*.]+$/g, "");

/** Share of right answers, 0 to 1. The last line for a number counts: models think aloud before they answer. */
export function grade(text, questions) {
  const given = new Map();
  for (const [, number, answer] of text.matchAll(/^\W*(\d+)\s*[:.)]\s*(.+)$/gm)) given.set(Number(number), plain(answer));
  const right = questions.filter(({ expect }, at) => given.get(at + 1) === plain(expect)).length;
  return Math.round((right / questions.length) * 1000) / 1000;
}

/** The stand-in's paper: right as often as the candidate's name decides, the same each time. */
export function offlinePaper(candidateId, questions) {
  const skill = 40 + pick(60, candidateId);
  const lines = questions.map(({ ask, expect }, at) => {
    return `${at + 1}: ${pick(100, candidateId, ask) < skill ? expect : "unknown"}`;
  });
  return `${labelled(`No model was asked; this paper stands in for ${candidateId}.`)}\n${lines.join("\n")}`;
}
