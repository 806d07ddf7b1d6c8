import { html, nothing, render } from "lit";
import { icon } from "./icon";
import { sentence } from "./sentence";
import "./toast.css";

interface Toast {
  id: number;
  tone: "ok" | "bad" | "info";
  text: string;
  detail?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
}

const SHORT_MS = 6_000;
const MAX_AT_ONCE = 4;
let toasts: Toast[] = [];
let next = 1;
let region: HTMLElement | null = null;

/** Says what the engine answered. An error stays until it is closed; the rest goes by itself. @returns what takes it away */
export function toast(tone: Toast["tone"], text: string, more: Pick<Toast, "detail" | "action"> = {}): () => void {
  const id = next++;
  toasts = [...toasts, { id, tone, text, ...more }].slice(-MAX_AT_ONCE);
  draw();
  if (tone !== "bad") setTimeout(() => dismiss(id), SHORT_MS);
  return () => dismiss(id);
}

function dismiss(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
  draw();
}

function draw(): void {
  if (!region) {
    region = document.createElement("div");
    region.className = "toasts";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    document.body.append(region);
  }
  render(
    toasts.map(
      (one) => html`
        <div class="toast toast-${one.tone}">
          <div>
            <p class="toast-text">${sentence(one.text)}</p>
            ${one.detail ? html`<p class="toast-detail">${sentence(one.detail)}</p>` : nothing}
            ${one.action
              ? html`<button
                  type="button"
                  class="link"
                  @click=${() => {
                    dismiss(one.id);
                    one.action?.run();
                  }}
                >
                  ${one.action.label}
                </button>`
              : nothing}
          </div>
          <button type="button" class="quiet" aria-label="Close" @click=${() => dismiss(one.id)}>${icon("close")}</button>
        </div>
      `,
    ),
    region,
  );
}
