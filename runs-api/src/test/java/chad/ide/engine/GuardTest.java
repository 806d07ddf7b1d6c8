package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chad.ide.engine.EngineCommand.Subject;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.files.StateFolder;
import chad.ide.store.Store;
import chad.ide.store.StoreLocation.SqliteFile;
import chad.ide.testing.EngineStores;
import chad.ide.testing.EngineStores.Sample;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard lets an engine process do, tried with the real engine and with bun itself. */
class GuardTest {

    private final Path folder;
    private final EngineStores workspace;
    private final EngineWorkbench bench;
    private final List<Process> started = new ArrayList<>();

    GuardTest(@TempDir Path folder) {
        this.folder = folder;
        this.workspace = new EngineStores(folder);
        this.bench = new EngineWorkbench(workspace.state(), workspace.workflows());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aCancelOfAStaleRunLeavesWhoHasItsOwnersNumber() throws Exception {
        Process sleep = start("sleep", "300");
        Store store = stale(sleep.pid());

        assertThat(cancel(store)).isInstanceOf(Done.class);

        assertThat(status(store)).isEqualTo("cancelled");
        assertThat(sleep.isAlive()).isTrue();
    }

    /** {@code kill} takes a thread's number for its process: the service would have ended itself. */
    @Test
    void aCancelOfAStaleRunLeavesWhoseThreadHasItsOwnersNumber() throws Exception {
        Process program = start("bash", "-c", "exec " + bun() + " -e 'setInterval(() => {}, 1000)'");
        Path tasks = Path.of("/proc/" + program.pid() + "/task");
        await().until(() -> threads(tasks).size() > 1);
        long thread = threads(tasks).stream()
                .filter(id -> id != program.pid())
                .findFirst()
                .orElseThrow();
        Store store = stale(thread);

        assertThat(cancel(store)).isInstanceOf(Done.class);

        assertThat(status(store)).isEqualTo("cancelled");
        assertThat(program.isAlive()).isTrue();
    }

    /** {@code kill(-1)} ends everything that may be signalled: all of a container. */
    @Test
    void aCancelOfAStaleRunOfTheFirstProcessOfANamespaceEndsNobody() throws Exception {
        assumeTrue(mayUnshare(), "this machine lets no test make a PID namespace");
        Store store = stale(1);
        Map<String, String> variables = guarded(subject(store));
        Path answer = folder.resolve("answer.txt");
        Process namespace = start(
                variables,
                "unshare",
                "--pid",
                "--fork",
                "--mount-proc",
                "bash",
                "-c",
                "sleep 300 & cd \"$(mktemp -d)\"; mkdir .smithers; ln -s " + file(store) + " smithers.db; "
                        + smithers() + " cancel stale-1 --format json > " + answer
                        + "; kill -0 %1 && echo lives >> " + answer + "; kill %1");

        assertThat(namespace.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(answer)).contains("\"cancelled\"", "lives");
        assertThat(status(store)).isEqualTo("cancelled");
    }

    @Test
    void theHungEngineOfTheRunItselfIsEnded() throws Exception {
        Process engine = workspace.start(Sample.SLOW, "stale-1", "{\"delayMs\":600000}");
        started.add(engine);
        Store store = EngineWorkbench.store(workspace.store(Sample.SLOW));
        await().atMost(Duration.ofSeconds(60)).until(() -> isUnderWay(store));
        stop(engine);
        update(store, "heartbeat_at_ms = heartbeat_at_ms - 60000, started_at_ms = started_at_ms - 60000");
        // born after that beat, were it not that the beat which is known is the true one
        Subject known = new Subject("stale-1", List.of(), System.currentTimeMillis(), file(store), List.of());

        EngineResult result = bench.engine()
                .onStore(store, EngineCommand.of("cancel").argument("stale-1").about(known));

        assertThat(result).isInstanceOf(Done.class);
        assertThat(engine.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** An engine that beats ends its run itself; one started by hand may name no run. */
    @Test
    void theLivingEngineOfARunThatWasStartedByHandIsAskedAndNotPassedBy() throws Exception {
        Process engine = workspace.smithers(
                "up", workspace.workflows().resolve("slow.jsx").toString(), "--input", "{\"delayMs\":600000}");
        started.add(engine);
        Store store = EngineWorkbench.store(workspace.store(Sample.SLOW));
        await().atMost(Duration.ofSeconds(60)).until(() -> isUnderWay(store));
        String runId = value(store, "run_id").orElseThrow();
        Subject known =
                new Subject(runId, List.of(), number(store, "heartbeat_at_ms").orElseThrow(), file(store), List.of());

        EngineResult result = bench.engine()
                .onStore(store, EngineCommand.of("cancel").argument(runId).about(known));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.answer().path("status").asText())
                                .isEqualTo("cancel-requested"));
        assertThat(engine.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(engine.exitValue()).isEqualTo(2);
    }

    @Test
    void aRunIsResumedAlthoughItsOwnersNumberBelongsToAnother() throws Exception {
        Process sleep = start("sleep", "300");
        Process engine = workspace.start(Sample.SLOW, "stale-1", untilReleased());
        Store store = EngineWorkbench.store(workspace.store(Sample.SLOW));
        await().atMost(Duration.ofSeconds(60)).until(() -> isUnderWay(store));
        engine.destroyForcibly().onExit().join();
        release();
        update(
                store,
                "runtime_owner_id = 'pid:%d:x', heartbeat_at_ms = heartbeat_at_ms - 60000".formatted(sleep.pid()));

        EngineResult result = bench.engine()
                .onFile(
                        EngineCommand.of("up")
                                .argument(workspace
                                        .workflows()
                                        .resolve("slow.jsx")
                                        .toString())
                                .option("resume", "stale-1")
                                .flag("force")
                                .about(subject(store)),
                        bench.place());

        assertThat(result)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.answer().path("status").asText())
                                .isEqualTo("finished"));
        assertThat(sleep.isAlive()).isTrue();
    }

