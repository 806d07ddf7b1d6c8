import type { IconName } from "./components/icon";
import type { Place } from "./router";

/** A view: loaded when it is first shown, and given the place that it shows. */
export interface Route {
  /** The first part of its address; empty for the view that the dashboard begins with. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly tag: string;
  readonly load: () => Promise<unknown>;
  /** The key that goes there after `g`. */
  readonly key: string;
  /** Where the navigation has it: among the views, at its foot, or not at all. */
  readonly nav: "top" | "foot" | "none";
  /** Whether the bottom bar of a phone has it; the others are below "More". */
  readonly phone: boolean;
}

const route = (
  path: string,
  title: string,
  icon: IconName,
  key: string,
  load: () => Promise<unknown>,
  more: { phone?: boolean; nav?: Route["nav"] } = {},
): Route => ({
  path,
  title,
  icon,
  key,
  load,
  tag: `${path || "overview"}-page`,
  nav: more.nav ?? "top",
  phone: more.phone ?? false,
});

export const ROUTES: readonly Route[] = [
  route("", "Overview", "home", "o", () => import("./views/overview/overview-page"), { phone: true }),
  route("runs", "Runs", "runs", "r", () => import("./views/runs/runs-page"), { phone: true }),
  route("approvals", "Approvals", "gate", "a", () => import("./views/approvals/approvals-page"), { phone: true }),
  route("workflows", "Workflows", "workflow", "w", () => import("./views/workflows/workflows-page"), { phone: true }),
  route("editor", "Editor", "editor", "e", () => import("./views/editor/editor-page"), { nav: "none" }),
  route("schedules", "Schedules", "clock", "d", () => import("./views/schedules/schedules-page")),
  route("experiments", "Experiments", "experiment", "x", () => import("./views/experiments/experiments-page")),
  route("models", "Models", "model", "m", () => import("./views/models/models-page")),
  route("spend", "Spend", "money", "p", () => import("./views/spend/spend-page")),
  route("reports", "Reports", "report", "n", () => import("./views/reports/reports-page")),
  route("system", "System", "gauge", "s", () => import("./views/system/system-page"), { nav: "foot" }),
  route("compare", "Compare", "runs", "", () => import("./views/compare/compare-page"), { nav: "none" }),
  route("saved", "Saved run", "runs", "", () => import("./views/saved/saved-page"), { nav: "none" }),
];

export const routeOf = (place: Place): Route | undefined => ROUTES.find((one) => one.path === (place.parts[0] ?? ""));
