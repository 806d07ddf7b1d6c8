// Before the first paint, so that the page does not flash in the wrong colours.
(() => {
  const wish = localStorage.getItem("theme") ?? "dark";
  const light = wish === "light" || (wish === "system" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
