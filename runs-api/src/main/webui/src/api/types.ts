// The page's names for what the service answers. The types themselves are made from its OpenAPI document (`npm run types`);
// by hand are only those of which it says nothing: what other services answer through it, and the stream's messages.
import type { Gate, LogLine, RunSummary } from "./wire";

export type { Json } from "../lib/json";
export type {
  ArchivedStore,
  Attempt,
  AuditEntry,
  Backup,
  BudgetList,
  BudgetStatus,
  Candidate,
  Cost,
  Dag,
  DagEdge,
  DagNode,
  Diagnostic,
  Excerpt,
  FileDiff,
  Firing,
  Fork,
  Frame,
  FrameRow,
  Forecast,
  Gate,
  GateOption,
  Health,
  Launched,
  Leaderboard,
  Level,
  ModelCalls,
  NodeDiff,
  ParentKind,
  Problem,
  NextAttempt,
  Project,
  PrunedWorktrees,
  PlannedRun,
  ReceivedSignal,
  RunBudget,
  RunCounts,
  RunDetail,
  RunEvent,
  RunGraph,
  StateCounts,
  RunSettings,
  RunState,
  RunSummary,
  SeenRuns,
  RunTick,
  Schedule,
  ScheduleAlarm,
  ScheduleDefinition,
  SchedulePreview,
  Session,
  Stats,
  Spend,
  SpendGroup,
  SteeringResult,
  TaskSettings,
  TextDiff,
  TimelineSpan,
  Tokens,
  Trace,
  Transcript,
  TreeNode,
  Undo,
  UsedTokens,
  Usual,
  Wait,
  WorkflowCheck,
  WorkflowForm,
  WorkflowGraph,
  WorkflowImpact,
  WorkflowItem,
  WorkflowPart,
  WorkflowTemplate,
  WorkflowText,
  WorkflowVersion,
  WorkflowVersionText,
  Worktree,
  Node as RunNode,
  Store as StoreView,
  Report as ReportItem,
  ReportText as Report,
} from "./wire";

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Catalog {
  generatedAt: string;
  source: string;
  total: number;
  chatCount: number;
  featured: string[];
  chat: string[];
  new: string[];
  removed: string[];
  excluded: Record<string, string>;
  /** Why a class takes no chat prompt. */
  classes?: Record<string, string>;
  liveness?: Record<string, { status: string; checkedAtMs: number; latencyMs: number | null; http: number | null }>;
  prices?: Record<string, { provider: string; inputUsdPerMTok: number; outputUsdPerMTok: number; source: string }>;
  ageMs: number;
  problem: string | null;
}

export interface Roster {
  models: string[];
  stage: string;
  max: number;
  reasons: { stage: string; outcome: string; detail: string }[];
  stages: { stage: string; outcome: string; detail: string; used: number; models: string[] }[];
}

type GateState = Pick<
  Gate,
  | "nodeId"
  | "iteration"
  | "kind"
  | "status"
  | "requestedAtMs"
  | "decidedAtMs"
  | "decidedBy"
  | "title"
  | "store"
  | "workflow"
  | "digest"
>;

/** A message of GET /api/stream. */
export type Change =
  | { kind: "hello"; newestId: string; atMs: number }
  | { kind: "reset"; reason: string }
  | { kind: "run"; run: RunSummary }
  | {
      kind: "nodes";
      runId: string;
      store: string;
      nodes: {
        id: string;
        iteration: number;
        state: string;
        attempt: number | null;
        updatedAtMs: number;
        label: string | null;
      }[];
      more: boolean;
    }
  | { kind: "log"; runId: string; store: string; lines: LogLine[] }
  | { kind: "gate"; runId: string; news: "asked" | "decided"; gate: GateState }
  | { kind: "store"; store: string; news: "replaced" | "gone" }
  | { kind: "catalog"; of: "models" | "experiments" | "workflows" }
  /** Null when many changed at once. */
  | { kind: "schedule"; schedule: string | null };
