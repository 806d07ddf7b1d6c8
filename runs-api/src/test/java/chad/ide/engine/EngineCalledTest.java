package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import chad.edge.ProblemException;
import chad.ide.engine.EngineCalled.Outcome;
import chad.ide.testing.EngineStores;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of each call, to be counted. */
class EngineCalledTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    echo '{"status":"ok"}'                 | DONE            | false
                    echo '{"code":"NO","message":"no"}'    | REFUSED         | false
                    exit 7                                 | NO_ANSWER       | true
                    yes                                    | TOO_MUCH_OUTPUT | true
                    sleep 300                              | TIMED_OUT       | true
                    """)
    void everyCallIsToldByWhatCameOfIt(String script, Outcome outcome, boolean isFailure, @TempDir Path folder) {
        EngineWorkbench bench = bench(folder)
                .set("time-limit", outcome == Outcome.TIMED_OUT ? "300ms" : "30s")
                .set("output-limit", "65536")
                .engineIs(script);

        bench.engine().onStore(EngineWorkbench.store(bench.state.resolve("x.db")), EngineCommand.of("why"));

        assertThat(bench.calls).singleElement().satisfies(call -> {
            assertThat(call.verb()).isEqualTo("why");
            assertThat(call.store()).isEqualTo("test");
            assertThat(call.outcome()).isEqualTo(outcome);
            assertThat(call.outcome().isFailure()).isEqualTo(isFailure);
            assertThat(call.took()).isPositive();
        });
    }

    @Test
    void aCallThatCanNotStartIsToldToo(@TempDir Path folder) {
        EngineWorkbench bench =
                bench(folder).set("binary", folder.resolve("nowhere/smithers").toString());

        assertThat(catchThrowable(() -> bench.engine().inScratch(EngineCommand.of("graph"), folder)))
                .isInstanceOf(ProblemException.class);

        assertThat(bench.calls).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo(Outcome.COULD_NOT_START);
            assertThat(call.store()).isNull();
        });
    }

    private static EngineWorkbench bench(Path folder) {
        EngineStores workspace = new EngineStores(folder);
        return new EngineWorkbench(workspace.state(), workspace.workflows());
    }
}
