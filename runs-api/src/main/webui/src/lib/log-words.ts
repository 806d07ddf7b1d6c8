import type { RunEvent } from "../api/types";
import { duration } from "./duration";
import { oneLine } from "./plain-text";

const TONES = 6;
const BEGINNING = "NodeStarted";
const ENDS = new Set(["NodeFinished", "NodeFailed", "NodeCancelled"]);

/** What a line says beside the name of its task, which has a column of its own. */
export function lineWords(event: RunEvent, limit = 600): string {
  const text = oneLine(event.text, limit);
  const node = event.nodeId ? oneLine(event.nodeId, 200) : "";
  if (!node || !text.startsWith(`${node} `)) return text;
  const rest = text.slice(node.length + 1);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** One of six: a task has the same in each line, and after a reload. */
export function toneOf(nodeId: string): number {
  let hash = 7;
  for (let i = 0; i < nodeId.length; i++) hash = (Math.imul(hash, 31) + nodeId.charCodeAt(i)) | 0;
  return Math.abs(hash) % TONES;
}

const attemptKey = (event: RunEvent): string => `${event.nodeId}\n${event.iteration ?? 0}\n${event.attempt ?? 0}`;

/** How long the attempts took that end among these lines, by the number of the line that ends them. */
export function attemptTimes(lines: readonly RunEvent[]): ReadonlyMap<number, string> {
  const begun = new Map<string, number>();
  const times = new Map<number, string>();
  for (const line of lines) {
    if (line.type === BEGINNING) begun.set(attemptKey(line), line.atMs);
    const since = ENDS.has(line.type) ? begun.get(attemptKey(line)) : undefined;
    if (since !== undefined) times.set(line.seq, duration(line.atMs - since));
  }
  return times;
}

/** A text in parts, every other one of which is what is looked for. */
export function marked(text: string, find: string): string[] {
  if (find === "") return [text];
  const lower = text.toLowerCase();
  const wanted = find.toLowerCase();
  if (lower.length !== text.length) return [text]; // letters that are longer in lower case: their places differ
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

/** Whether a line tells of something that went wrong. */
export const isTrouble = (event: RunEvent): boolean => /fail|error|stall|timeout|cancel|denied/i.test(event.type);