    @Test
    void aRunIsResumedByAProcessThatHasItsOwnersNumberItself() throws Exception {
        assumeTrue(mayUnshare(), "this machine lets no test make a PID namespace");
        Process engine = workspace.start(Sample.SLOW, "stale-1", untilReleased());
        Store store = EngineWorkbench.store(workspace.store(Sample.SLOW));
        await().atMost(Duration.ofSeconds(60)).until(() -> isUnderWay(store));
        engine.destroyForcibly().onExit().join();
        release();
        update(store, "runtime_owner_id = 'pid:7001:x'");
        Path answer = folder.resolve("answer.txt");
        Process namespace = start(
                guarded(subject(store)),
                "unshare",
                "--pid",
                "--fork",
                "--mount-proc",
                "bash",
                "-c",
                "cd " + workspace.state() + "; echo 7000 > /proc/sys/kernel/ns_last_pid; "
                        + smithers() + " up " + workspace.workflows().resolve("slow.jsx")
                        + " --resume=stale-1 --force --format json >> " + answer + " & echo $! >> " + answer
                        + "; wait");

        assertThat(namespace.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(answer)).contains("7001", "\"finished\"");
    }

    @Test
    void aStoreThatTheWorkflowDoesNotWriteToIsNotActedOn() throws Exception {
        workspace.run(Sample.GATE, "stale-1", "{}");
        Path copy = Files.copy(workspace.store(Sample.GATE), workspace.state().resolve("copy.db"));
        Files.delete(workspace.store(Sample.GATE)); // the engine would make it anew
        String workflow = workspace.workflows().resolve("gate.jsx").toString();

        for (EngineCommand command : List.of(
                EngineCommand.of("up").argument(workflow).option("resume", "stale-1"),
                EngineCommand.of("retry-task")
                        .argument(workflow)
                        .option("run-id", "stale-1")
                        .option("node-id", "release"),
                EngineCommand.of("fork")
                        .argument(workflow)
                        .option("run-id", "stale-1")
                        .option("frame", 1),
                EngineCommand.of("replay")
                        .argument(workflow)
                        .option("run-id", "stale-1")
                        .option("frame", 1),
                EngineCommand.of("revert")
                        .argument(workflow)
                        .option("run-id", "stale-1")
                        .option("node-id", "release"))) {
            EngineResult result = bench.engine()
                    .onFile(command.about(new Subject("stale-1", List.of(), null, copy, List.of())), bench.place());

            assertThat(result)
                    .as(command.verb())
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.code()).isEqualTo("STORE_MISMATCH"));
            assertThat(workspace.store(Sample.GATE)).doesNotExist();
        }
    }

    @Test
    void aWorkflowOpensTheStoresOfThoseThatItImportsAndItsOwnDatabases() throws Exception {
        workspace.write("both.jsx", """
                import "./count.jsx";
                import { Database } from "bun:sqlite";
                new Database(`${process.env.CHAD_STATE_DIR}/mine.db`).exec("CREATE TABLE IF NOT EXISTS t (a)");
                export { default } from "./gate.jsx";
                """);
        String workflow = workspace.workflows().resolve("both.jsx").toString();
        Path store = workspace.store(Sample.GATE);
        bench.engine().onFile(EngineCommand.of("up").argument(workflow).option("run-id", "both-1"), bench.place());
        StoreProbe.Answer answer = probe().ask(Path.of(workflow), bench.state, Map.of());

        EngineResult result = bench.engine()
                .onFile(
                        EngineCommand.of("up")
                                .argument(workflow)
                                .option("resume", "both-1")
                                .about(new Subject("both-1", List.of(), null, store, answer.imported())),
                        bench.place());

        assertThat(answer.store()).isEqualTo(store);
        assertThat(answer.imported()).containsExactly(workspace.store(Sample.COUNT));
        assertThat(result)
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.answer().path("status").asText())
                                .isEqualTo("waiting-approval"));
    }

    @Test
    void aWorkflowIsAskedForItsStoreAndNothingIsMade() {
        Path workflow = workspace.workflows().resolve("slow.jsx");

        assertThat(probe().storeOf(workflow, bench.state, Map.of())).contains(workspace.store(Sample.SLOW));

        assertThat(workspace.state()).isDirectoryNotContaining("glob:**.db*");
        assertThat(probe().storeOf(workspace.workflows().resolve("broken.jsx"), bench.state, Map.of()))
                .isEmpty();
    }

    @Test
    void theAnswerHoldsUntilAFileOfTheWorkflowChanges() throws Exception {
        workspace.write("lib/place.js", "export const place = 'first';\n");
        Path workflow = workspace.write(
                "moves.jsx",
                Files.readString(workspace.workflows().resolve("slow.jsx"))
                        .replace("import { z }", "import { place } from \"./lib/place.js\";\nimport { z }")
                        .replace("/slow.db", "/${place}.db"));
        StoreProbe probe = probe();
        assertThat(probe.storeOf(workflow, bench.state, Map.of()))
                .contains(workspace.state().resolve("first.db"));

        workspace.write("lib/place.js", "export const place = 'second';\n");

        assertThat(probe.storeOf(workflow, bench.state, Map.of()))
                .contains(workspace.state().resolve("second.db"));
    }

    @Test
    void whatAClientWroteStandsOnNoCommandLine() throws Exception {
        EngineWorkbench spied = bench.engineIs(
                "tr '\\0' '\\n' < /proc/$$/cmdline > $CHAD_STATE_DIR/line; "
                        + "stat -c %a \"$(echo \"$RUNS_IDE_GUARD\" | sed 's/.*\"arguments\":\"\\([^\"]*\\)\".*/\\1/')\" >> $CHAD_STATE_DIR/line; echo '{}'");

        spied.engine()
                .onFile(
                        EngineCommand.of("up").argument("x.jsx").privateOption("input", "{\"prompt\":\"secret\"}"),
                        bench.place());

        assertThat(Files.readString(workspace.state().resolve("line")))
                .contains("x.jsx", "600")
                .doesNotContain("secret");
    }

    /** The child that a workflow's own engine is gets the arguments too, and does not get them on its command line. */
    @Test
    void anEngineThatStartsAnotherHandsThePrivateArgumentsOn() throws Exception {
        Path seen = folder.resolve("seen.txt");
        Path child = folder.resolve("child.mjs");
        Files.writeString(child, """
                import { readFileSync, writeFileSync } from "node:fs";
                writeFileSync(%s, JSON.stringify({ line: readFileSync("/proc/self/cmdline", "utf8"), argv: process.argv.slice(2) }));
                """.formatted(quoted(seen)));
        Path parent = folder.resolve("parent.mjs");
        Files.writeString(parent, """
                import { spawn } from "node:child_process";
                spawn(process.execPath, [%s, ...process.argv.slice(2)], { stdio: "inherit" });
                """.formatted(quoted(child)));
        EngineCommand command = EngineCommand.of("up").privateOption("input", "secret");
        Map<String, String> variables =
                bench.environment(System.getenv()).variables(new StateFolder(workspace.state()));
        bench.guard().protect(variables, command, null, null, folder);

        Process process = start(variables, bun(), parent.toString(), "up");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(seen))
                .contains("\"argv\":[\"up\",\"--input=secret\"]")
                .doesNotContain("secret\\u0000");
        assertThat(folder).isDirectoryNotContaining("glob:**arguments*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a'b", "a\"b", "a$b", "a#b", "a&b;c", "größe ü"})
    void theGuardIsFoundWhateverTheStateFolderIsCalled(String name) throws Exception {
        EngineWorkbench odd = new EngineWorkbench(Files.createDirectory(folder.resolve(name)), workspace.workflows());
        Map<String, String> variables = odd.environment(System.getenv()).variables(odd.folder());
        odd.guard().protect(variables, EngineCommand.of("up"), null, null, odd.state);

        EngineCall.Output said =
                EngineCall.run(List.of(bun(), "-p", Guard.QUESTION), folder, variables, Duration.ofSeconds(30), 65_536);

        assertThat(said.output().strip()).matches("[0-9.]+");
    }

    @Test
    void theGuardIsMendedAndOthersCanNotChangeIt() throws Exception {
        Path guard = workspace.state().resolve("runs-api/engine/guard.cjs");
        bench.guard().tryOut(new HashMap<>());
        String whole = Files.readString(guard);
        Files.writeString(guard, "// nothing");

        bench.guard().tryOut(new HashMap<>());

        assertThat(Files.readString(guard)).isEqualTo(whole);
        assertThat(permissions(guard)).isEqualTo("rw-------");
        assertThat(permissions(workspace.state().resolve("runs-api/engine"))).isEqualTo("rwx------");
    }

    /** What agents start is no engine: the guard, and the options for it, end with the engine's own process. */
    @Test
    void whatTheEngineStartsHasTheOptionsOfTheOperator() throws Exception {
        Map<String, String> variables =
                bench.environment(System.getenv()).variables(new StateFolder(workspace.state()));
        variables.put("BUN_OPTIONS", "--smol");
        bench.guard().protect(variables, EngineCommand.of("up"), null, null, folder);

        EngineCall.Output said = EngineCall.run(
                List.of(bun(), "-p", "[process.env.BUN_OPTIONS, process.env.RUNS_IDE_GUARD, process.umask()].join()"),
                folder,
                variables,
                Duration.ofSeconds(30),
                65_536);

        assertThat(said.output().strip()).isEqualTo("--smol,,63");
    }

    /** Agents and tools lead groups of their own, which are ended as groups. */
    @Test
    void anEngineEndsWhatItStartedAndNobodyElse() throws Exception {
        Process sleep = start("setsid", "sleep", "300");
        Map<String, String> variables = guarded(new Subject("r", List.of(), null, null, List.of()));
        EngineCall.Output said = EngineCall.run(
                List.of(bun(), "-e", """
                        const { spawn } = require("node:child_process");
                        const child = spawn("sh", ["-c", "sleep 300 & sleep 300"], { detached: true });
                        const told = [];
                        const attempt = (pid, signal) => { try { process.kill(pid, signal); told.push("done"); } catch (e) { told.push(e.code); } };
                        setTimeout(() => { attempt(child.pid, 0); attempt(-child.pid, "SIGKILL"); }, 300);
                        for (const pid of [0, 1, -1, process.pid, process.ppid, %1$d, -%1$d]) attempt(pid, 0);
                        child.on("close", () => console.log(told.join()));
                        """.formatted(sleep.pid())), folder, variables, Duration.ofSeconds(30), 65_536);

        assertThat(said.output().strip()).isEqualTo("ESRCH,ESRCH,ESRCH,ESRCH,ESRCH,ESRCH,ESRCH,done,done");
        assertThat(sleep.isAlive()).isTrue();
    }

    private EngineResult cancel(Store store) {
        return bench.engine()
                .onStore(store, EngineCommand.of("cancel").argument("stale-1").about(subject(store)));
    }

    private StoreProbe probe() {
        return new StoreProbe(
                bench.config(),
                bench.folder(),
                bench.environment(System.getenv()),
                bench.guard(),
                new EngineFolders(
                        bench.config(),
                        bench.folder(),
                        new WorkflowRoots(List.of(
                                new WorkflowRoots.Root("", bench.config().workflowDir())))),
                Clock.systemUTC());
    }

    /** A run that says it is executed by that process, whose last heartbeat is a minute old. */
    private Store stale(long ownerPid) {
        Store store = EngineWorkbench.store(Recording.WAITING_APPROVAL.copyTo(bench.state));
        update(store, "run_id = 'stale-1' WHERE run_id = 'wait-1'");
        execute(store, "DELETE FROM _smithers_runs WHERE run_id <> 'stale-1'");
        long minuteAgoMs = System.currentTimeMillis() - 60_000;
        update(
                store,
                "status = 'running', runtime_owner_id = 'pid:%d:x', heartbeat_at_ms = %d, started_at_ms = %d"
                        .formatted(ownerPid, minuteAgoMs, minuteAgoMs));
        return store;
    }

    private Subject subject(Store store) {
        return new Subject(
                "stale-1", List.of(), number(store, "heartbeat_at_ms").orElse(null), file(store), List.of());
    }

    private Map<String, String> guarded(Subject subject) throws IOException {
        Map<String, String> variables =
                bench.environment(System.getenv()).variables(new StateFolder(workspace.state()));
        bench.guard().protect(variables, EngineCommand.of("up").about(subject), null, null, folder);
        return variables;
    }

    private static Path file(Store store) {
        return ((SqliteFile) store.location()).file();
    }

    private static String status(Store store) {
        return value(store, "status").orElseThrow();
    }

    /** An input of a run that is under way for as long as it takes to be seen. */
    private String untilReleased() {
        return "{\"delayMs\":600000,\"releaseFile\":\"%s\"}".formatted(folder.resolve("release"));
    }

    private void release() throws IOException {
        Files.createFile(folder.resolve("release"));
    }

    private static boolean isUnderWay(Store store) {
        try {
            return Files.exists(file(store))
                    && value(store, "(SELECT state FROM _smithers_nodes WHERE node_id = 'slow')")
                            .equals(Optional.of("in-progress"));
        } catch (AssertionError notYetMade) {
            return false;
        }
    }

    private static Optional<Long> number(Store store, String column) {
        return value(store, column).map(Long::parseLong);
    }

    private static Optional<String> value(Store store, String expression) {
        try (Connection connection = Sqlite.open(file(store));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + expression + " FROM _smithers_runs")) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void update(Store store, String changes) {
        execute(store, "UPDATE _smithers_runs SET " + changes);
    }

    private static void execute(Store store, String sql) {
        try (Connection connection = Sqlite.open(file(store));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static List<Long> threads(Path tasks) throws IOException {
        try (var entries = Files.list(tasks)) {
            return entries.map(task -> Long.parseLong(task.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean mayUnshare() throws Exception {
        return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void stop(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String bun() {
        return EngineStores.nodeModules().resolve(".bin/bun").toString();
    }

    private static String smithers() {
        return EngineStores.nodeModules().resolve(".bin/smithers").toString();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }

    private Process start(String... line) throws IOException {
        return start(Map.of(), line);
    }

    private Process start(Map<String, String> variables, String... line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("said.txt").toFile()));
        if (!variables.isEmpty()) {
            builder.environment().clear();
            builder.environment().putAll(variables);
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
