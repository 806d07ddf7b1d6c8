/** @jsxImportSource smithers-orchestrator */
/**
 * Autonomy ladder: an incoming item is sorted, answered in a draft, checked, shown to a person, and only then acted on.
 *
 * mode → triage → draft → screen → moderate → approve (a gate) → act, or shelve when it is ignored, blocked or denied
 *
 * Input   item; optional shadow (true), delayMs
 * Output  act or shelve: {outcome: acted | rehearsed | ignored | blocked | denied, mode, file, detail, decidedBy, note}
 * Knobs   DRY_RUN, and those of lib/agents.js
 *
 * A shadow by default: all steps run, a person decides, nothing leaves. With shadow false and no DRY_RUN an approval
 * writes one file to the outbox in the state folder; run again, it finds that file and writes no second one.
 */
import { Approval, approvalDecisionSchema, createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
import { computeOpts, taskOpts } from "./lib/agents.js";
import { chooseBackend } from "./lib/backends.js";
import {
  act, draftPrompt, effect, modeOf, moderationPrompt, offlineDraft, offlineModeration, offlineTriage, screen,
  triagePrompt,
} from "./lib/ladder.js";
import { stateDir, storePath } from "./lib/store.js";

const mode = z.enum(["shadow", "dry-run", "live"]);

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({
      item: z.string().trim().min(1).max(50_000),
      shadow: z.boolean().nullish(),
      delayMs: z.number().int().min(0).max(600_000).nullish(),
    }),
    mode: z.object({ mode, cheap: z.string(), capable: z.string() }),
    triage: z.object({
      category: z.string(),
      urgency: z.enum(["low", "normal", "high"]),
      wanted: z.enum(["ignore", "reply"]),
      reason: z.string(),
    }),
    draft: z.object({ subject: z.string(), body: z.string() }),
    screen: z.object({ passed: z.boolean(), findings: z.array(z.string()) }),
    moderation: z.object({ allowed: z.boolean(), risk: z.enum(["low", "medium", "high"]), reasons: z.array(z.string()) }),
    decision: approvalDecisionSchema,
    outcome: z.object({
      outcome: z.enum(["acted", "rehearsed", "ignored", "blocked", "denied"]),
      mode,
      file: z.string().nullable(),
      detail: z.string(),
      decidedBy: z.string().nullable(),
      note: z.string().nullable(),
    }),
  },
  { dbPath: storePath("autonomy-ladder") },
);

/** Why nothing is done, or null while something may be. */
function shelved({ triage, screened, moderation, decision }) {
  if (triage?.wanted === "ignore") return { outcome: "ignored", detail: triage.reason };
  if (screened?.passed === false) return { outcome: "blocked", detail: screened.findings.join(" ") };
  if (moderation?.allowed === false) return { outcome: "blocked", detail: moderation.reasons.join(" ") };
  if (decision?.approved === false) return { outcome: "denied", detail: "A person said no." };
  return null;
}

export default smithers((ctx) => {
  const { delayMs, shadow } = ctx.input ?? {};
  const item = String(ctx.input?.item ?? "");
  const at = (table, nodeId) => ctx.outputMaybe(table, { nodeId });
  const chosen = at(outputs.mode, "mode");
  const triage = at(outputs.triage, "triage");
  const draft = at(outputs.draft, "draft");
  const screened = at(outputs.screen, "screen");
  const moderation = at(outputs.moderation, "moderate");
  const decision = at(outputs.decision, "approve");

  // A step appears when it is due, so that a run's tree holds no step that never comes; the graph shows the whole way up.
  // Nothing is stored while drawing; a real run that happens to be called "graph" must not act on its first picture.
  const drawing = ctx.runId === "graph" && !chosen;
  const no = shelved({ triage, screened, moderation, decision });
  const cheap = { backend: chosen?.cheap, delayMs: delayMs ?? 0 };
  const capable = { backend: chosen?.capable, delayMs: delayMs ?? 0 };
  const by = { decidedBy: decision?.decidedBy ?? null, note: decision?.note ?? null };

  return (
    <Workflow name="autonomy-ladder">
      <Sequence>
        <Task id="mode" label="How far it may go" output={outputs.mode} {...computeOpts()}>
          {() => ({ mode: modeOf({ shadow }), cheap: chooseBackend("cheap"), capable: chooseBackend("capable") })}
        </Task>
        <Task
          id="triage"
          label="Sort the item"
          output={outputs.triage}
          {...taskOpts("triage", { ...cheap, offline: () => offlineTriage(item) })}
        >
          {triagePrompt(item)}
        </Task>
        {drawing || triage?.wanted === "reply" ? (
          <Task
            id="draft"
            label="Draft the reply"
            output={outputs.draft}
            {...taskOpts("draft", { ...capable, offline: () => offlineDraft(item) })}
          >
            {draftPrompt(item, triage ?? {})}
          </Task>
        ) : null}
        {drawing || draft ? (
          <Task id="screen" label="Check by rules" output={outputs.screen} {...computeOpts()}>
            {() => screen(draft)}
          </Task>
        ) : null}
        {drawing || screened?.passed ? (
          <Task
            id="moderate"
            label="Review the draft"
            output={outputs.moderation}
            {...taskOpts("moderate", { ...cheap, offline: offlineModeration })}
          >
            {moderationPrompt(item, draft ?? {})}
          </Task>
        ) : null}
        {drawing || moderation?.allowed ? (
          <Approval
            id="approve"
            output={outputs.decision}
            onDeny="continue"
            request={{
              title: `Send "${draft?.subject ?? "the draft"}"?`,
              summary: effect(chosen?.mode ?? "shadow"),
              metadata: { item, draft, triage, moderation, mode: chosen?.mode ?? "shadow" },
            }}
            {...computeOpts()}
          />
        ) : null}
        {drawing || decision?.approved ? (
          <Task
            id="act"
            label="Act"
            output={outputs.outcome}
            sideEffect={{ idempotent: true }}
            {...computeOpts({ retries: 2 })}
          >
            {() => ({ ...act({ runId: ctx.runId, draft, item, mode: chosen.mode, ...by }, { dir: stateDir() }), ...by })}
          </Task>
        ) : null}
        {no ? (
          <Task id="shelve" label="Shelve" output={outputs.outcome} {...computeOpts()}>
            {() => ({ ...no, mode: chosen.mode, file: null, ...by })}
          </Task>
        ) : null}
      </Sequence>
    </Workflow>
  );
});
