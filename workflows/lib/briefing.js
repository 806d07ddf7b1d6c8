import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OFFLINE_LABEL } from "./offline.js";

/** A report is a few thousand characters; what is longer is cut, and the model is told. */
const MAX_CHARS = 40_000;

const REPORT = /^\d{4}-\d{2}-\d{2}\.md$/;

/**
 * The night report of a date, or the newest one that the service has made.
 *
 * @param {string} dir the state folder
 * @param {string | null | undefined} night the date of its morning, such as 2026-06-13
 * @returns {{night: string | null, markdown: string}} no night and no text when there is none
 */
export function nightReport(dir, night) {
  const folder = join(dir, "reports");
  const name = night ? `${night}.md` : reports(folder).at(-1);
  if (!name || !reports(folder).includes(name)) return { night: null, markdown: "" };
  const markdown = readFileSync(join(folder, name), "utf8");
  return {
    night: name.slice(0, -".md".length),
    markdown: markdown.length > MAX_CHARS ? `${markdown.slice(0, MAX_CHARS)}\n\n(cut: ${markdown.length} characters)` : markdown,
  };
}

function reports(folder) {
  try {
    return readdirSync(folder).filter((name) => REPORT.test(name)).sort();
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** What a model is asked. */
export function briefingPrompt(markdown) {
  return [
    "Below is the report of a night of automated runs. Write a briefing for the person who comes to work now.",
    "`headline` is one sentence: how the night went. `first` has at most five items, the most urgent first: what needs",
    "a person, why, and the run's id. Leave `first` empty when nothing does. Use only what the report says.",
    "",
    "<report>",
    markdown,
    "</report>",
  ].join("\n");
}

/** The stand-in's briefing: the report's own first lines. */
export function offlineBriefing(markdown) {
  const lines = markdown.split("\n").map((line) => line.replace(/^[#*\s-]+/, "").trim()).filter(Boolean);
  return { headline: `${OFFLINE_LABEL} ${lines[0] ?? "The report is empty."}`.slice(0, 300), first: [] };
}

/** The briefing and the report that it is of, as one text. */
export function briefingMarkdown({ night, headline, first }, markdown) {
  const items = first.map((item, i) => `${i + 1}. ${item}`);
  return [`# ${night}`, "", headline, "", ...(items.length ? [...items, ""] : []), "---", "", markdown].join("\n");
}
