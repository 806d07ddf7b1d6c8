// What the service answers, as /q/openapi describes it. Written by hand where that document is silent: which members
// can be null, and the kinds of the stream's messages.

export type RunState =
  | "running"
  | "stalled"
  | "waiting-approval"
  | "waiting-event"
  | "waiting-timer"
  | "waiting-quota"
  | "paused"
  | "cancelling"
  | "cancelled"
  | "failed"
  | "finished"
  | "finished-with-failures"
  | "continued"
  | "needs-resume"
  | "not-started"
  | "unknown";

/** What a run holds. Where a number would lose digits there is an `ExactNumber`: ask `isExact` before looking into an object. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Session {
  name: string;
  role: "operator" | "viewer";
  via: "key" | "session" | "access" | "proxy";
  expiresAtMs: number | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: { field: string; value: string | null; allowed: string }[];
}

export interface Tokens {
  input: number;
  output: number;
  reasoning: number;
  cacheRead: number;
  total: number;
  costUsd: number | null;
  exact: boolean;
}

interface Progress {
  total: number;
  finished: number;
  failed: number;
  running: number;
  waiting: number;
  skipped: number;
  /** Failed in a `try` whose `catch` was there for that; not among `failed`. */
  caught: number;
}

interface StallVerdict {
  reason: string;
  sinceAtMs: number;
  signals: { name: string; atMs: number | null; says: string }[];
}

/** One of the things that a run waits for. */
export interface Wait {
  kind: "approval" | "question" | "signal" | "timer" | "quota";
  nodeId: string | null;
  iteration: number;
  name: string | null;
  correlationId: string | null;
  untilMs: number | null;
  /** What ends it; null for a timer. */
  command: string | null;
}

/** How a run descends from its parent. */
export type ParentKind = "fork" | "child" | "continued";

export interface RunSummary {
  id: string;
  workflow: string;
  workflowName: string;
  workflowPath: string | null;
  store: string;
  status: string;
  state: RunState;
  stall: StallVerdict | null;
  /** Its engine process is alive and gives no heartbeat. */
  silence: { sinceAtMs: number; pid: number; says: string } | null;
  /** Gates first; in a list the first few. */
  waits: Wait[];
  createdAtMs: number;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  durationMs: number | null;
  progress: Progress;
  tokens: Tokens;
  pauseRequestedAtMs: number | null;
  parentId: string | null;
  parentKind: ParentKind | null;
  /** The store that the run really lives in, when this one is a copy. */
  copyOf: string | null;
}

interface RunError {
  name: string | null;
  code: string | null;
  message: string;
  nodeId: string | null;
}

export interface Cut {
  beginning: string;
  sizeBytes: number;
  href: string;
}

export interface Attempt {
  attempt: number;
  state: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  heartbeatAtMs: number | null;
  error: RunError | null;
  model: string | null;
  tokens: Tokens;
  cached: boolean;
}

export interface RunNode {
  id: string;
  iteration: number;
  label: string | null;
  state: string;
  kind: string | null;
  inTree: boolean;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  updatedAtMs: number;
  output: Json;
  outputCut: Cut | null;
  tokens: Tokens;
  attempts: Attempt[];
  moreAttempts: number;
}

type NodeKind =
  | "workflow"
  | "sequence"
  | "parallel"
  | "merge-queue"
  | "branch"
  | "loop"
  | "worktree"
  | "saga"
  | "try"
  | "inline-subflow"
  | "group"
  | "task"
  | "approval"
  | "human"
  | "timer"
  | "wait"
  | "subflow"
  | "sandbox"
  | "join";

/** Absent members are left out by the service. */
export interface TaskSettings {
  retries?: number;
  unlimitedRetries?: boolean;
  backoff?: string;
  initialDelayMs?: number;
  timeoutMs?: number;
  heartbeatTimeoutMs?: number;
  continueOnFail?: boolean;
  needsApproval?: boolean;
  approvalMode?: string;
  approvalOnDeny?: string;
  outputTable?: string;
  dependsOn?: string[];
  maxConcurrency?: number;
  agent?: string;
  duration?: string;
  until?: string;
  event?: string;
}

