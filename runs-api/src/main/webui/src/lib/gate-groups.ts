import type { Gate } from "../api/types";

/** Older ones are shown when somebody asks for them: a gate that was forgotten for a season hides what came in the night. */
const OLD_MS = 7 * 86_400_000;

/** Gates that ask the same of somebody: those of one node of one workflow. */
export interface GateGroup {
  readonly workflow: string;
  readonly nodeId: string;
  /** Oldest first. */
  readonly gates: readonly Gate[];
}

export interface GateGroups {
  readonly recent: readonly GateGroup[];
  readonly old: readonly GateGroup[];
}

/** Groups in the order of their oldest gate; what waits for more than a week apart. */
export function gateGroups(gates: readonly Gate[], nowMs: number): GateGroups {
  const isOld = (gate: Gate): boolean => gate.requestedAtMs !== null && nowMs - gate.requestedAtMs > OLD_MS;
  return { recent: grouped(gates.filter((gate) => !isOld(gate))), old: grouped(gates.filter(isOld)) };
}

function grouped(gates: readonly Gate[]): GateGroup[] {
  const groups = new Map<string, { workflow: string; nodeId: string; gates: Gate[] }>();
  for (const gate of gates) {
    const workflow = gate.workflow ?? gate.store;
    const key = `${workflow}\n${gate.nodeId}`;
    const group = groups.get(key) ?? { workflow, nodeId: gate.nodeId, gates: [] };
    group.gates.push(gate);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Whether a plain yes decides it: no choice, no order and no answer has to be given. */
export const isYesOrNo = (gate: Gate): boolean => gate.requestId === null && !["select", "rank"].includes(gate.kind);
