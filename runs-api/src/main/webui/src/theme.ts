export type ThemeWish = "dark" | "light" | "system";

const dark = matchMedia("(prefers-color-scheme: dark)");

export const themeWish = (): ThemeWish => (localStorage.getItem("theme") as ThemeWish | null) ?? "dark";

/** Applies the wish and remembers it; public/theme.js does the same before the first paint. */
export function setTheme(wish: ThemeWish): void {
  localStorage.setItem("theme", wish);
  apply();
}

function apply(): void {
  const wish = themeWish();
  document.documentElement.dataset["theme"] = wish === "light" || (wish === "system" && !dark.matches) ? "light" : "dark";
}

export function watchTheme(): void {
  dark.addEventListener("change", apply);
  apply();
}
