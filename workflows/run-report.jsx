/** @jsxImportSource smithers-orchestrator */
/**
 * A briefing for the morning: the service's newest night report, and what in it needs a person first, in one model's words.
 * Without a report it says so and finishes.
 *
 * read → brief → report
 *
 * Input   optional night (the date of its morning, such as 2026-06-13; the newest by default); delayMs acts on the offline
 *         backend only
 * Output  report: {night, headline, first: […], markdown}
 * Knobs   those of lib/agents.js
 *
 * The night report itself is made by runs-api, at CHAD_REPORT_AT, whatever becomes of this run.
 */
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts, taskOpts } from "./lib/agents.js";
import { chooseBackend } from "./lib/backends.js";
import { briefingMarkdown, briefingPrompt, nightReport, offlineBriefing } from "./lib/briefing.js";
import { stateDir, storePath } from "./lib/store.js";

const briefing = z.object({ headline: z.string().min(1), first: z.array(z.string()).max(5) });

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      night: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .nullish()
        .describe("The date of the report's morning; the newest by default."),
      delayMs: z.number().int().min(0).max(600_000).nullish(),
    }),
    found: z.object({ night: z.string().nullable(), markdown: z.string(), backend: z.string() }),
    briefing,
    report: briefing.extend({ night: z.string().nullable(), markdown: z.string() }),
  },
  { dbPath: storePath("run-report") },
);

export default smithers((ctx) => {
  const found = ctx.outputMaybe(outputs.found, { nodeId: "read" });
  const brief = ctx.outputMaybe(outputs.briefing, { nodeId: "brief" });
  const drawing = ctx.runId === "graph" && !found; // the graph shows the whole way, a run only the steps that come
  return (
    <Workflow name="run-report">
      <Sequence>
        <Task id="read" label="Read the night report" output={outputs.found} {...computeOpts()}>
          {() => ({ ...nightReport(stateDir(), ctx.input?.night), backend: chooseBackend("capable") })}
        </Task>
        {drawing || found?.night ? (
          <Task
            id="brief"
            label="What needs a person"
            output={outputs.briefing}
            {...taskOpts("brief", {
              backend: found?.backend,
              delayMs: ctx.input?.delayMs ?? 0,
              offline: () => offlineBriefing(found?.markdown ?? ""),
            })}
          >
            {briefingPrompt(found?.markdown ?? "")}
          </Task>
        ) : null}
        {drawing || brief || (found && !found.night) ? (
          <Task id="report" label="Report" output={outputs.report} {...computeOpts()}>
            {() =>
              brief
                ? { ...brief, night: found.night, markdown: briefingMarkdown({ ...brief, night: found.night }, found.markdown) }
                : {
                    night: null,
                    headline: ctx.input?.night
                      ? `There is no report of ${ctx.input.night}.`
                      : "There is no night report yet: the service makes one every morning (CHAD_REPORT_AT).",
                    first: [],
                    markdown: "",
                  }
            }
          </Task>
        ) : null}
      </Sequence>
    </Workflow>
  );
});
