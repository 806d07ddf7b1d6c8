/** A line of a unified diff; numbers count from 1 and are null where the line does not exist on that side. */
export interface DiffLine {
  readonly kind: "same" | "add" | "del" | "hunk";
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;
const HEADER = /^(?:diff |index |--- |\+\+\+ |new file|deleted file|old mode|new mode|similarity|rename |copy |Binary )/;

/** Reads a unified diff of one file; lines before its first hunk are its header and are left out. */
export function parseUnifiedDiff(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  let inHunk = false;
  for (const line of diff.split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      inHunk = true;
      lines.push({ kind: "hunk", before: null, after: null, text: line });
    } else if (!inHunk || (HEADER.test(line) && !/^[-+]{3} /.test(line))) {
      inHunk &&= !HEADER.test(line);
    } else if (line.startsWith("+")) {
      lines.push({ kind: "add", before: null, after: after++, text: line.slice(1) });
    } else if (line.startsWith("-")) {
      lines.push({ kind: "del", before: before++, after: null, text: line.slice(1) });
    } else if (line.startsWith(" ")) {
      lines.push({ kind: "same", before: before++, after: after++, text: line.slice(1) });
    }
  }
  return lines;
}

/** For a view of two sides: removed lines stand beside those that took their place. */
export function sideBySide(lines: readonly DiffLine[]): { left: DiffLine | null; right: DiffLine | null }[] {
  const rows: { left: DiffLine | null; right: DiffLine | null }[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      rows.push({ left: removed[i] ?? null, right: added[i] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === "del") removed.push(line);
    else if (line.kind === "add") added.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}
