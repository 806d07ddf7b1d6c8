import { strToU8, zipSync } from "fflate";

/**
 * GitHub's REST API for dispatches, runs and artifacts on a free port of the loopback. An artifact is reached by
 * a redirect, as with GitHub, to an address that refuses the token. Dispose with `using`.
 */
export class GithubServer {
  static TOKEN = "ghp_token_of_the_tests";

  /**
   * @param {{ conclusion?: string | null, files?: Record<string, string>, artifact?: string, hideLooks?: number,
   *   neverAnswers?: boolean, dispatchStatus?: number, failLooks?: number, nameless?: boolean }} plan what a dispatched
   *   run becomes: `conclusion` null never ends, `hideLooks` lists do not have it yet, `neverAnswers` takes the dispatch
   *   and says nothing, `failLooks` requests for runs answer 502 first
   */
  constructor(plan = {}) {
    this.plan = { conclusion: "success", files: { "result.json": '{"answer":"42"}' }, artifact: "result", ...plan };
    this.dispatches = [];
    this.lists = 0;
    this.cancelled = [];
    this.server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 120, fetch: (request) => this.answer(request) });
  }

  get env() {
    return {
      CHAD_GITHUB_API_URL: `http://127.0.0.1:${this.server.port}`,
      CHAD_GHA_REPO: "acme/heavy",
      GITHUB_TOKEN: GithubServer.TOKEN,
    };
  }

  [Symbol.dispose]() {
    this.server.stop(true);
  }

  async answer(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/stored/7") return request.headers.has("authorization") ? refusal(400, "Two tokens") : this.blob();
    if (request.headers.get("authorization") !== `Bearer ${GithubServer.TOKEN}`) return refusal(401, "Bad credentials");
    const path = pathname.replace("/repos/acme/heavy/actions", "");
    if (path === "/workflows/offload.yml/dispatches") return this.dispatch(await request.json());
    if (path === "/workflows/offload.yml/runs") return this.list(searchParams);
    if (/^\/runs\/\d+\/cancel$/.test(path)) {
      this.cancelled.push(Number(path.split("/")[2]));
      return Response.json({}, { status: 202 });
    }
    if (/^\/runs\/\d+$/.test(path)) return this.flaky() ?? Response.json(this.runs()[Number(path.split("/")[2]) - 1]);
    if (/^\/runs\/\d+\/artifacts$/.test(path)) {
      return Response.json({ total_count: 1, artifacts: [{ id: 7, name: this.plan.artifact, expired: false }] });
    }
    if (path === "/artifacts/7/zip") return Response.redirect(`http://127.0.0.1:${this.server.port}/stored/7`, 302);
    return refusal(404, "Not Found");
  }

  dispatch(body) {
    const { dispatchStatus, neverAnswers } = this.plan;
    if (dispatchStatus && dispatchStatus !== 204) return refusal(dispatchStatus, "No ref found");
    this.dispatches.push(body);
    return neverAnswers ? new Promise(() => {}) : new Response(null, { status: 204 });
  }

  list(query) {
    this.lists += 1;
    const failing = this.flaky();
    if (failing) return failing;
    const isShown = query.get("event") === "workflow_dispatch" && this.lists > (this.plan.hideLooks ?? 0);
    const runs = isShown ? this.runs() : [];
    return Response.json({ total_count: runs.length, workflow_runs: runs });
  }

  flaky() {
    if (!this.plan.failLooks) return null;
    this.plan.failLooks -= 1;
    return refusal(502, "Bad gateway");
  }

  runs() {
    const { conclusion, nameless } = this.plan;
    return this.dispatches.map(({ inputs }, i) => ({
      id: i + 1,
      name: "Offload",
      display_title: nameless ? "Offload" : `offload ${inputs.dispatch_key}`,
      status: conclusion ? "completed" : "in_progress",
      conclusion: conclusion ?? null,
      html_url: `https://github.invalid/acme/heavy/actions/runs/${i + 1}`,
    }));
  }

  blob() {
    const files = Object.entries(this.plan.files).map(([name, text]) => [name, strToU8(text)]);
    return new Response(zipSync(Object.fromEntries(files)), { headers: { "content-type": "application/zip" } });
  }
}

function refusal(status, message) {
  return Response.json({ message }, { status });
}
