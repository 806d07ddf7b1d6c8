/**
 * Runs before the engine in each of its processes, preloaded by the Runs IDE (BUN_OPTIONS). It keeps the engine from
 * doing harm to what only looks like its own:
 *
 * - Signals reach this process, its descendants, and the engine process that executes this very run. The engine takes
 *   the number in a run's row for the run's owner, whoever lives under that number by now.
 * - The engine acts on the store in which the need to act was seen, and on no other.
 * - It works in a project and keeps its stores beside the others, and takes no repository further up for the project's.
 * - Its agents find the store of their run when they ask a person.
 *
 * And it hands the engine those arguments that must not stand on a command line, which every user of a machine can read.
 *
 * RUNS_IDE_GUARD, a JSON object, says which run and store; all its fields may be missing:
 *   runs       the id of the run that the call is about, and those that it continues
 *   beatAtMs   the last heartbeat that is known of it: its owner was born before
 *   store      the file that the engine must act on
 *   imported   the stores of workflows that the workflow imports, which it may open besides
 *   arguments  a private file with a JSON array of further arguments; it is removed when it is read
 *   bunOptions what BUN_OPTIONS would be without this guard
 *   stores     the folder for stores that the engine would make in its current folder
 *   repository {type, root} of the project, null when it has none; missing: the nearest below the ceilings
 *   probe      true: no file is opened as a database, for the probe asks only which one it would have been
 */
const childProcess = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const sqlite = require("bun:sqlite");

const VARIABLE = "RUNS_IDE_GUARD";
const BORN_TOLERANCE_MS = 2000; // a birth is computed from the machine's start, which a clock correction moves a little
const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that bun runs on
const EXECUTING_VERBS = new Set(["up", "retry-task", "workflow"]); // of a process that executes one run
const ENGINE = /(^|\/)(smithers(-orchestrator)?(\.js)?|@smithers-orchestrator\/cli\/.*)$/;
const HOSTING_VERBS = new Set(["gateway", "monitor", "oneshot"]); // of one that may execute several

const task = JSON.parse(process.env[VARIABLE] ?? "{}");
const preload = process.env.BUN_OPTIONS;
const privateArguments = takeArguments(task.arguments);

// what agents and tools start is no engine: another program on bun must not run under this guard
delete process.env[VARIABLE];
delete process.env.BUN_OPTIONS;
if (task.bunOptions) process.env.BUN_OPTIONS = task.bunOptions;

const project = process.cwd();
process.umask(0o077);
process.argv.push(...privateArguments);

function takeArguments(file) {
  if (!file) return [];
  const read = JSON.parse(fs.readFileSync(file, "utf8"));
  fs.unlinkSync(file);
  return read;
}

// --- signals ---------------------------------------------------------------------------------------------------------

const kill = process.kill.bind(process);
const started = new Set(); // the processes that this one started; each may lead a group that outlives it

process.kill = (pid, signal) => {
  if (!mayReach(Number(pid), signal)) {
    const refused = new Error(`kill ESRCH (guard of the Runs IDE): process ${pid} is not this run's engine`);
    refused.code = "ESRCH";
    refused.errno = -3;
    refused.syscall = "kill";
    throw refused;
  }
  return kill(pid, signal);
};

function mayReach(pid, signal) {
  const target = Math.abs(pid);
  if (!Number.isInteger(target) || target <= 1) return false;
  if (target === process.pid) return signal !== 0 && pid > 0; // asked with 0: is the *former* owner alive? It is not.
  if (pid < 0) return isOwnGroup(target) || isEngineOfRun(target, signal);
  return isDescendant(target) || isEngineOfRun(target, signal);
}

/** A group is named after the process that leads it; one that we started may have ended before its members. */
function isOwnGroup(leader) {
  if (isDescendant(leader)) return true;
  return started.has(leader) && fs.existsSync("/proc/self") && !fs.existsSync(`/proc/${leader}`);
}

function isDescendant(pid) {
  let current = pid;
  for (let depth = 0; depth < 64 && current > 1; depth++) {
    const status = processStatus(current);
    if (status === null) return !fs.existsSync("/proc/self") && started.has(pid); // no /proc: nobody but own children
    if (status.group !== current) return false; // the number of a thread
    if (status.parent === process.pid) return true;
    current = status.parent;
  }
  return false;
}

/**
 * Only a process that executes this run, in this store, and was there when the run last beat: a number can't have been
 * another's then. Threads have numbers too.
 */
function isEngineOfRun(pid, signal) {
  const status = processStatus(pid);
  if (!task.runs || status === null || status.group !== pid || !mayExecute(commandLine(pid), signal === 0)) return false;
  const born = bornAtMs(pid);
  return born !== null && (task.beatAtMs == null || born <= task.beatAtMs + BORN_TOLERANCE_MS) && holdsStore(pid);
}

