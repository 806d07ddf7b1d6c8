import { html, nothing, render, type TemplateResult } from "lit";
import { Trouble } from "../lib/trouble";
import { sentence } from "./sentence";
import "./dialog.css";

interface DialogOptions {
  title: string;
  /** What will happen, before the buttons. */
  body: () => TemplateResult | string;
  confirm: string;
  /** The button that leaves everything as it is; "Cancel" where that can't be taken for the action. */
  keep?: string;
  /** A dangerous action is armed by this sentence first: a box to tick. */
  arm?: string | undefined;
  danger?: boolean;
  /** Called on confirm; the dialog stays, with the error's detail, when it throws. */
  run?: () => Promise<void>;
  /** Whether the form is complete. */
  ready?: () => boolean;
  wide?: boolean;
}

/**
 * Asks, in a native modal dialog: the browser keeps the focus inside, Escape closes, and the focus goes back to where it
 * was. Resolves to true when it was confirmed (and `run` succeeded).
 */
export function ask(options: DialogOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = options.wide ? "dialog dialog-wide" : "dialog";
    dialog.setAttribute("aria-labelledby", "dialog-title");
    let armed = !options.arm;
    let busy = false;
    let error: unknown = null;
    let confirmed = false;

    const close = (): void => dialog.close();
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      if (busy || !armed || options.ready?.() === false) return;
      busy = true;
      error = null;
      draw();
      try {
        await options.run?.();
        confirmed = true;
        close();
      } catch (cause) {
        error = cause;
        busy = false;
        draw();
      }
    };
    const draw = (): void => {
      const body = options.body();
      render(
        html`
          <form method="dialog" @submit=${submit} @input=${() => queueMicrotask(draw)}>
            <h2 id="dialog-title">${options.title}</h2>
            <div class="dialog-body">${typeof body === "string" ? sentence(body) : body}</div>
            ${options.arm
              ? html`<label class="arm"
                  ><input type="checkbox" .checked=${armed} @change=${(event: Event) => {
                    armed = (event.target as HTMLInputElement).checked;
                    draw();
                  }} /> ${options.arm}</label
                >`
              : nothing}
            ${error ? html`<div class="dialog-error" role="alert">${problemText(error)}</div>` : nothing}
            <div class="dialog-buttons">
              <button type="button" @click=${close}>${options.keep ?? "Cancel"}</button>
              <button
                type="submit"
                class=${options.danger ? "danger" : "primary"}
                ?disabled=${busy || !armed || options.ready?.() === false}
              >
                ${busy ? "Working…" : options.confirm}
              </button>
            </div>
          </form>
        `,
        dialog,
      );
    };

    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(confirmed);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && !busy) close(); // the backdrop
    });
    document.body.append(dialog);
    draw();
    dialog.showModal();
    (dialog.querySelector<HTMLElement>("[autofocus], textarea, input:not([type=checkbox])") ??
      dialog.querySelector<HTMLElement>("button[type=submit]"))?.focus();
  });
}

/** An error's words, with the fields that it names. */
export function problemText(error: unknown): TemplateResult {
  if (!(error instanceof Trouble)) return sentence(error instanceof Error ? error.message : String(error));
  return html`<b>${error.title}.</b> ${sentence(error.detail)}
    ${error.fields.map((e) => html`<br /><code>${e.field}</code>: ${sentence(e.allowed)}`)}`;
}
