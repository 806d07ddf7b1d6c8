import { html, nothing, type PropertyDeclarations } from "lit";
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

/** The frame of the page: navigation, freshness, and the view that the URL names. */
class App extends PageElement {
  static override properties: PropertyDeclarations = {
    error: { state: true },
  };
  /** Why nobody is known to be signed in. */
  declare error: unknown;
  private readonly parts = new LazyParts(this);
  private readonly accountMenu = new Menu(this, ".account");

  constructor() {
    super();
    this.error = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.listen(router, "place", () => this.arrived());
    this.listen(router, "work", () => this.requestUpdate());
    this.listen(live, "freshness", () => this.requestUpdate());
    this.listen(attention, "attention", () => this.requestUpdate());
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
    this.arrived();
  }

  private arrived(): void {
    this.accountMenu.close();
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    const route = routeOf(router.place);
    if (route && session()) this.parts.want(route.tag, route.load);
  }

  protected override render(): unknown {
    const route = routeOf(router.place);
    this.setTitle(route);
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <nav class="nav" aria-label="Views">
        <a class="brand" href="/" aria-label="Runs IDE, to the overview"><span>Runs <b>IDE</b></span></a>
        ${ROUTES.filter((one) => one.inNavigation).map((one) => this.entry(one, one === route))}
        <span class="nav-space"></span>
        ${this.freshness()} ${this.account()}
      </nav>
      <main id="main" tabindex="-1" class="view">${this.view(route)}</main>
    `;
  }

  private entry(one: Route, isHere: boolean): unknown {
    const waiting = one.path === "approvals" ? attention.gates.length : 0;
    return html`<a
      class="nav-entry ${one.phone ? "" : "nav-wide"}"
      href="/${one.path}"
      aria-current=${isHere ? "page" : nothing}
      >${icon(one.icon)}<span class="nav-word">${one.title}</span>${waiting
        ? html`<span class="nav-count" aria-label="${waiting} waiting">${waiting}${attention.moreGates ? "+" : ""}</span>`
        : nothing}</a
    >`;
  }

  private freshness(): unknown {
    const { freshness } = live;
    switch (freshness.mode) {
      case "live":
        return html`<div class="fresh fresh-live" role="status"><i></i>Live</div>`;
      case "connecting":
      case "hidden":
        return html`<div class="fresh" role="status"><i></i>Connecting…</div>`;
      case "stale":
      case "polling":
        return html`<div class="fresh fresh-stale" role="status">
          <i></i><span
            >Stale since ${clockTimeSeconds(freshness.sinceMs)}${freshness.mode === "polling"
              ? html`<br /><span class="mut">polling; <button type="button" class="link" @click=${() => live.reconnectNow()}>reconnect</button></span>`
              : nothing}</span
          >
        </div>`;
    }
  }

  private account(): unknown {
    const who = session();
    return html`<div class="account" @keydown=${this.accountMenu.keys} @focusout=${this.accountMenu.focusLeft}>
      <button
        type="button"
        class="account-button"
        aria-expanded=${this.accountMenu.isOpen}
        aria-haspopup="true"
        @click=${this.accountMenu.toggle}
      >
        ${icon("person")}<span class="nav-word clip">${who?.name ?? "…"}</span><span class="visually-hidden">, account and settings</span>
      </button>
      ${this.accountMenu.isOpen ? this.menu() : nothing}
    </div>`;
  }

  private menu(): unknown {
    const who = session();
    const theme = themeWish();
    return html`<div class="menu">
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
      <button type="button" class="menu-line" @click=${() => openPalette()}>Commands <kbd>Ctrl K</kbd></button>
      <button type="button" class="menu-line" @click=${() => openShortcutHelp()}>Keyboard shortcuts <kbd>?</kbd></button>
      <div class="menu-phone">
        ${ROUTES.filter((one) => one.inNavigation && !one.phone).map(
          (one) => html`<a class="menu-line" href="/${one.path}">${icon(one.icon)} ${one.title}</a>`,
        )}
      </div>
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
        html`<a class="button" href="/runs">Go to the runs</a>`,
      );
    }
    if (!this.parts.has(route.tag)) return this.parts.face(route.tag);
    return staticHtml`<${unsafeStatic(route.tag)} class="page" .place=${router.place}></${unsafeStatic(route.tag)}>`;
  }

  private setTitle(route: Route | undefined): void {
    const waiting = attention.count;
    const place = router.place;
    const title = route?.title ?? "No such page";
    const name = route && place.parts.length > 1 ? `${place.parts[1]} · ${title}` : title;
    document.title = `${router.holdsWork ? "• " : ""}${waiting ? `(${waiting}) ` : ""}${name} · Runs IDE`;
  }
}

customElements.define("ide-app", App);
