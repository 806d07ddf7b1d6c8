import { html, nothing } from "lit";
import { attention } from "../attention";
import { getText, runPath, write } from "../api/client";
import { ApiError } from "../api/problem";
import type { Json, RunDetail, SteeringResult } from "../api/types";
import { commandLine } from "../components/command-line";
import { ask } from "../components/dialog";
import { sentence } from "../components/sentence";
import { toast } from "../components/toast";
import { stringifyExact } from "../lib/exact-json";
import { executionFields, executionWords, NO_EXECUTION } from "../lib/execution";
import { changedFields, errorsByField, type InputValue, readInput } from "../lib/launch-form";
import { plainText } from "../lib/plain-text";
import { runUrl } from "../lib/run-ref";
import { hasEnded, isHeld, runLook } from "../lib/run-state";
import { router } from "../router";
import { executionPart } from "./execution-part";
import "./undo-preview";

/** A verb of the engine on a run: when it makes sense, what it will do, and how it is done. */
interface Verb {
  readonly id: string;
  readonly word: string;
  readonly fits: (run: RunDetail) => boolean;
  readonly act: (run: RunDetail) => Promise<boolean>;
}

const is =
  (...states: RunDetail["state"][]) =>
  (run: RunDetail): boolean =>
    states.includes(run.state);

const target = (run: RunDetail): string[] => [run.id, "--store", run.store];

async function steer(run: RunDetail, verb: string, body: object): Promise<SteeringResult> {
  const answer = await write<SteeringResult>(runPath(run.id, `/${verb}`), body, { query: { store: run.store } });
  attention.soon();
  return answer;
}

function told(verb: string, answer: SteeringResult): void {
  const look = runLook(answer.run.state);
  toast(answer.run.state === "failed" ? "bad" : "ok", `${verb}: the run is ${look.word.toLowerCase()}`, {
    detail: [engineWords(answer.engine), answer.note].filter(Boolean).join(" · ") || undefined,
  });
}

/** What the engine said, in as few words as it has them. */
function engineWords(said: Json): string {
  if (said === null || typeof said !== "object" || Array.isArray(said)) return said === null ? "" : String(said).slice(0, 200);
  const words = said["message"] ?? said["status"] ?? said["ok"];
  return words === undefined ? "" : `The engine says: ${String(words).slice(0, 200)}`;
}

const inFlight = (run: RunDetail): string[] =>
  run.nodes.filter((node) => node.state === "in-progress").map((node) => node.id);

async function resume(run: RunDetail): Promise<boolean> {
  const ended = hasEnded(run.state);
  let changed = false;
  let accept = false;
  let execution = NO_EXECUTION;
  let refused: ReadonlyMap<string, string> = new Map();
  const flags = (): string[] => [
    ...(ended ? ["--revive-ended"] : []),
    ...(accept ? ["--accept-workflow-change"] : []),
    ...executionWords(executionFields(execution)),
  ];
  const at = inFlight(run);
  return ask({
    title: ended ? `Restart this ${runLook(run.state).word.toLowerCase()} run?` : "Resume this run?",
    body: () => html`
      <p>
        A new engine process continues ${at.length ? html`at ${at.slice(0, 3).map((id, i) => html`${i ? ", " : ""}<code>${id}</code>`)}` : "where it stopped"}.
        ${run.progress.finished
          ? html`The ${run.progress.finished} finished ${run.progress.finished === 1 ? "node is" : "nodes are"} not run again.`
          : nothing}
      </p>
      ${changed
        ? html`<label class="arm"
            ><input type="checkbox" .checked=${accept} @change=${(event: Event) => (accept = (event.target as HTMLInputElement).checked)} />
            Resume with the edited workflow: finished work is kept, the rest uses the new version.</label
          >`
        : nothing}
      ${executionPart(execution, refused, (form) => (execution = form))}
      ${commandLine("resume", ...target(run), ...flags())}
    `,
    confirm: "Resume",
    arm: ended ? "I understand that this run has ended." : undefined,
    ready: () => !changed || accept,
    run: async () => {
      try {
        const body = { reviveEnded: ended, acceptWorkflowChange: accept, ...executionFields(execution) };
        told("Resumed", await steer(run, "resume", body));
      } catch (cause) {
        refused = errorsByField(cause instanceof ApiError ? cause.problem.errors : undefined);
        if (cause instanceof ApiError && cause.kind === "workflow-changed") changed = true;
        throw cause;
      }
    },
  });
}

