import { get, write } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Diagnostic, WorkflowCheck, WorkflowText } from "../../api/types";
import { type Draft, Drafts } from "../../lib/drafts";
import { mayWrite } from "../../session";

const DRAFT_AFTER_MS = 500;
/** The engine loads the text to check it: not while somebody types. */
const CHECK_AFTER_MS = 1_600;

/** Whether the engine can load it by itself: what workflows import is loaded with them. */
export const isLoadable = (name: string): boolean => /\.[jt]sx$/.test(name);

export interface Conflict {
  /** Null when the file is gone. */
  theirs: WorkflowText | null;
  /** The service's words: who changed it, and when. */
  detail: string;
}

const drafts = new Drafts(localStorage);
const quoted = (etag: string): string => `"${etag}"`;

/**
 * A workflow file that is edited: what the service has, what the reader made of it, and what the engine says. Tells of
 * every change by the event `change`.
 */
export class OpenFile extends EventTarget {
  /** As the service has it, as far as we know; null while it is read, or when it can't be. */
  base: WorkflowText | null = null;
  text = "";
  error: unknown = null;
  /** A draft of an earlier visit that differs from the file. */
  offered: Draft | null = null;
  /** Null until the engine was asked. */
  diagnostics: Diagnostic[] | null = null;
  checking = false;
  checkProblem: unknown = null;
  saving = false;
  conflict: Conflict | null = null;
  /** Somebody changed the file since it was opened. */
  newer: WorkflowText | null = null;
  draftFails = false;

  private draftTimer: ReturnType<typeof setTimeout> | undefined;
  private checkTimer: ReturnType<typeof setTimeout> | undefined;
  private checked: string | null = null;
  private closed = false;

  constructor(readonly name: string) {
    super();
  }

  get isDirty(): boolean {
    return this.base !== null && this.text !== this.base.source;
  }

  private changed(): void {
    if (!this.closed) this.dispatchEvent(new Event("change"));
  }

  /** What is unsaved stays as a draft. */
  close(): void {
    this.closed = true;
    clearTimeout(this.checkTimer);
    clearTimeout(this.draftTimer);
    if (this.isDirty && !this.offered) drafts.write(this.name, this.text, this.base?.etag ?? "");
  }

  async load(): Promise<void> {
    try {
      const file = await this.read();
      this.take(file);
      const draft = drafts.read(this.name);
      if (draft && draft.text !== file.source) this.offered = draft;
      else drafts.drop(this.name);
      this.error = null;
      this.checkSoon();
    } catch (cause) {
      this.error = cause;
    }
    this.changed();
  }

  private read(): Promise<WorkflowText> {
    return get<WorkflowText>("/api/workflow-file", { name: this.name });
  }

  private take(file: WorkflowText): void {
    this.base = file;
    this.text = file.source;
    this.newer = null;
    this.conflict = null;
  }