export interface TreeNode {
  kind: NodeKind;
  id: string;
  tag: string;
  nodeId?: string;
  name?: string;
  label?: string;
  iteration?: number;
  taskKind?: string;
  settings?: TaskSettings;
  prompt?: { text: string; chars: number; cut: boolean };
  props?: Record<string, string>;
  children: TreeNode[];
}

export interface DagNode {
  id: string;
  nodeId?: string;
  kind: NodeKind;
  label?: string;
  iteration?: number;
  taskKind?: string;
  groupId?: string;
  settings?: TaskSettings;
}

export interface DagEdge {
  from: string;
  to: string;
  kind: "sequence" | "dependency" | "loop" | "failure" | "compensation";
}

interface DagGroup {
  id: string;
  kind: NodeKind;
  name?: string;
  parentId?: string;
  maxConcurrency?: number;
  maxIterations?: number;
}

export interface Dag {
  nodes: DagNode[];
  edges: DagEdge[];
  groups: DagGroup[];
}

/** Something that can be chosen at a gate. */
export interface GateOption {
  key: string;
  label: string;
  summary: string | null;
}

export interface Gate {
  runId: string;
  nodeId: string;
  iteration: number;
  kind: string;
  status: string;
  requestedAtMs: number | null;
  decidedAtMs: number | null;
  decidedBy: string | null;
  note: string | null;
  title: string | null;
  summary: string | null;
  request: Json;
  answerSchema: Json;
  options: GateOption[];
  /** Who may decide it: everybody when empty, nobody here when null. */
  allowedUsers: string[] | null;
  allowedScopes: string[] | null;
  expiresAtMs: number | null;
  /** What was chosen or answered. */
  choice: Json;
  requestId: string | null;
  store: string;
  workflow: string | null;
  digest: string;
  /** Where the whole request is, when some of it is too large to be shown. */
  requestCut: Cut | null;
}

export interface Fork {
  id: string;
  kind: ParentKind;
  status: string;
  state: RunState;
  createdAtMs: number;
  label: string | null;
  frameNo: number | null;
}

/** A signal that the run was sent. */
export interface ReceivedSignal {
  seq: number;
  name: string;
  correlationId: string | null;
  /** Null when it is too long to be shown. */
  payload: Json;
  payloadBytes: number;
  receivedAtMs: number;
  receivedBy: string | null;
  /** The node that waited for it; null while none has. */
  takenBy: string | null;
}

export interface RunDetail extends RunSummary {
  headline: string;
  input: Json;
  inputCut: Cut | null;
  error: RunError | null;
  nodes: RunNode[];
  nodeCount: number;
  /** Why some of them are not listed; null when all are. */
  nodesLeftOut: string | null;
  tree: TreeNode | null;
  frameNo: number | null;
  treeProblem: string | null;
  approvals: Gate[];
  forks: Fork[];
  /** Subflows, and the run as which this one went on. */
  children: Fork[];
  tokensByModel: Record<string, Tokens>;
  heartbeatAtMs: number | null;
  annotations: Json;
  forkedFrom: { runId: string; frameNo: number; label: string | null } | null;
  /** Oldest first; the newest ones of many. */
  signals: ReceivedSignal[];
}

export type Level = "notable" | "activity" | "everything";

export interface RunEvent {
  seq: number;
  atMs: number;
  type: string;
  nodeId: string | null;
  iteration: number | null;
  attempt: number | null;
  level: Level;
  text: string;
  payload: Json;
  payloadBytes: number;
  payloadHref: string | null;
}

export interface Excerpt {
  text: string;
  chars: number;
  cut: boolean;
}

export interface Transcript {
  nodeId: string;
  iteration: number;
  attempt: number;
  state: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  agent: string | null;
  model: string | null;
  prompt: Excerpt | null;
  messages: {
    role: string;
    text?: Excerpt | null;
    reasoning?: Excerpt | null;
    toolCalls: { callId: string; tool: string; input: Excerpt | null; output: Excerpt | null }[];
  }[];
  moreMessages: number;
  error: RunError | null;
  sizeBytes: number;
  href: string;
}

export interface FileDiff {
  path: string;
  operation: string;
  additions: number;
  deletions: number;
  binary: boolean;
  diff: string;
  diffChars: number;
  cut: boolean;
}

