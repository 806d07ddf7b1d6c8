import { html, nothing, type TemplateResult } from "lit";

const SHOWN = 7;

/** Tells one version of a workflow from another, as a commit's short hash does; nothing where none is known. */
export const versionMark = (hash: string | null | undefined): TemplateResult | typeof nothing =>
  hash
    ? html`<span class="version-mark" title="The version of the workflow's file and of all that it imports: ${hash}"
        >@ <span class="mono">${hash.slice(0, SHOWN)}</span></span
      >`
    : nothing;
