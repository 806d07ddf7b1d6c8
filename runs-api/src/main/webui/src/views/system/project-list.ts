import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { get, write } from "../../api/client";
import type { Page, Project, PrunedWorktrees, Worktree } from "../../api/types";
import { commandLine } from "../../components/command-line";
import { ask } from "../../components/dialog";
import { PageElement } from "../../components/element";
import { failure, loading } from "../../components/faces";
import "../../components/rel-time";
import { toast } from "../../components/toast";
import { oneLine, plainText } from "../../lib/plain-text";
import { runUrl } from "../../lib/run-ref";
import { live } from "../../live/stream";
import { mayWrite } from "../../session";

interface Seen {
  project: Project;
  worktrees: Worktree[];
}

/** The folders in which agents work, and the worktrees that runs have left in them. */
class ProjectList extends PageElement {
  static override properties: PropertyDeclarations = { seen: { state: true }, error: { state: true } };
  declare seen: Seen[] | null;
  declare error: unknown;

  constructor() {
    super();
    this.seen = null;
    this.error = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(live.subscribe({ reload: () => void this.read(), poll: ({ list }) => list && void this.read() }));
    void this.read();
  }

  private async read(): Promise<void> {
    try {
      const projects = await get<Page<Project>>("/api/projects");
      this.seen = await Promise.all(
        projects.items.map(async (project) => ({
          project,
          worktrees: project.repository ? (await get<Page<Worktree>>(path(project))).items : [],
        })),
      );
      this.error = null;
    } catch (cause) {
      this.error = cause;
    }
  }

  private async prune(project: Project): Promise<void> {
    let force = false;
    await ask({
      title: `Remove worktrees of ${project.name}?`,
      body: () => html`<p>Worktrees of ended runs are removed; their branches, commits and diffs are kept.</p>
        <label
          ><input type="checkbox" .checked=${force} @change=${(event: Event) => (force = (event.target as HTMLInputElement).checked)} />
          Also those with changes that no branch has committed; those changes are lost</label
        >
        ${commandLine("worktrees", project.name, "--prune", ...(force ? ["--force"] : []))}`,
      confirm: "Remove them",
      danger: true,
      run: async () => {
        const done = await write<PrunedWorktrees>(`${path(project)}/prune`, { force });
        toast("ok", `${done.removed.length} ${done.removed.length === 1 ? "worktree" : "worktrees"} removed`, {
          detail: done.kept.length ? done.kept.map((one) => `${one.path}: ${one.kept}`).join(" · ").slice(0, 300) : undefined,
        });
        await this.read();
      },
    });
  }

  protected override render(): unknown {
    return html`<section aria-labelledby="projects-title">
      <h2 id="projects-title">Projects</h2>
      ${this.error ? failure(this.error, () => void this.read()) : this.seen ? this.seen.map((one) => this.one(one)) : loading(3)}
    </section>`;
  }

  private one({ project, worktrees }: Seen): TemplateResult {
    return html`<div>
      <p>
        <b>${oneLine(project.name, 64)}</b> ${project.repository ? html`<span class="tag">${project.repository}</span>` : nothing}
        <span class="mono small mut text">${plainText(project.folder)}</span>
        ${project.note
          ? html`<br /><span class="small text ${project.usable ? "mut" : "tone-text-bad"}">${plainText(project.note)}</span>`
          : nothing}
      </p>
      ${worktrees.length === 0
        ? nothing
        : html`<div class="table-wrap" tabindex="0" role="group" aria-label="Worktrees of ${project.name}">
              <table>
                <thead>
                  <tr>
                    <th>Worktree</th>
                    <th>Branch</th>
                    <th>Run</th>
                    <th>Used</th>
                    <th>A prune</th>
                  </tr>
                </thead>
                <tbody>
                  ${worktrees.slice(0, 100).map(
                    (tree) =>
                      html`<tr>
                        <td class="mono small">${plainText(tree.path)}</td>
                        <td class="mono small">${plainText(tree.branch ?? "")}</td>
                        <td><a href=${runUrl({ id: tree.runId, store: tree.store })}>${oneLine(tree.runId, 64)}</a> ${tree.runState ?? "unknown"}</td>
                        <td>${tree.usedAtMs === null ? nothing : html`<rel-time at=${tree.usedAtMs} as="list"></rel-time>`}</td>
                        <td class="small text">${tree.kept ? `keeps it: ${plainText(tree.kept)}` : "removes it"}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${mayWrite() ? html`<button type="button" class="quiet" @click=${() => void this.prune(project)}>Remove worktrees…</button>` : nothing}`}
    </div>`;
  }
}

const path = (project: Project): string => `/api/projects/${encodeURIComponent(project.name)}/worktrees`;

customElements.define("project-list", ProjectList);
