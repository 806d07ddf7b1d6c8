/** A stretch of two texts: what both have, what only the earlier has, what only the later has. */
export interface WordPart {
  readonly kind: "same" | "del" | "add";
  readonly text: string;
}

/** So many pairs of words are compared, which takes some milliseconds; beyond, what lies between the equal ends is one change. */
const MOST_PAIRS = 1_000_000;

/** Words with the space that follows them. */
const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

/** What became of a text, word by word. */
export function wordDiff(before: string, after: string): WordPart[] {
  const a = words(before);
  const b = words(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return joined([
    { kind: "same", text: a.slice(0, head).join("") },
    ...middle,
    { kind: "same", text: a.slice(a.length - tail).join("") },
  ]);
}

/** The longest common subsequence of words. */
function between(a: readonly string[], b: readonly string[]): WordPart[] {
  if (a.length * b.length > MOST_PAIRS) {
    return [
      { kind: "del", text: a.join("") },
      { kind: "add", text: b.join("") },
    ];
  }
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const parts: WordPart[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: "same", text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) {
      parts.push({ kind: "del", text: a[i++]! });
    } else {
      parts.push({ kind: "add", text: b[j++]! });
    }
  }
  return parts;
}

/** Neighbours of one kind as one; a deletion comes before what took its place. */
function joined(parts: readonly WordPart[]): WordPart[] {
  const all: WordPart[] = [];
  for (const part of parts) {
    if (part.text === "") continue;
    const last = all.at(-1);
    if (last?.kind === part.kind) all[all.length - 1] = { kind: part.kind, text: last.text + part.text };
    else all.push(part);
  }
  return all;
}