/** A run that was started by hand may have got its id from the engine: then the command line names none. */
function mayExecute(line, host) {
  const engine = line.findIndex((argument) => ENGINE.test(argument));
  const rest = engine < 0 ? [] : line.slice(engine + 1);
  const executes = rest.some((argument) => EXECUTING_VERBS.has(argument) || (host && HOSTING_VERBS.has(argument)));
  if (!executes && !/\.(jsx?|tsx?|mjs|mts|mdx)$/.test(rest[0] ?? "")) return false;
  // a subflow's run, PARENT:child:NODE:ITERATION, is executed by its parent's process
  const ids = task.runs.flatMap((id) => [id, id.split(":child:")[0]]);
  if (rest.some((argument) => ids.some((id) => argument === id || argument.endsWith(`=${id}`)))) return true;
  return task.beatAtMs != null && !rest.some((argument) => /^(--run-id|--resume|-r)(=|$)/.test(argument));
}

/** Told apart from the engine of the same run in another copy of the store. Another user's files are not to be seen. */
function holdsStore(pid) {
  if (!task.store) return true;
  const folder = `/proc/${pid}/fd`;
  try {
    return fs.readdirSync(folder).some((descriptor) => isSame(path.join(folder, descriptor), task.store));
  } catch (unreadable) {
    return unreadable.code === "EACCES";
  }
}

function processStatus(pid) {
  const text = readProc(pid, "status");
  if (text === null) return null;
  const number = (name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1]);
  return { group: number("Tgid"), parent: number("PPid") };
}

function commandLine(pid) {
  return (readProc(pid, "cmdline") ?? "").split("\0");
}

function bornAtMs(pid) {
  const stat = readProc(pid, "stat");
  const boot = /^btime (\d+)/m.exec(readProc("", "stat") ?? "");
  if (stat === null || boot === null) return null;
  const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // a name may hold blanks and parentheses
  return Number(boot[1]) * 1000 + (Number(afterName[19]) * 1000) / TICKS_PER_SECOND;
}

function readProc(pid, file) {
  try {
    return fs.readFileSync(path.join("/proc", String(pid), file), "utf8");
  } catch {
    return null;
  }
}

/**
 * Notes what is started. The engine may start itself anew, when a workflow has an engine of its own: that one gets the
 * guard as well, and the private arguments by a private file instead of on its command line.
 */
const spawn = childProcess.spawn;
childProcess.spawn = function (command, args, options) {
  const isEngine = command === process.execPath && Array.isArray(args);
  const child = isEngine
    ? spawn.call(this, command, withoutPrivate(args), guarded(options, endsWithPrivate(args)))
    : spawn.apply(this, arguments);
  if (child.pid) started.add(child.pid);
  return child;
};

function endsWithPrivate(args) {
  const end = args.slice(args.length - privateArguments.length);
  return privateArguments.length > 0 && privateArguments.every((argument, index) => argument === end[index]);
}

function withoutPrivate(args) {
  return endsWithPrivate(args) ? args.slice(0, args.length - privateArguments.length) : args;
}

function guarded(options, withArguments) {
  const next = { ...task };
  delete next.arguments;
  if (withArguments) {
    next.arguments = `${task.arguments}.again`;
    fs.writeFileSync(next.arguments, JSON.stringify(privateArguments), { mode: 0o600, flag: "w" });
  }
  const env = { ...(options?.env ?? process.env), [VARIABLE]: JSON.stringify(next), BUN_OPTIONS: preload };
  return { ...options, env };
}

// --- stores ----------------------------------------------------------------------------------------------------------

const stores = new WeakMap(); // a database that the engine opened as a store: the path of its file
let settled = !task.store; // whether the run was looked for in the store in which it is expected

/**
 * The databases that the engine opens as stores. Until it has looked for the run in the expected one, it may open that
 * and those of the workflows that this one is known to import, and looks for the run nowhere else. Later ones belong to
 * workflows that the run itself starts.
 */
class GuardedDatabase extends sqlite.Database {
  constructor(asked, ...rest) {
    const opener = openerOf(asked);
    const file = opener === null ? asked : placed(asked);
    const store = opener === "store";
    if (store) opened.push(path.resolve(file));
    if (store && !settled && !isSame(file, task.store) && !(task.imported ?? []).some((other) => isSame(file, other))) {
      endForeign(path.resolve(file));
    }
    super(task.probe ? ":memory:" : file, ...(task.probe ? [] : rest));
    if (!store) return;
    stores.set(this, path.resolve(file));
    if (task.runs && !task.probe && (!task.store || !settled || isSame(file, task.store))) letAgentsAsk(path.resolve(file));
  }

  query(sql, ...rest) {
    noteSearch(this, sql);
    return super.query(sql, ...rest);
  }

  prepare(sql, ...rest) {
    noteSearch(this, sql);
    return super.prepare(sql, ...rest);
  }
}

sqlite.Database = GuardedDatabase;
sqlite.default = GuardedDatabase;

const opened = [];

