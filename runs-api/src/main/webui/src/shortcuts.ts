import { html, render } from "lit";
import { boundKeys } from "./keys";
import { openPalette } from "./palette";
import { router } from "./router";
import { ROUTES } from "./routes";
import "./components/dialog.css";

const SEQUENCE_MS = 1_200;

export function bindShortcuts(): void {
  let leader = 0;
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || hasDialog()) return;
    if (leader && event.timeStamp - leader < SEQUENCE_MS) {
      leader = 0;
      const route = ROUTES.find((one) => one.key && one.key === event.key);
      if (route) {
        event.preventDefault();
        void router.go(`/${route.path}`);
      }
      return;
    }
    if (event.key === "g") leader = event.timeStamp;
    else if (event.key === "?") openShortcutHelp();
    else {
      const bound = boundKeys().get(event.key);
      if (!bound) return;
      event.preventDefault();
      bound.run();
    }
  });
}

const hasDialog = (): boolean => document.querySelector("dialog[open]") !== null;

/** Whether a key belongs to a field or an editor. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

export function openShortcutHelp(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  const line = (keys: string, says: string) =>
    html`<tr>
      <td>${keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</td>
      <td>${says}</td>
    </tr>`;
  render(
    html`<div class="dialog-content">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <table>
        <tbody>
          ${line("Ctrl K", "Open the command palette")} ${line("?", "This sheet")}
          ${ROUTES.filter((one) => one.key).map((one) => line(`g ${one.key}`, `To ${one.title}`))}
          ${[...boundKeys()].map(([key, { says }]) => line(key, says))} ${line("Esc", "Close what is open")}
        </tbody>
      </table>
      <div class="dialog-buttons"><button type="button" @click=${() => dialog.close()}>Close</button></div>
    </div>`,
    dialog,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
