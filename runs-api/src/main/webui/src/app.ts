import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import { attention, notificationsWished, wishNotifications } from "./attention";
import { ApiError } from "./api/problem";
import { write } from "./api/client";
import { ask } from "./components/dialog";
import { PageElement } from "./components/element";
import { empty, failure, loading } from "./components/faces";
import { icon } from "./components/icon";
import { Menu } from "./components/menu";
import { toast } from "./components/toast";
import { serviceHealth } from "./health";
import { LazyParts } from "./lazy-parts";
import { oneLine } from "./lib/plain-text";
import { clockTimeSeconds } from "./lib/time";
import { live } from "./live/stream";
import { openPalette } from "./palette";
import { router } from "./router";
import { ROUTES, type Route, routeOf } from "./routes";
import { loadSession, session } from "./session";
import { bindShortcuts, openShortcutHelp } from "./shortcuts";
import { setTheme, type ThemeWish, themeWish } from "./theme";

/** What this browser remembers of the navigation. */
const PINNED = "nav-pinned";

/** The frame of the page: navigation, freshness, and the view that the URL names. */
class App extends PageElement {
  static override properties: PropertyDeclarations = {
    error: { state: true },
    isPinned: { state: true },
  };
  /** Why nobody is known to be signed in. */
  declare error: unknown;
  /** Whether the navigation shows its words all the time. */
  declare isPinned: boolean;
  private readonly parts = new LazyParts(this);
  private readonly accountMenu = new Menu(this, ".account");

  constructor() {
    super();
    this.error = null;
    this.isPinned = localStorage.getItem(PINNED) === "yes";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listen(router, "place", () => this.arrived());
    this.listen(router, "work", () => this.requestUpdate());
    this.listen(live, "freshness", () => this.requestUpdate());
    this.listen(attention, "attention", () => this.requestUpdate());
    this.listen(this, "find", () => openPalette());
    this.listen(serviceHealth, "health", () => this.requestUpdate());
    router.ask = (question) => ask({ title: "Leave without saving?", body: () => question, confirm: "Leave", keep: "Stay", danger: true });
    bindShortcuts();
    void this.start();
  }

  private listen(target: EventTarget, name: string, react: () => void): void {
    target.addEventListener(name, react);
    this.until(() => target.removeEventListener(name, react));
  }

  private async start(): Promise<void> {
    try {
      await loadSession();
      this.error = null;
    } catch (cause) {
      this.error = cause;
      if (!(cause instanceof ApiError && cause.status === 401)) setTimeout(() => void this.start(), 5_000);
      return;
    }
    live.start();
    attention.start();
    serviceHealth.start();
    this.arrived();
  }

  private arrived(): void {
    this.accountMenu.close();
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    const route = routeOf(router.place);
    if (route) this.parts.want(route.tag, route.load); // while it is asked who is signed in
  }

