import type { ReactiveController, ReactiveControllerHost } from "lit";
import "./menu.css";

const ENTRIES = ".menu :is(a, button, input):not(:disabled)";

/**
 * Whether a menu is open, and how it is left: by Esc, by a click elsewhere, and when the focus goes elsewhere. The arrow keys,
 * Home and End move in it. Its owner renders a button and, while it is open, a `.menu` in one element, and hands the events
 * of that element to {@link keys} and {@link focusLeft}.
 */
export class Menu implements ReactiveController {
  isOpen = false;

  /** @param within the selector of the element that holds the button and the menu */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly within: string,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  readonly toggle = (): void => {
    if (this.isOpen) this.close();
    else void this.open();
  };

  private async open(): Promise<void> {
    this.isOpen = true;
    document.addEventListener("pointerdown", this.pressed, true);
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.entries()[0]?.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    document.removeEventListener("pointerdown", this.pressed, true);
    this.host.requestUpdate();
  }

  readonly keys = (event: KeyboardEvent): void => {
    if (!this.isOpen) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.root()?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
      return;
    }
    const entries = this.entries();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || entries.length === 0) return;
    event.preventDefault(); // else the arrow keys choose among the radio buttons that they reach
    entries.at(to % entries.length)?.focus();
  };

  readonly focusLeft = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !this.root()?.contains(relatedTarget)) this.close();
  };

  private readonly pressed = ({ target }: Event): void => {
    if (target instanceof Node && !this.root()?.contains(target)) this.close();
  };

  private root(): HTMLElement | null {
    return this.host.querySelector<HTMLElement>(this.within);
  }

  /** Those that are on the screen: some are for phones only. */
  private entries(): HTMLElement[] {
    return [...(this.root()?.querySelectorAll<HTMLElement>(ENTRIES) ?? [])].filter((entry) => entry.checkVisibility());
  }
}