export interface NodeDiff {
  nodeId: string;
  iteration: number;
  baseRef: string | null;
  statistics: { files: number; additions: number; deletions: number };
  files: FileDiff[];
  moreFiles: number;
  href: string;
}

interface Failure {
  blame: string;
  cause: string;
  error: RunError | null;
}

export interface Trace {
  nodeId: string;
  totalMs: number;
  workMs: number;
  waitMs: number;
  toolMs: number;
  tokens: Tokens;
  failure: Failure | null;
  attempts: {
    iteration: number;
    attempt: number;
    state: string;
    startedAtMs: number;
    finishedAtMs: number | null;
    durationMs: number | null;
    waitedMs: number | null;
    toolMs: number;
    otherMs: number | null;
    kind: string | null;
    model: string | null;
    agent: string | null;
    fallbackAgent: boolean;
    schemaCorrections: number;
    cached: boolean;
    tokens: Tokens;
    failure: Failure | null;
    toolCalls: {
      seq: number;
      tool: string;
      status: string;
      startedAtMs: number;
      durationMs: number | null;
      input: string | null;
      output: string | null;
      error: RunError | null;
    }[];
  }[];
}

export interface FrameRow {
  frameNo: number;
  createdAtMs: number;
  encoding: string;
  sizeBytes: number;
  note: string | null;
}

interface NodeState {
  nodeId: string;
  iteration: number;
  state: string;
  label: string | null;
  lastAttempt: number | null;
}

export interface Frame {
  frameNo: number;
  createdAtMs: number;
  intact: boolean;
  tree: TreeNode | null;
  snapshotFrameNo: number | null;
  nodes: NodeState[];
}

export interface RunGraph {
  frameNo: number | null;
  dag: Dag;
  states: NodeState[];
}

export interface TimelineSpan {
  nodeId: string;
  iteration: number;
  attempt: number;
  label: string | null;
  state: string;
  kind: string | null;
  startedAtMs: number;
  finishedAtMs: number | null;
  model: string | null;
  errorMessage: string | null;
}

export interface Steered {
  run: RunSummary;
  engine: Json;
  continued: boolean;
  note: string | null;
  runId: string;
}

export interface Project {
  name: string;
  /** As the configuration names it. */
  folder: string;
  repository: string | null;
  usable: boolean;
  /** What is wrong with it, or why it has no repository. */
  note: string | null;
}

export interface Worktree {
  /** Below the project's folder; absolute when it lies elsewhere. */
  path: string;
  branch: string | null;
  runId: string;
  workflow: string | null;
  /** Null when no store has the run. */
  runState: string | null;
  exists: boolean;
  unsaved: boolean;
  usedAtMs: number | null;
  /** Why a prune leaves it there; null when it takes it away. */
  kept: string | null;
}

export interface PrunedWorktrees {
  removed: Worktree[];
  kept: Worktree[];
}

/** What a way back would do. */
export interface Undo {
  verb: string;
  frame: number | null;
  possible: boolean;
  why: string | null;
  undoes: string[];
  keeps: string[];
  files: string[];
}

/** What differs between two texts. */
export interface TextDiff {
  from: string;
  to: string;
  unified: string;
  added: number;
  removed: number;
}

export interface Launched {
  runId: string;
  workflow: string;
  /** Null while it is not known which store the engine makes the run in. */
  store: string | null;
}

export interface WorkflowItem {
  name: string;
  title: string | null;
  description: string | null;
  tags: string[];
  /** What it needs and is not there: it can't be launched meanwhile. */
  missing: string[];
  modifiedAtMs: number;
  sizeBytes: number;
  runs: Record<string, number>;
  lastRun: { id: string; status: string; createdAtMs: number } | null;
  store: string | null;
}

/** A file that can be read and edited. */
export interface WorkflowPart {
  name: string;
  kind: "workflow" | "ui" | "test" | "part";
  modifiedAtMs: number;
  sizeBytes: number;
  /** Why it is no workflow. */
  note: string | null;
}

/** What a launch of a workflow takes. */
export interface WorkflowForm {
  name: string;
  etag: string;
  title: string | null;
  description: string | null;
  inputSchema: Json;
  knobs: string[];
  /** What it needs and is not there; a launch is refused meanwhile. */
  missing: string[];
  note: string | null;
}

