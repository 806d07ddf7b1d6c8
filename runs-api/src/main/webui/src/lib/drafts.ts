/** Unsaved text that survives a closed tab. */
export interface Draft {
  text: string;
  /** Of the file that it was begun from; empty for a file that was not there. */
  baseEtag: string;
  atMs: number;
}

const PREFIX = "draft:";
const MAX_CHARS = 300_000;
const MAX_DRAFTS = 20;
const MAX_AGE_MS = 30 * 86_400_000;

/** Drafts by the name of their file, in the browser's storage: few, not too large, and not for ever. */
export class Drafts {
  constructor(
    private readonly storage: Storage,
    private readonly now: () => number = Date.now,
  ) {}

  read(name: string): Draft | null {
    const draft = parse(this.storage.getItem(PREFIX + name));
    if (draft && this.now() - draft.atMs <= MAX_AGE_MS) return draft;
    this.drop(name);
    return null;
  }

  /** @returns false when it can't be kept: too long, or the browser has no room */
  write(name: string, text: string, baseEtag: string): boolean {
    if (text.length > MAX_CHARS) return false;
    const draft: Draft = { text, baseEtag, atMs: this.now() };
    const others = this.names().filter((one) => one !== name);
    others.slice(0, Math.max(0, others.length - MAX_DRAFTS + 1)).forEach((oldest) => this.drop(oldest));
    try {
      this.storage.setItem(PREFIX + name, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  drop(name: string): void {
    this.storage.removeItem(PREFIX + name);
  }

  /** The oldest first. */
  names(): string[] {
    return Array.from({ length: this.storage.length }, (_, i) => this.storage.key(i) ?? "")
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ name: key.slice(PREFIX.length), atMs: parse(this.storage.getItem(key))?.atMs ?? 0 }))
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ name }) => name);
  }
}

function parse(stored: string | null): Draft | null {
  if (stored === null) return null;
  try {
    const draft = JSON.parse(stored) as Partial<Draft> | null;
    return typeof draft?.text === "string" && typeof draft.atMs === "number"
      ? { text: draft.text, baseEtag: draft.baseEtag ?? "", atMs: draft.atMs }
      : null;
  } catch {
    return null;
  }
}
