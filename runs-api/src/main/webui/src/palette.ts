import { html, nothing, render } from "lit";
import { get } from "./api/client";
import type { Page, RunSummary, WorkflowItem } from "./api/types";
import { type Command, offeredCommands } from "./commands";
import { icon } from "./components/icon";
import { runUrl } from "./lib/run-ref";
import { runLook } from "./lib/run-state";
import { router } from "./router";
import { ROUTES } from "./routes";
import { setTheme } from "./theme";
import "./components/dialog.css";
import "./palette.css";

const MAX_SHOWN = 12;
const SEARCH_DELAY_MS = 180;
let open = false;

const goTo = (url: string) => (): void => void router.go(url);

function fixed(): Command[] {
  return [
    ...offeredCommands(),
    ...ROUTES.filter((one) => one.key).map((one) => ({
      title: `Go to ${one.title}`,
      hint: one.key ? `g ${one.key}` : undefined,
      icon: one.icon,
      run: goTo(`/${one.path}`),
    })),
    { title: "New workflow", icon: "plus" as const, run: goTo("/editor?new=1") },
    { title: "Dark theme", icon: "theme" as const, run: () => setTheme("dark") },
    { title: "Light theme", icon: "theme" as const, run: () => setTheme("light") },
  ];
}

/** Type to find: a command, a run (the service searches), or a workflow. */
export function openPalette(): void {
  if (open) return;
  open = true;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.setAttribute("aria-label", "Commands");
  let words = "";
  let found: Command[] = [];
  let workflows: Command[] = [];
  let chosen = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = new AbortController();

  const shown = (): Command[] => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (command: Command): boolean => wanted.every((word) => command.title.toLowerCase().includes(word));
    return [...[...fixed(), ...workflows].filter(fits), ...found].slice(0, MAX_SHOWN);
  };
  const choose = (command: Command | undefined): void => {
    if (!command) return;
    dialog.close();
    command.run();
  };
  const search = (): void => {
    clearTimeout(timer);
    asked.abort();
    if (words.trim().length < 2) {
      found = [];
      return;
    }
    timer = setTimeout(() => {
      asked = new AbortController();
      get<Page<RunSummary>>("/api/runs", { q: words.trim(), limit: 6 }, asked.signal).then(
        (page) => {
          found = page.items.map((run) => ({
            title: run.id,
            hint: `${run.workflow} · ${run.stuck ? "Getting nowhere" : (run.cause?.says ?? runLook(run.state).word)}`,
            icon: "runs",
            run: goTo(runUrl(run)),
          }));
          draw();
        },
        () => undefined, // an aborted or failed search leaves the commands
      );
    }, SEARCH_DELAY_MS);
  };
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const size = shown().length;
      chosen = size ? (chosen + step + size) % size : 0;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(shown()[chosen]);
    }
  };
  const draw = (): void => {
    const commands = shown();
    chosen = Math.min(chosen, Math.max(0, commands.length - 1));
    render(
      html`
        <div class="palette-field">
          ${icon("search")}
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant=${commands.length ? `palette-${chosen}` : nothing}
            aria-label="Find a command, a run or a workflow"
            placeholder="Find a command, a run or a workflow"
            autocomplete="off"
            spellcheck="false"
            @keydown=${keys}
            @input=${(event: Event) => {
              words = (event.target as HTMLInputElement).value;
              chosen = 0;
              search();
              draw();
            }}
          />
        </div>
        <ul id="palette-list" role="listbox" aria-label="Results">
          ${commands.map(
            (command, i) => html`<li
              id="palette-${i}"
              role="option"
              aria-selected=${i === chosen}
              @click=${() => choose(command)}
              @pointermove=${() => {
                if (chosen !== i) {
                  chosen = i;
                  draw();
                }
              }}
            >
              ${icon(command.icon)}<span class="clip grow">${command.title}</span
              ><span class="mut small clip">${command.hint ?? nothing}</span>
            </li>`,
          )}
        </ul>
        ${commands.length ? nothing : html`<p class="palette-none mut">No matches.</p>`}
      `,
      dialog,
    );
  };
  dialog.addEventListener("close", () => {
    open = false;
    asked.abort();
    clearTimeout(timer);
    dialog.remove();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  draw();
  dialog.showModal();
  dialog.querySelector("input")?.focus();
  get<Page<WorkflowItem>>("/api/workflows").then(
    (page) => {
      workflows = page.items.flatMap((one) => [
        { title: `Launch ${one.name}`, icon: "play" as const, run: goTo(`/workflows/${encodeURIComponent(one.name)}?launch=1`) },
        { title: `Edit ${one.name}`, icon: "editor" as const, run: goTo(`/editor?name=${encodeURIComponent(one.name)}`) },
      ]);
      draw();
    },
    () => undefined,
  );
}
