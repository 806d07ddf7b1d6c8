import { OFFLINE_LABEL, labelled } from "./offline.js";

/** An answer longer than this is cut in the judge's prompt: twelve of them must fit into one context. */
const ANSWER_LIMIT = 16_000;

/**
 * Who answered and who did not.
 *
 * @param {{ model: string, nodeId: string }[]} seats the panel, in roster order
 * @param {{ nodeId: string, model: string, backend: string, answer: string }[]} answers rows of the panel's tasks
 * @param {Map<string, string>} reasons node id to the reason of its failure
 * @returns {{ asked: number, answered: object[], failed: { model: string, nodeId: string, reason: string }[] }}
 * @throws {Error} when nobody answered: there is nothing to judge
 */
export function summarize(seats, answers, reasons) {
  const rows = new Map(answers.map((row) => [row.nodeId, row]));
  const answered = [];
  const failed = [];
  for (const { model, nodeId } of seats) {
    const row = rows.get(nodeId);
    if (row) answered.push({ model, nodeId, backend: row.backend, characters: row.answer.length });
    else failed.push({ model, nodeId, reason: reasons.get(nodeId) ?? "It left neither an answer nor an error." });
  }
  if (answered.length === 0) {
    throw new Error(
      `None of the ${seats.length} models answered. ${failed.map(({ model, reason }) => `${model}: ${reason}`).join(" ")}`,
    );
  }
  return { asked: seats.length, answered, failed };
}

/** The answers as the judge reads them: fenced, so that what a model wrote can't pass for our words. */
export function answersBlock(answers) {
  return answers
    .map(({ model, answer }) => {
      const cut = answer.length > ANSWER_LIMIT ? `${answer.slice(0, ANSWER_LIMIT)}\n[cut here]` : answer;
      return `<answer model="${model}">\n${cut.replaceAll("</answer>", "<\\/answer>")}\n</answer>`;
    })
    .join("\n\n");
}

export function judgePrompt(prompt, answers, failed) {
  return [
    `Question:\n${prompt}`,
    `Answers of ${answers.length} models:\n\n${answersBlock(answers)}`,
    failed.length > 0 ? `No answer came from: ${failed.map(({ model }) => model).join(", ")}.` : "",
    "Compare the answers: consensus (what they agree on), contradictions (each one sentence that names the models), " +
      "unique_insights (what only one of them saw), blind_spots (what all of them missed), best_model (one of: " +
      `${answers.map(({ model }) => model).join(", ")}), confidence in the consensus from 0 to 1.`,
  ].filter(Boolean).join("\n\n");
}

export function synthesisPrompt(prompt, answers, verdict) {
  const { consensus, contradictions, unique_insights, blind_spots, best_model, confidence } = verdict;
  return [
    `Question:\n${prompt}`,
    `Answers:\n\n${answersBlock(answers)}`,
    `Verdict of the judge:\n${JSON.stringify({ consensus, contradictions, unique_insights, blind_spots, best_model, confidence }, null, 1)}`,
    "Write the fused answer to the question for the person who asked it. Settle the contradictions, use the unique " +
      "insights, cover the blind spots. Give answer, best_model (whose answer carried most), and rationale (why the " +
      "fused answer says what it says, two or three sentences).",
  ].join("\n\n");
}

const words = (text) => new Set(text.toLowerCase().replace(OFFLINE_LABEL, "").match(/[a-z]{4,}/g) ?? []);

/** The stand-in's verdict: computed from the words of the answers, judged by nobody, and labelled so. */
export function offlineVerdict(answers) {
  const bags = answers.map(({ answer }) => words(answer));
  const shared = [...bags[0]].filter((word) => bags.every((bag) => bag.has(word))).slice(0, 8);
  const own = bags.map((bag, at) => [...bag].filter((word) => bags.every((other, i) => i === at || !other.has(word))));
  const best = answers.reduce((a, b) => (b.answer.length > a.answer.length ? b : a));
  return {
    consensus: labelled(`The answers share the words ${shared.join(", ") || "(none)"}. No model judged them.`),
    contradictions: answers.length > 1 ? [labelled("Word by word the answers differ; nobody read for contradictions.")] : [],
    unique_insights: answers
      .map(({ model }, at) => ({ model, insight: labelled(`Only here: ${own[at].slice(0, 5).join(", ")}.`) }))
      .filter((_, at) => own[at].length > 0),
    blind_spots: [labelled("Everything that only a real model would have known.")],
    best_model: best.model,
    confidence: 0,
  };
}

/** The stand-in's synthesis: the longest answer, unchanged but labelled. */
export function offlineSynthesis(answers, verdict) {
  const best = answers.find(({ model }) => model === verdict.best_model) ?? answers[0];
  return {
    answer: labelled(best.answer),
    best_model: best.model,
    rationale: labelled(`The longest of ${answers.length} answers was taken as it is; no model wrote this.`),
  };
}