  protected override render(): unknown {
    const route = routeOf(router.place);
    this.setTitle(route);
    this.classList.toggle("nav-pinned", this.isPinned);
    const entries = (nav: Route["nav"]): unknown => ROUTES.filter((one) => one.nav === nav).map((one) => this.entry(one, one === route));
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <nav class="nav" aria-label="Views">
        <div class="nav-sheet">
          <a class="brand" href="/" aria-label="Runs IDE, to the overview">${icon("logo")}<span class="nav-word">Runs IDE</span></a>
          ${entries("top")}
          <span class="nav-space"></span>
          ${entries("foot")} ${this.connection()} ${this.account()}
          <button type="button" class="nav-pin quiet" aria-pressed=${this.isPinned} @click=${this.pin}>
            ${icon("pin")}<span class="nav-word">Keep the names in view</span>
          </button>
        </div>
      </nav>
      <div class="stage">
        <div class="offline" role="status">${this.offline()}</div>
        <main id="main" tabindex="-1" class="view">${this.view(route)}</main>
      </div>
    `;
  }

  private entry(one: Route, isHere: boolean): unknown {
    const waiting = one.path === "approvals" ? attention.gates.length : 0;
    const down = one.path === "system" ? serviceHealth.down : [];
    return html`<a class="nav-entry ${one.phone ? "" : "nav-wide"}" href="/${one.path}" aria-current=${isHere ? "page" : nothing}
      >${icon(one.icon)}<span class="nav-word">${one.title}</span>${waiting
        ? html`<span class="nav-count" role="img" aria-label="${waiting} waiting">${waiting > 99 ? "99+" : `${waiting}${attention.moreGates ? "+" : ""}`}</span>`
        : nothing}${down.length
        ? html`<span class="nav-down" role="img" aria-label="not working: ${down.join(", ")}" title="Not working: ${down.join(", ")}"></span>`
        : nothing}</a
    >`;
  }

  /** A dot, and its word where there is room for it; what is wrong stands across the top. */
  private connection(): TemplateResult {
    const { mode } = live.freshness;
    const [look, word] =
      mode === "live" ? ["fresh-live", "Live"] : mode === "connecting" || mode === "hidden" ? ["", "Connecting…"] : ["fresh-stale", "Offline"];
    return html`<div class="fresh nav-wide ${look}" title=${word}><i></i><span class="nav-word">${word}</span></div>`;
  }

  private offline(): unknown {
    const { freshness } = live;
    if (freshness.mode !== "stale" && freshness.mode !== "polling") return nothing;
    return html`<p>
      Offline since ${clockTimeSeconds(freshness.sinceMs)}${freshness.mode === "polling" ? ", polling every few seconds" : ""}
      <button type="button" class="link" @click=${() => live.reconnectNow()}>Retry</button>
    </p>`;
  }

  private readonly pin = (): void => {
    this.isPinned = !this.isPinned;
    if (this.isPinned) localStorage.setItem(PINNED, "yes");
    else localStorage.removeItem(PINNED);
  };

  /** The account; on a phone also the views that the bar has no room for. */
  private account(): unknown {
    const name = session()?.name ?? "…";
    return html`<div class="account" @keydown=${this.accountMenu.keys} @focusout=${this.accountMenu.focusLeft}>
      <button
        type="button"
        class="account-button"
        aria-expanded=${this.accountMenu.isOpen}
        aria-haspopup="true"
        @click=${this.accountMenu.toggle}
      >
        <span class="initials" aria-hidden="true">${initials(name)}</span><span class="more-dots">${icon("more")}</span>
        <span class="nav-word clip">${name}</span><span class="more-word" aria-hidden="true">More</span
        ><span class="visually-hidden">, account and settings</span>
      </button>
      ${this.accountMenu.isOpen ? this.menu() : nothing}
    </div>`;
  }

  private menu(): unknown {
    const who = session();
    const theme = themeWish();
    return html`<div class="menu">
      <div class="menu-phone">
        ${ROUTES.filter((one) => one.nav !== "none" && !one.phone).map(
          (one) => html`<a class="menu-line" href="/${one.path}">${icon(one.icon)} ${one.title}</a>`,
        )}
      </div>
      <p class="menu-who">
        <b class="clip">${who?.name}</b> <span class="tag">${who?.role}</span><br /><span class="mut small"
          >signed in by ${who?.via === "access" ? "Cloudflare Access" : who?.via}</span
        >
      </p>
      <fieldset>
        <legend class="label">Theme</legend>
        ${(["dark", "light", "system"] as ThemeWish[]).map(
          (wish) =>
            html`<label
              ><input type="radio" name="theme" .checked=${theme === wish} @change=${() => {
                setTheme(wish);
                this.requestUpdate();
              }} />
              ${wish}</label
            >`,
        )}
      </fieldset>
      <label class="menu-line"
        ><input type="checkbox" .checked=${notificationsWished()} @change=${this.toggleNotifications} /> Notify me of gates</label
      >
      <button type="button" class="menu-line" @click=${() => openPalette()}>${icon("search")} Commands <kbd>Ctrl K</kbd></button>
      <button type="button" class="menu-line" @click=${() => openShortcutHelp()}>${icon("help")} Keyboard shortcuts <kbd>?</kbd></button>
      ${who?.via === "access" || who?.via === "proxy"
        ? html`<a class="menu-line" href="/cdn-cgi/access/logout" target="_self">${icon("exit")} Sign out of Access</a>`
        : html`<button type="button" class="menu-line" @click=${this.signOut}>${icon("exit")} Sign out</button>`}
    </div>`;
  }

  private async toggleNotifications(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const granted = await wishNotifications(box.checked);
    if (box.checked && !granted) {
      box.checked = false;
      toast("bad", "The browser does not allow notifications", {
        detail: "Allow them for this page in the browser's settings, then tick the box again.",
      });
    }
  }

  private async signOut(): Promise<void> {
    try {
      await write("/api/session", undefined, { method: "DELETE" });
    } finally {
      location.assign("/sign-in");
    }
  }

  private skip(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>("#main")?.focus();
  }

  private view(route: Route | undefined): unknown {
    if (this.error) return failure(this.error, () => void this.start());
    if (!session()) return loading(8);
    if (!route) {
      return empty(
        "Page not found",
        html`The dashboard has nothing at <code>${oneLine(location.pathname, 200)}</code>. The link may be mistyped or from another version.`,
        html`<a class="button" href="/">Overview</a> <a class="button" href="/runs">Go to the runs</a>`,
      );
    }
    if (!this.parts.has(route.tag)) return this.parts.face(route.tag);
    return staticHtml`<${unsafeStatic(route.tag)} class="page" .place=${router.place}></${unsafeStatic(route.tag)}>`;
  }

  private setTitle(route: Route | undefined): void {
    const waiting = attention.count ? `(${attention.count}${attention.isAtLeast ? "+" : ""}) ` : "";
    const place = router.place;
    const title = route?.title ?? "No such page";
    const name = route && place.parts.length > 1 ? `${place.parts[1]} · ${title}` : title;
    document.title = `${router.holdsWork ? "• " : ""}${waiting}${name} · Runs IDE`;
  }
}

/** "AK" of "alice.king@example.com", "M" of "machine". */
const initials = (name: string): string =>
  name
    .split("@")[0]!
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part[0]!.toUpperCase())
    .join("") || "…";

customElements.define("ide-app", App);