export interface WorkflowGraph {
  name: string;
  etag: string;
  dag: Dag;
  tree: TreeNode | null;
  tasks: {
    nodeId: string;
    kind: NodeKind;
    taskKind: string | null;
    label: string | null;
    iteration: number | null;
    loopId: string | null;
    settings: TaskSettings | null;
  }[];
  /** Why it was drawn without the input that was asked for. */
  note: string | null;
}

export interface WorkflowText {
  name: string;
  source: string;
  etag: string;
  sizeBytes: number;
  modifiedAtMs: number;
}

export interface WorkflowVersion {
  version: number;
  atMs: number;
  /** null: nobody here; it stood in the folder before the first save */
  by: string | null;
  action: "found" | "created" | "saved" | "restored" | "renamed" | "deleted";
  sizeBytes: number;
}

export interface WorkflowVersionText {
  name: string;
  version: number;
  source: string;
  etag: string;
}

export interface Diagnostic {
  line: number | null;
  column: number | null;
  message: string;
}

export interface WorkflowCheck {
  valid: boolean;
  diagnostics: Diagnostic[];
}

export interface WorkflowImpact {
  files: string[];
  runs: { runId: string; store: string; workflow: string; status: string; state: RunState; createdAtMs: number }[];
  more: boolean;
}

export interface WorkflowTemplate {
  name: string;
  title: string;
}

export interface Candidate {
  rank: number | null;
  id: string;
  kind: string;
  model: string | null;
  prompt: string | null;
  status: string;
  mean: number | null;
  misses: number;
  retiredAtMs: number | null;
  reason: string | null;
  scores: { runId: string | null; atMs: number | null; score: number | null }[];
}

export interface Leaderboard {
  generation: number;
  updatedAt: string | null;
  offline: boolean;
  candidates: Candidate[];
  champions: string[];
  retired: string[];
  lastReport: Json;
  problem: string | null;
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
  liveness?: Record<string, { status: string; checkedAtMs: number; latencyMs: number | null; http: number | null }>;
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

export interface Health {
  status: string;
  engine: { available: boolean; version: string | null; bun: string | null; problem: string | null };
  stores: Record<string, number>;
  activeRuns: Record<string, number>;
  services: { name: string; status: string; version: string | null }[];
  /** What runs out or can't be written, in words for the operator. */
  warnings: string[];
}

export interface ArchivedStore {
  store: string;
  /** Where it is now, below the folder that the state folder is in. */
  archive: string;
}

export interface Backup {
  name: string;
  state: "done" | "running" | "failed";
  createdAtMs: number;
  sizeBytes: number;
  totalBytes: number;
  files: number;
  stores: { path: string }[];
  leftOut: { path: string; reason: string }[];
  problem: string | null;
}

export interface StoreView {
  name: string;
  kind: string;
  path: string;
  sizeBytes: number;
  runs: number | null;
  state: string;
  reason: string | null;
  schemaVersion: string | null;
  copyOf: string | null;
  /** Tables that are not read, and why. */
  leftOut: string[];
}

export interface AuditEntry {
  seq: number;
  atMs: number;
  /** Null of a caller who was nobody. */
  principal: string | null;
  role: string | null;
  action: string;
  method: string;
  path: string;
  runId?: string;
  /** In which the run lies, where the caller named it. */
  store?: string;
  workflow?: string;
  result: "allowed" | "refused" | "failed";
  status: number;
  problemType?: string;
  detail?: string;
}

interface LogLine {
  seq: number;
  atMs: number;
  type: string;
  nodeId: string | null;
  iteration: number | null;
  attempt: number | null;
  level: Level;
  text: string;
}

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
  | { kind: "gate"; runId: string; news: "asked" | "decided"; gate: Omit<Gate, "request" | "answerSchema" | "runId"> }
  | { kind: "store"; store: string; news: "replaced" | "gone" }
  | { kind: "catalog"; of: "models" | "experiments" | "workflows" };

export interface ReportItem {
  night: string;
  title: string;
  path: string;
  createdAtMs: number;
  sizeBytes: number;
  post: { state: "posted" | "waiting" | "off" | "failed"; atMs: number | null; tries: number; problem: string | null };
}

export interface Report extends ReportItem {
  markdown: string;
}