/** Who opens it: the engine, as a store or as its own memory beside one; null for anybody else, as a workflow itself. */
function openerOf(file) {
  if (typeof file !== "string" || file === "" || file.startsWith(":memory:")) return null;
  // the first line of the stack that is not ours
  const opener = (new Error().stack ?? "").split("\n").find((line) => line.includes("/") && !line.includes(__filename));
  if (opener !== undefined && !/[/@]smithers-orchestrator\//.test(opener)) return null;
  return opener?.includes("openDurableSqliteDatabase") ? "memory" : "store";
}

/**
 * Where it lies. The engine makes its stores in the current folder, or in one above that holds a `.smithers`: in the
 * project. They belong beside the others.
 */
function placed(file) {
  const full = path.resolve(file);
  if (!task.stores) return full;
  const inside = path.relative(project, full);
  let place = path.join(task.stores, inside);
  if (inside.startsWith("..") || path.isAbsolute(inside)) {
    const name = [path.join(".smithers", "smithers.db"), "smithers.db"].find((end) => full.endsWith(path.sep + end));
    const above = name && full.slice(0, -name.length);
    if (!above || !project.startsWith(above)) return full;
    place = path.join(task.stores, name);
  }
  fs.mkdirSync(path.dirname(place), { recursive: true });
  return place;
}

function isSame(file, expected) {
  const [one, other] = [path.resolve(file), path.resolve(expected)];
  if (one === other) return true;
  try {
    const [left, right] = [one, other].map((name) => fs.statSync(name, { bigint: true }));
    return left.dev === right.dev && left.ino === right.ino;
  } catch {
    return false; // one of them is not there
  }
}

function noteSearch(database, sql) {
  if (settled || !stores.has(database) || !/\bfrom\s+["`]?_smithers_(runs|snapshots|attempts)["`]?\s[^]*\bwhere\b/i.test(String(sql))) {
    return;
  }
  const file = stores.get(database);
  if (!isSame(file, task.store)) endForeign(file);
  settled = true;
}

/** In the form in which the engine itself refuses. */
function endForeign(file) {
  fs.writeSync(1, `${JSON.stringify({ code: "STORE_MISMATCH", message: file })}\n`);
  process.exit(4);
}

// --- questions of agents ---------------------------------------------------------------------------------------------

/**
 * Agents ask a person in the middle of a task by the engine's CLI, which looks for a store of the name smithers.db in the
 * current folder and those above. Ours have other names and lie elsewhere: what agents call `smithers` is a script of
 * ours, which asks in a folder where a link of that name leads to the store. Of several stores it is the last that is
 * opened: those of workflows that this one imports come first.
 */
function letAgentsAsk(store) {
  try {
    const folder = path.join(__dirname, "asking", crypto.createHash("sha256").update(store).digest("hex").slice(0, 32));
    fs.mkdirSync(path.join(folder, ".smithers"), { recursive: true }); // the CLI looks no further up than there
    linkOnce(store, path.join(folder, "smithers.db"));
    const own = path.join(__dirname, "bin");
    if (!(process.env.PATH ?? "").startsWith(`${own}:`)) process.env.PATH = `${own}:${process.env.PATH ?? ""}`;
    process.env.RUNS_IDE_ASKING = folder;
    process.env.RUNS_IDE_BUN = process.execPath;
    process.env.RUNS_IDE_SMITHERS = process.argv[1];
  } catch (failure) {
    console.error(`The agents of this run can't ask a person by the engine's CLI: ${failure.message}`);
  }
}

/** Two processes may begin on a store at the same time. */
function linkOnce(target, link) {
  try {
    fs.symlinkSync(target, link);
  } catch (failure) {
    if (failure.code !== "EEXIST") throw failure;
  }
}

// --- repositories ----------------------------------------------------------------------------------------------------

/**
 * The engine takes the nearest repository in the folders above for that of its worktrees, of the workflow's file for one
 * verb, and compares it with that of the run's beginning. A run has one: that of its project.
 */
function repositoryOf(folder) {
  if (task.repository !== undefined) return task.repository;
  const ceilings = (process.env.GIT_CEILING_DIRECTORIES ?? "").split(":");
  let at = path.resolve(folder);
  while (true) {
    if (fs.existsSync(path.join(at, ".jj"))) return { type: "jj", root: at };
    if (fs.existsSync(path.join(at, ".git"))) return { type: "git", root: at };
    const above = path.dirname(at);
    if (above === at || ceilings.includes(above)) return null;
    at = above;
  }
}

Bun.plugin({
  name: "runs-ide-repositories",
  setup(build) {
    build.onLoad({ filter: /[/]@smithers-orchestrator[/]vcs[/]src[/]find-root\.js$/ }, () => ({
      contents: 'export const findVcsRoot = (folder) => globalThis[Symbol.for("runs-ide.guard")].repositoryOf(folder);',
      loader: "js",
    }));
  },
});

globalThis[Symbol.for("runs-ide.guard")] = {
  repositoryOf,
  storeOf: (database) => stores.get(database) ?? null,
  opened: () => [...new Set(opened)],
};
