import type { DagNode, TaskSettings } from "../api/types";
import { duration } from "./duration";

interface SettingLine {
  name: string;
  says: string;
  /** Something that an operator should know before it happens at night. */
  careful?: boolean;
}

/** The settings of a task in words; the engine's own defaults are said where they surprise. */
export function settingLines(node: DagNode): SettingLine[] {
  const settings = node.settings;
  if (!settings) return [];
  const lines: (SettingLine | null)[] = [
    retries(node, settings),
    backoff(settings),
    timeout(node, settings),
    settings.heartbeatTimeoutMs
      ? { name: "Silence", says: `given up after ${duration(settings.heartbeatTimeoutMs)} without a heartbeat` }
      : null,
    settings.continueOnFail ? { name: "When it fails", says: "the run goes on without it" } : null,
    settings.needsApproval
      ? { name: "Approval", says: `waits for a person${mode(settings)}${denied(settings)}`, careful: true }
      : null,
    settings.agent ? { name: "Agent", says: settings.agent } : null,
    settings.duration ? { name: "Waits", says: settings.duration } : null,
    settings.until ? { name: "Waits until", says: settings.until } : null,
    settings.event ? { name: "Waits for", says: `the event ${settings.event}` } : null,
    settings.maxConcurrency ? { name: "At a time", says: String(settings.maxConcurrency) } : null,
    settings.dependsOn?.length ? { name: "Needs", says: settings.dependsOn.join(", ") } : null,
    settings.outputTable ? { name: "Output", says: `table ${settings.outputTable}` } : null,
  ];
  return lines.filter((line) => line !== null);
}

function retries(node: DagNode, { retries: times, unlimitedRetries }: TaskSettings): SettingLine | null {
  // What waits for somebody or something does not fail, hence is not tried again, whatever its default says.
  if (unlimitedRetries && node.kind !== "task") return null;
  if (unlimitedRetries) {
    return {
      name: "Retries",
      says: "forever: it never fails, it only costs. Give it `retries` or `noRetry`.",
      careful: true,
    };
  }
  if (times === undefined) return null;
  return { name: "Retries", says: times === 0 ? "none" : times === 1 ? "once" : `${times} times` };
}

function backoff({ backoff: kind, initialDelayMs, retries: times, unlimitedRetries }: TaskSettings): SettingLine | null {
  if (!kind || (times === 0 && !unlimitedRetries)) return null;
  const first = initialDelayMs ? `first after ${duration(initialDelayMs)}` : "";
  const then = kind === "exponential" ? "then twice as long each time" : kind === "fixed" ? "then the same again" : kind;
  return { name: "Between attempts", says: [first, then].filter(Boolean).join(", ") };
}

function timeout(node: DagNode, { timeoutMs }: TaskSettings): SettingLine | null {
  if (timeoutMs) return { name: "Time limit", says: duration(timeoutMs) };
  return node.kind === "task"
    ? { name: "Time limit", says: "none: it may take forever. Give it `timeoutMs`.", careful: true }
    : null;
}

const mode = ({ approvalMode }: TaskSettings): string =>
  approvalMode && approvalMode !== "gate" ? `, who gives a ${approvalMode}` : "";

const DENIED: Record<string, string> = {
  continue: "; when denied, the run continues and the workflow decides",
  fail: "; when denied, the run fails",
  skip: "; when denied, it is skipped",
};
const denied = ({ approvalOnDeny }: TaskSettings): string => (approvalOnDeny ? (DENIED[approvalOnDeny] ?? "") : "");

/** Whether a look at the graph should catch on this node. */
export const needsCare = (node: DagNode): boolean => node.kind === "task" && node.settings?.unlimitedRetries === true;
