package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chad.edge.ProblemException;
import chad.ide.engine.EngineResult.Done;
import chad.ide.engine.EngineResult.Refused;
import chad.ide.engine.EngineResult.TimedOut;
import chad.ide.problem.ProblemType;
import chad.ide.store.Store;
import chad.ide.testing.EngineStores;
import chad.ide.testing.Recording;
import chad.ide.testing.Sqlite;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    @Test
    void aDecisionReachesTheStoreThoughItHasAnotherName(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder);
        Store store = recorded(bench, Recording.WAITING_APPROVAL);

        EngineResult result = bench.engine()
                .onStore(
                        store,
                        EngineCommand.of("approve")
                                .argument("wait-1")
                                .option("node", "release")
                                .option("note", "--format=toon; rm -rf /"));

        assertThat(done(result).path("status").asText()).isEqualTo("approved");
        assertThat(done(result).has("cta")).isFalse();
        assertThat(rows(bench, "SELECT note FROM _smithers_approvals WHERE run_id = 'wait-1'"))
                .containsExactly("--format=toon; rm -rf /");
    }

    @Test
    void cancelSucceedsThoughItsExitCodeIsTwo(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder);
        Store store = recorded(bench, Recording.WAITING_APPROVAL);

        EngineResult result =
                bench.engine().onStore(store, EngineCommand.of("cancel").argument("wait-1"));

        assertThat(done(result).path("status").asText()).isEqualTo("cancelled");
        assertThat(rows(bench, "SELECT status FROM _smithers_runs WHERE run_id = 'wait-1'"))
                .containsExactly("cancelled");
    }

    @Test
    void aRefusalIsAnAnswerWithTheEnginesCode(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder);
        Store store = recorded(bench, Recording.WAITING_APPROVAL);

        EngineResult result =
                bench.engine().onStore(store, EngineCommand.of("cancel").argument("nobody"));

        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("RUN_NOT_FOUND");
            assertThat(refused.reason()).doesNotContain(folder.toString());
        });
    }

    @Test
    void aGraphLeavesNoStoreBehind(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder);

        EngineResult result = bench.engine()
                .inScratch(
                        EngineCommand.of("graph")
                                .argument(folder.resolve("workflows/count.jsx").toString()),
                        folder);

        assertThat(done(result).path("tasks")).hasSize(3);
        assertThat(bench.state).isDirectoryNotContaining("glob:**.db");
    }

    @Test
    void aVerbWithAFileRunsInTheStateFolder(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder).engineIs("echo \"{\\\"at\\\":\\\"$(pwd)\\\"}\"");

        EngineResult result = bench.engine().onFile(EngineCommand.of("fork").argument("count.jsx"), bench.place());

        assertThat(done(result).path("at").asText()).isEqualTo(bench.state.toString());
    }

    @Test
    void theTemporaryFolderIsPrivateAndGoneAfterSuccessAndRefusal(@TempDir Path folder) throws Exception {
        for (String answer : List.of("{\"status\":\"ok\"}", "{\"code\":\"NO\",\"message\":\"no\"}", "")) {
            EngineWorkbench bench = bench(folder)
                    .engineIs("{ pwd; stat -c %a .; readlink smithers.db; } > $CHAD_STATE_DIR/seen; echo '" + answer
                            + "'; exit 1");
            Path file = bench.state.resolve("some.db");

            EngineResult result = bench.engine().onStore(EngineWorkbench.store(file), EngineCommand.of("why"));

            assertThat(result).isNotInstanceOf(TimedOut.class);
            List<String> seen = Files.readAllLines(bench.state.resolve("seen"));
            assertThat(Path.of(seen.getFirst())).doesNotExist();
            assertThat(seen.subList(1, 3)).containsExactly("700", file.toString());
        }
    }

    @Test
    void whatTakesTooLongIsEndedWithItsChildrenAndItsFolder(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(folder)
                .set("time-limit", "500ms")
                .engineIs("pwd > $CHAD_STATE_DIR/where; sleep 300 & echo $! > $CHAD_STATE_DIR/child; wait");

        EngineResult result =
                bench.engine().onStore(EngineWorkbench.store(bench.state.resolve("x.db")), EngineCommand.of("why"));

        assertThat(result).isInstanceOf(TimedOut.class);
        assertThat(Path.of(Files.readString(bench.state.resolve("where")).strip()))
                .doesNotExist();
        long child =
                Long.parseLong(Files.readString(bench.state.resolve("child")).strip());
        await().until(() -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void whatPrintsTooMuchIsStopped(@TempDir Path folder) {
        EngineWorkbench bench = bench(folder).set("output-limit", "65536").engineIs("yes");

        EngineResult result = bench.engine().inScratch(EngineCommand.of("graph"), folder);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Refused.TOO_MUCH_OUTPUT));
    }

    @Test
    void aMissingEngineIsOneClearProblem(@TempDir Path folder) {
        EngineWorkbench bench =
                bench(folder).set("binary", folder.resolve("nowhere/smithers").toString());

        assertThatThrownBy(() -> bench.engine().inScratch(EngineCommand.of("graph"), folder))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.ENGINE_UNAVAILABLE);
                    assertThat(problem.detail())
                            .contains("scripts/install-engine")
                            .doesNotContain(folder.toString());
                });
    }

    @Test
    void aBrokenEngineIsOneClearProblem(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(folder).engineIs("");
        Files.writeString(bench.state.resolve("engine.sh"), "#!/no/such/interpreter\n");

        assertThatThrownBy(() -> bench.engine().inScratch(EngineCommand.of("graph"), folder))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.ENGINE_UNAVAILABLE));
    }

    @Test
    void callsBeyondTheQueueAreRefusedAtOnce(@TempDir Path folder) throws Exception {
        EngineWorkbench bench = bench(folder)
                .set("concurrency", "1")
                .set("queue", "0")
                .engineIs(
                        "touch $CHAD_WORKFLOW_DIR/started; while [ ! -e $CHAD_WORKFLOW_DIR/go ]; do sleep 0.05; done; echo '{}'");
        Engine engine = bench.engine();
        CompletableFuture<EngineResult> first =
                CompletableFuture.supplyAsync(() -> engine.inScratch(EngineCommand.of("graph"), folder));
        await().until(() -> Files.exists(folder.resolve("workflows/started")));

        assertThatThrownBy(() -> engine.inScratch(EngineCommand.of("graph"), folder))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_BUSY));

        Files.createFile(folder.resolve("workflows/go"));
        assertThat(first.join()).isInstanceOf(Done.class);
    }

    @Test
    void aValueCanNotBecomeAnOption() {
        assertThat(EngineCommand.of("approve").option("note", "--by=root").arguments())
                .containsExactly("approve", "--note=--by=root");
        assertThatThrownBy(() -> EngineCommand.of("cancel").argument("--all")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> EngineCommand.of("cancel").argument("a\0b")).isInstanceOf(ProblemException.class);
    }

    private static EngineWorkbench bench(Path folder) {
        EngineStores workspace = new EngineStores(folder);
        return new EngineWorkbench(workspace.state(), workspace.workflows());
    }

    private static Store recorded(EngineWorkbench bench, Recording recording) {
        return EngineWorkbench.store(recording.copyTo(bench.state));
    }

    private static JsonNode done(EngineResult result) {
        assertThat(result).isInstanceOf(Done.class);
        return ((Done) result).answer();
    }

    private static List<String> rows(EngineWorkbench bench, String sql) {
        Path file = bench.state.resolve(Recording.WAITING_APPROVAL.fileName());
        List<String> values = new ArrayList<>();
        try (Connection connection = Sqlite.open(file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
