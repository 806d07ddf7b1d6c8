import { Trouble } from "../lib/trouble";
import type { Problem } from "./types";

/** An answer that is an error, or no answer at all; `detail` says what to do. */
export class ApiError extends Trouble {
  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.title, problem.detail, problem.errors);
    this.name = "ApiError";
  }

  /** The last part of the problem's type, for example `workflow-changed`. */
  get kind(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf(":") + 1);
  }
}

export function unreachable(cause: unknown): ApiError {
  const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
  return new ApiError(0, {
    type: "urn:runs-ide:problem:unreachable",
    title: timedOut ? "No answer in time" : "The service can't be reached",
    status: 0,
    detail: timedOut
      ? "The service did not answer in time. It may still be working: check again before you repeat an action."
      : "The service can't be reached. Check that it is running and that you are on its network; this page retries automatically.",
  });
}

/** An answer without a problem in it, as proxies in between give. */
export function bareProblem(status: number, statusText: string): ApiError {
  return new ApiError(status, {
    type: "about:blank",
    title: statusText || `Status ${status}`,
    status,
    detail: `The service, or a proxy in front of it, answered ${status} ${statusText} without saying why.`,
  });
}

/** The service was updated, and no longer has the part that this page asks for. */
export const pageOutdated = (): ApiError =>
  new ApiError(0, {
    type: "urn:runs-ide:problem:page-outdated",
    title: "The dashboard has been updated",
    status: 0,
    detail: "This page was opened before the update, and the service no longer has this part of the old version. Reload the page to use the new version.",
  });

/** The service answers, but a part of the page does not come. */
export function partNotLoaded(cause: unknown): ApiError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ApiError(0, {
    type: "urn:runs-ide:problem:part-not-loaded",
    title: "This part of the page could not be loaded",
    status: 0,
    detail: `The service answers, but the browser reports “${message}”. Try again, or reload the page.`,
  });
}