  typed(text: string): void {
    this.text = text;
    this.offered = null; // who goes on typing has decided
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.keepDraft(), DRAFT_AFTER_MS);
    this.checkSoon();
    this.changed();
  }

  private keepDraft(): void {
    if (!this.isDirty) drafts.drop(this.name);
    const kept = !this.isDirty || drafts.write(this.name, this.text, this.base?.etag ?? "");
    if (kept === this.draftFails) {
      this.draftFails = !kept;
      this.changed();
    }
  }

  takeDraft(): void {
    if (!this.offered) return;
    this.typed(this.offered.text);
  }

  dropDraft(): void {
    drafts.drop(this.name);
    this.offered = null;
    this.changed();
  }

  /** Back to what the service has. */
  discard(): void {
    drafts.drop(this.name);
    if (this.base) this.text = this.base.source;
    this.checkSoon();
    this.changed();
  }

  private checkSoon(): void {
    clearTimeout(this.checkTimer);
    if (mayWrite()) this.checkTimer = setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** Asks the engine what it thinks of the text as it stands. */
  async check(): Promise<void> {
    clearTimeout(this.checkTimer);
    if (!isLoadable(this.name) || this.checking || this.text === this.checked || this.closed || document.hidden) return;
    const source = this.text;
    this.checking = true;
    this.changed();
    try {
      const answer = await write<WorkflowCheck>("/api/workflow-file/check", { name: this.name, source });
      this.checked = source;
      this.diagnostics = answer.valid ? [] : answer.diagnostics;
      this.checkProblem = null;
    } catch (cause) {
      this.checkProblem = cause;
      this.checked = source; // not again until the text changes, or somebody asks
    }
    this.checking = false;
    if (this.text !== source) this.checkSoon();
    this.changed();
  }

  /** For who asks by himself: also when the text was checked before. */
  async checkNow(): Promise<void> {
    this.checked = null;
    await this.check();
  }

  /** @returns whether it is saved; on a conflict it is not, and `conflict` says so. @throws ApiError */
  async save(): Promise<boolean> {
    if (!this.base) return false;
    this.saving = true;
    this.changed();
    try {
      const isGone = this.conflict !== null && this.conflict.theirs === null;
      const headers: Record<string, string> = isGone ? { "if-none-match": "*" } : { "if-match": quoted(this.base.etag) };
      this.saved(await write<WorkflowText>("/api/workflow-file", { name: this.name, source: this.text }, { headers }));
      return true;
    } catch (cause) {
      if (!(cause instanceof ApiError && cause.kind === "precondition-failed")) throw cause;
      await this.openConflict(cause.problem.detail);
      return false;
    } finally {
      this.saving = false;
      this.changed();
    }
  }

  private saved(file: WorkflowText): void {
    const mine = this.text;
    this.take(file);
    if (mine !== file.source) this.text = mine; // the service may write a text otherwise; then it is unsaved still
    clearTimeout(this.draftTimer);
    drafts.drop(this.name);
    this.offered = null;
  }

  /** Reads what the others made of it, to be compared. */
  async openConflict(detail: string): Promise<void> {
    const theirs = await this.read().catch((cause: unknown) => {
      if (cause instanceof ApiError && cause.status === 404) return null;
      throw cause;
    });
    this.conflict = { theirs, detail };
    this.changed();
  }

  /** Gives up one's own text. */
  takeTheirs(): void {
    const theirs = this.conflict?.theirs;
    if (!theirs) return;
    drafts.drop(this.name);
    this.take(theirs);
    this.checkSoon();
    this.changed();
  }

  /** The merge is complete: from here on one's text is a change of theirs. */
  async saveMerge(): Promise<boolean> {
    const theirs = this.conflict?.theirs;
    if (theirs) this.base = theirs;
    return this.save();
  }

  leaveConflict(): void {
    this.newer = this.conflict?.theirs ?? null;
    this.conflict = null;
    this.changed();
  }

  /** News of the workflow folder: an untouched text follows the file, an edited one is told. */
  async lookAgain(): Promise<void> {
    if (!this.base || this.saving || this.conflict) return;
    try {
      const file = await this.read();
      if (file.etag === this.base.etag) return;
      if (this.isDirty) this.newer = file;
      else {
        this.take(file);
        this.checkSoon();
      }
      this.changed();
    } catch {
      // A file that is gone shows itself when it is saved; a service that is gone shows itself in the navigation.
    }
  }

  /** @throws ApiError */
  async restore(version: number): Promise<void> {
    this.saved(
      await write<WorkflowText>(
        "/api/workflow-file/restore",
        { name: this.name, version },
        { headers: { "if-match": quoted(this.base?.etag ?? "") } },
      ),
    );
    this.text = this.base?.source ?? "";
    this.checkSoon();
    this.changed();
  }

  /** @throws ApiError */
  async rename(to: string): Promise<void> {
    await write("/api/workflow-file/rename", { name: this.name, to }, { headers: { "if-match": quoted(this.base?.etag ?? "") } });
    drafts.drop(this.name);
    this.discard();
  }

  /** @throws ApiError */
  async remove(): Promise<void> {
    await write("/api/workflow-file", undefined, {
      method: "DELETE",
      query: { name: this.name },
      headers: { "if-match": quoted(this.base?.etag ?? "") },
    });
    this.discard();
  }
}