/** For a run whose engine process lives and gives no sign: the engine takes over from no living process. */
async function endAndResume(run: RunDetail): Promise<boolean> {
  const at = inFlight(run);
  return ask({
    title: "End the silent process and resume?",
    body: () => html`<p>${sentence(plainText(run.silence?.says ?? ""))}</p>
      <p>
        The process and its children are killed, and a new process continues.
        ${at.length
          ? html`${at.slice(0, 3).map((id, i) => html`${i ? ", " : ""}<code>${id}</code>`)} ${at.length === 1 ? "is" : "are"} run again: ${at.length === 1 ? "its" : "their"} external side effects may happen again.`
          : nothing}
        A busy process may still give its result: waiting costs nothing.
      </p>
      ${commandLine("resume", ...target(run), "--end-process")}`,
    confirm: "End it and resume",
    danger: true,
    arm: `I understand that process ${run.silence?.pid ?? ""} will be killed.`,
    run: async () => told("Resumed", await steer(run, "resume", { endProcess: true })),
  });
}

async function cancel(run: RunDetail): Promise<boolean> {
  const at = inFlight(run);
  return ask({
    title: "Cancel this run?",
    body: () => html`<p>
        ${at.length
          ? html`${at.length === 1 ? "The task that is running is" : `The ${at.length} tasks that are running are`} ended.`
          : "It ends where it is."}
        Finished work stays readable. To continue later, restart the cancelled run, or fork it from any frame.
      </p>
      ${commandLine("cancel", ...target(run))}`,
    confirm: "Cancel run",
    keep: "Keep running",
    danger: true,
    run: async () => told("Cancellation requested", await steer(run, "cancel", {})),
  });
}

async function pause(run: RunDetail): Promise<boolean> {
  return ask({
    title: "Pause this run?",
    body: () => html`<p>It pauses when the tasks that are running have ended. Resume continues it.</p>
      ${commandLine("pause", ...target(run))}`,
    confirm: "Pause",
    run: async () => told("Pause requested", await steer(run, "pause", {})),
  });
}

