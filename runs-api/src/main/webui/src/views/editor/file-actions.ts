import { html } from "lit";
import type { WorkflowImpact } from "../../api/types";
import { ask } from "../../components/dialog";
import { ApiError } from "../../api/problem";
import { toast } from "../../components/toast";
import { router } from "../../router";
import { editorUrl } from "./editor-links";
import type { OpenFile } from "./open-file";
import { readImpact, strandedList } from "./stranded";

const ARM = "I understand that these runs can then be resumed only by accepting the change.";

/** Saves, after it was said which runs the change strands. @returns whether it is saved */
export async function saveFile(file: OpenFile, merge: boolean): Promise<boolean> {
  if (!merge && !file.isDirty) {
    toast("info", "Nothing to save");
    return false;
  }
  try {
    const impact = await readImpact(file.name);
    if (impact.runs.length > 0 && !(await mayStrand(file.name, impact, "Save anyway"))) return false;
    const saved = merge ? await file.saveMerge() : await file.save();
    if (!saved) return false;
    toast("ok", `Saved ${file.name}`);
    void file.check();
    return true;
  } catch (cause) {
    toast("bad", `${file.name} is not saved`, { detail: words(cause) });
    return false;
  }
}

/** Brings an earlier text back. @returns whether that was done */
export async function restoreVersion(file: OpenFile, version: number): Promise<boolean> {
  const impact = await readImpact(file.name).catch(() => null);
  const strands = (impact?.runs.length ?? 0) > 0;
  return ask({
    title: `Restore version ${version}?`,
    body: () =>
      html`<p>
          ${file.name} gets the text of version ${version}. The current text is kept as a version.
          ${file.isDirty ? html`<b>Your unsaved changes are lost.</b>` : ""}
        </p>
        ${strands && impact ? strandedList(impact, file.name) : ""}`,
    confirm: "Restore",
    danger: strands || file.isDirty,
    ...(strands && { arm: ARM }),
    run: () => file.restore(version),
  });
}

export async function renameFile(file: OpenFile): Promise<void> {
  let to = file.name;
  const impact = await readImpact(file.name).catch(() => null);
  const done = await ask({
    title: `Rename ${file.name}`,
    body: () =>
      html`<div class="field">
          <label for="rename-to">New name</label>
          <input
            id="rename-to"
            type="text"
            autocomplete="off"
            spellcheck="false"
            .value=${to}
            @input=${(event: Event) => (to = (event.target as HTMLInputElement).value.trim())}
          />
        </div>
        <p>Runs that were launched under the old name can't be resumed.</p>
        ${file.isDirty ? html`<p><b>Your unsaved changes are lost: save first.</b></p>` : ""}
        ${impact?.runs.length ? strandedList(impact, file.name) : ""}`,
    confirm: "Rename",
    danger: (impact?.runs.length ?? 0) > 0,
    ready: () => to !== "" && to !== file.name,
    run: () => file.rename(to),
  });
  if (!done) return;
  toast("ok", `${file.name} is ${to} now`);
  await router.go(editorUrl(to));
}

export async function deleteFile(file: OpenFile): Promise<void> {
  const impact = await readImpact(file.name).catch(() => null);
  const done = await ask({
    title: `Delete ${file.name}?`,
    body: () =>
      html`<p>It can no longer be launched. Its versions are kept: restore the last one under “Deleted and renamed”.</p>
        ${impact?.runs.length ? strandedList(impact, file.name) : ""}`,
    confirm: "Delete",
    danger: true,
    arm: impact?.runs.length ? ARM : `Delete ${file.name}`,
    run: () => file.remove(),
  });
  if (!done) return;
  toast("ok", `${file.name} is deleted`);
  await router.go("/editor");
}

function mayStrand(name: string, impact: WorkflowImpact, confirm: string): Promise<boolean> {
  const number = impact.runs.length;
  return ask({
    title: `This strands ${impact.more ? "more than " : ""}${number} ${number === 1 ? "run" : "runs"}`,
    body: () => strandedList(impact, name),
    confirm,
    danger: true,
    arm: ARM,
    wide: true,
  });
}

const words = (cause: unknown): string => (cause instanceof ApiError ? cause.problem.detail : String(cause));