/** @param frame where to fork; the newest when it is left out */
export async function fork(run: RunDetail, frame?: number): Promise<boolean> {
  let chosen = frame ?? run.frameNo ?? 0;
  let resetNode = "";
  let label = "";
  let start = true;
  let forked = "";
  let given: InputValue | null = null;
  let inputText = "";
  let inputProblem = "";
  const edited = (): InputValue => {
    const read = readInput(inputText);
    return given && "value" in read ? changedFields(given, read.value) : {};
  };
  /** Read when it is wanted: it may be large. */
  const readGiven = async (): Promise<void> => {
    try {
      const read = readInput(await getText(runPath(run.id, "/input"), { store: run.store }));
      if ("problem" in read) throw new Error(read.problem);
      given = read.value;
      inputText = stringifyExact(given, 2);
      inputProblem = "";
    } catch (cause) {
      inputProblem = `The input can't be edited here: ${cause instanceof ApiError ? cause.problem.detail : String(cause)}`;
    }
  };
  const words = (): string[] => [
    "fork",
    ...target(run),
    "--frame",
    String(chosen),
    ...(resetNode ? ["--reset-node", resetNode] : []),
    ...(label ? ["--label", label] : []),
    ...(Object.keys(edited()).length ? ["--input", stringifyExact(edited())] : []),
    ...(start ? ["--run"] : []),
  ];
  const done = await ask({
    title: "Fork this run",
    body: () => html`<p>A new run starts with everything that this one had at a frame. This run is not changed.</p>
      <label class="field"
        ><span>Frame</span
        ><input
          type="number"
          min="0"
          max=${run.frameNo ?? 0}
          .value=${String(chosen)}
          @input=${(event: Event) => (chosen = Number((event.target as HTMLInputElement).value))}
        /><small>0 to ${run.frameNo ?? 0}, the newest</small></label
      >
      <label class="field"
        ><span>Do again from</span
        ><select @change=${(event: Event) => (resetNode = (event.target as HTMLSelectElement).value)}>
          <option value="">where the frame was</option>
          ${[...new Set(run.nodes.map((node) => node.id))].slice(0, 500).map((id) => html`<option value=${id}>${id}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>Label</span
        ><input type="text" maxlength="100" .value=${label} @input=${(event: Event) => (label = (event.target as HTMLInputElement).value.trim())} /></label
      >
      <details
        @toggle=${async (event: Event) => {
          const details = event.target as HTMLDetailsElement;
          if (!details.open || given) return;
          await readGiven();
          details.dispatchEvent(new Event("input", { bubbles: true })); // the dialog draws itself anew
        }}
      >
        <summary>Input <span class="mut small">${Object.keys(edited()).length ? `changed: ${Object.keys(edited()).join(", ")}` : "as the parent's"}</span></summary>
        ${given
          ? html`<label class="field"
              ><span class="mut small">Work from before the frame is kept; everything that runs again gets these values.</span
              ><textarea
                class="mono"
                rows="8"
                spellcheck="false"
                aria-label="Input of the fork"
                .value=${inputText}
                @input=${(event: Event) => {
                  inputText = (event.target as HTMLTextAreaElement).value;
                  const read = readInput(inputText);
                  inputProblem = "problem" in read ? read.problem : "";
                }}
              ></textarea
            ></label>`
          : nothing}
        ${inputProblem ? html`<small class="field-error">${sentence(inputProblem)}</small>` : nothing}
      </details>
      <label
        ><input type="checkbox" .checked=${start} @change=${(event: Event) => (start = (event.target as HTMLInputElement).checked)} />
        Start it at once</label
      >
      ${commandLine(...words())}`,
    confirm: "Fork",
    ready: () => Number.isInteger(chosen) && chosen >= 0 && (!given || !inputProblem),
    run: async () => {
      const input = edited();
      const answer = await steer(run, "fork", {
        frame: chosen,
        run: start,
        ...(resetNode ? { resetNode } : {}),
        ...(label ? { label } : {}),
        ...(Object.keys(input).length ? { input } : {}),
      });
      forked = answer.runId;
      toast("ok", `Forked to ${answer.runId}`, { detail: answer.note ?? undefined });
    },
  });
  if (done && forked) void router.go(runUrl({ id: forked, store: run.store }));
  return done;
}

/**
 * Does again what came after a frame, or from a node on, in a new run.
 *
 * @param from a frame or a node; the newest node when it is left out
 */
export async function replay(run: RunDetail, from: { frame?: number; node?: string } = {}): Promise<boolean> {
  const ids = [...new Set(run.nodes.filter((node) => node.attempts.length > 0).map((node) => node.id))];
  let node = from.frame === undefined ? (from.node ?? ids.at(-1) ?? "") : "";
  let label = "";
  let replayed = "";
  const where = (): { frame?: number; resetNode?: string } => (node ? { resetNode: node } : { frame: from.frame ?? run.frameNo ?? 0 });
  const words = (): string[] => [
    "replay",
    ...target(run),
    ...(node ? ["--reset-node", node] : ["--frame", String(from.frame ?? run.frameNo ?? 0)]),
    ...(label ? ["--label", label] : []),
  ];
  const done = await ask({
    title: "Replay this run",
    body: () => html`<p>A new run starts at the chosen point, immediately. This run is not changed.</p>
      <label class="field"
        ><span>Do again from</span
        ><select @change=${(event: Event) => (node = (event.target as HTMLSelectElement).value)}>
          ${from.frame === undefined ? nothing : html`<option value="">frame ${from.frame}</option>`}
          ${ids.slice(0, 500).map((id) => html`<option value=${id} ?selected=${id === node}>${id}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>Label</span
        ><input type="text" maxlength="100" .value=${label} @input=${(event: Event) => (label = (event.target as HTMLInputElement).value.trim())} /></label
      >
      <undo-preview .run=${run} verb="replay" .query=${node ? { node } : { frame: from.frame ?? run.frameNo ?? 0 }}></undo-preview>
      ${commandLine(...words())}`,
    confirm: "Replay",
    ready: () => node !== "" || from.frame !== undefined || run.frameNo !== null,
    run: async () => {
      const answer = await steer(run, "replay", { ...where(), ...(label ? { label } : {}) });
      replayed = answer.runId;
      toast("ok", `Replayed as ${answer.runId}`, { detail: answer.note ?? undefined });
    },
  });
  if (done && replayed) void router.go(runUrl({ id: replayed, store: run.store }));
  return done;
}

/** @param node whose files come back; the newest that has an attempt when it is left out */
export async function revert(run: RunDetail, node?: string, iteration?: number): Promise<boolean> {
  const tried = run.nodes.filter((one) => one.attempts.length > 0);
  const ids = [...new Set(tried.map((one) => one.id))];
  let chosen = node ?? ids.at(-1) ?? "";
  const turn = (): number => iteration ?? tried.findLast((one) => one.id === chosen)?.iteration ?? 0;
  const words = (): string[] => ["revert", ...target(run), "--yes", ...(turn() ? ["--iteration", String(turn())] : []), chosen];
  return ask({
    title: "Restore files?",
    body: () => html`<p>The files of the node's working folder are restored to their state after it.</p>
      <label class="field"
        ><span>State after node</span
        ><select @change=${(event: Event) => (chosen = (event.target as HTMLSelectElement).value)}>
          ${ids.slice(0, 500).map((id) => html`<option value=${id} ?selected=${id === chosen}>${id}</option>`)}
        </select></label
      >
      <undo-preview .run=${run} verb="revert" .query=${{ node: chosen, iteration: turn() }}></undo-preview>
      ${commandLine(...words())}`,
    confirm: "Restore them",
    danger: true,
    arm: "Later changes there may be lost.",
    ready: () => chosen !== "",
    run: async () => told("Reverted", await steer(run, "revert", { node: chosen, iteration: turn() })),
  });
}

/** @param frame where to go back to */
export async function rewind(run: RunDetail, frame?: number): Promise<boolean> {
  let chosen = frame ?? Math.max(0, (run.frameNo ?? 1) - 1);
  return ask({
    title: "Rewind this run?",
    body: () => html`<p>
        Frames, attempts and outputs after the frame are <b>permanently deleted</b>; the run then needs a resume. A fork keeps
        both.
      </p>
      <label class="field"
        ><span>Back to frame</span
        ><input
          type="number"
          min="0"
          max=${run.frameNo ?? 0}
          .value=${String(chosen)}
          @input=${(event: Event) => (chosen = Number((event.target as HTMLInputElement).value))}
      /></label>
      <undo-preview .run=${run} verb="rewind" .query=${{ frame: chosen }}></undo-preview>
      ${commandLine("rewind", ...target(run), "--yes", String(chosen))}`,
    confirm: "Rewind",
    danger: true,
    arm: "I understand that this can't be undone.",
    run: async () => told("Rewound", await steer(run, "rewind", { frame: chosen })),
  });
}

/** @param node what to do again; the one that failed when it is left out */
export async function retry(run: RunDetail, node?: string, iteration?: number): Promise<boolean> {
  const failed = run.nodes.findLast((one) => one.state === "failed");
  let chosen = node ?? failed?.id ?? run.nodes.at(-1)?.id ?? "";
  let alone = false;
  let changed = false;
  let accept = false;
  const turn = iteration ?? run.nodes.findLast((one) => one.id === chosen)?.iteration ?? 0;
  return ask({
    title: "Retry a node",
    body: () => html`<p>Its attempts so far count as cancelled; it runs again, followed by everything that depends on it.</p>
      <label class="field"
        ><span>Node</span
        ><select @change=${(event: Event) => (chosen = (event.target as HTMLSelectElement).value)}>
          ${[...new Set(run.nodes.map((one) => one.id))]
            .slice(0, 500)
            .map((id) => html`<option value=${id} ?selected=${id === chosen}>${id}</option>`)}
        </select></label
      >
      <label
        ><input type="checkbox" .checked=${alone} @change=${(event: Event) => (alone = (event.target as HTMLInputElement).checked)} />
        Only this node, not the ones that depend on it</label
      >
      ${changed
        ? html`<label class="arm"
            ><input type="checkbox" .checked=${accept} @change=${(event: Event) => (accept = (event.target as HTMLInputElement).checked)} />
            Continue with the edited workflow</label
          >`
        : nothing}
      ${commandLine("retry", ...target(run), ...(alone ? ["--alone"] : []), ...(turn ? ["--iteration", String(turn)] : []), ...(accept ? ["--accept-workflow-change"] : []), chosen)}`,
    confirm: "Do it again",
    ready: () => chosen !== "" && (!changed || accept),
    run: async () => {
      try {
        told("Retried", await steer(run, "retry", { node: chosen, iteration: turn, alone, acceptWorkflowChange: accept }));
      } catch (cause) {
        if (cause instanceof ApiError && cause.kind === "workflow-changed") changed = true;
        throw cause;
      }
    },
  });
}

async function signal(run: RunDetail): Promise<boolean> {
  const waiting = run.nodes.find((node) => node.state === "waiting-event");
  let name = "";
  let payload = "{}";
  const parsed = (): unknown => {
    try {
      return JSON.parse(payload || "{}");
    } catch {
      return undefined;
    }
  };
  return ask({
    title: "Send a signal",
    body: () => html`<p>
        It is saved with the run; anything waiting for a signal with this name continues at once.
        ${waiting ? html`<code>${waiting.id}</code> waits.` : nothing}
      </p>
      <label class="field"
        ><span>Name</span
        ><input type="text" maxlength="300" .value=${name} @input=${(event: Event) => (name = (event.target as HTMLInputElement).value.trim())} /></label
      >
      <label class="field"
        ><span>Payload (JSON)</span
        ><textarea class="mono" rows="4" .value=${payload} @input=${(event: Event) => (payload = (event.target as HTMLTextAreaElement).value)}></textarea>
        ${parsed() === undefined ? html`<small class="tone-text-bad">Not valid JSON.</small>` : nothing}</label
      >
      ${commandLine("signal", ...target(run), "--payload", payload || "{}", name || "NAME")}`,
    confirm: "Send",
    ready: () => name !== "" && parsed() !== undefined,
    run: async () => told("Signal sent", await steer(run, "signal", { name, payload: parsed() })),
  });
}

const budgetActions = (): Promise<typeof import("./budget-actions")> => import("./budget-actions");

export const VERBS: readonly Verb[] = [
  {
    id: "resume",
    word: "Resume",
    fits: (run) => !run.silence && !isHeld(run) && is("stalled", "paused", "needs-resume", "not-started", "failed", "cancelled", "waiting-timer", "waiting-quota")(run),
    act: resume,
  },
  { id: "raise-budget", word: "Raise budget…", fits: isHeld, act: async (run) => (await budgetActions()).raise(run) },
  { id: "go-on-once", word: "Go on once…", fits: isHeld, act: async (run) => (await budgetActions()).goOnOnce(run) },
  { id: "end-process", word: "End process and resume…", fits: (run) => run.silence !== null, act: endAndResume },
  {
    id: "retry",
    word: "Retry…",
    fits: (run) => ["failed", "finished-with-failures"].includes(run.state) && run.nodes.length > 0,
    act: retry,
  },
  { id: "signal", word: "Signal…", fits: is("waiting-event", "running"), act: signal },
  { id: "pause", word: "Pause", fits: (run) => run.state === "running" && run.pauseRequestedAtMs === null, act: pause },
  { id: "fork", word: "Fork…", fits: (run) => run.frameNo !== null, act: fork },
  {
    id: "replay",
    word: "Replay…",
    fits: (run) => run.frameNo !== null && run.state !== "running" && run.nodes.some((node) => node.attempts.length > 0),
    act: replay,
  },
  {
    id: "revert",
    word: "Restore files…",
    fits: (run) => !["running", "cancelling"].includes(run.state) && run.nodes.some((node) => node.attempts.length > 0),
    act: revert,
  },
  { id: "cancel", word: "Cancel run", fits: (run) => !hasEnded(run.state) && run.state !== "cancelling", act: cancel },
  {
    id: "rewind",
    word: "Rewind…",
    fits: (run) => run.state !== "running" && run.state !== "cancelling" && (run.frameNo ?? 0) > 0,
    act: rewind,
  },
];

/** The verb that helps most, for the button that comes first; null when nothing is wrong. */
export function helpfulVerb(run: RunDetail): string | null {
  if (run.silence && run.state === "stalled") return "end-process";
  switch (run.state) {
    case "paused":
      return isHeld(run) ? "raise-budget" : "resume";
    case "stalled":
    case "needs-resume":
    case "not-started":
      return "resume";
    case "failed":
    case "finished-with-failures":
      return "retry";
    case "waiting-event":
      return "signal";
    default:
      return null;
  }
}
