package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedRunsTest {

    private static final RunKey NIGHTLY = new RunKey("nightly", "r-1");

    @Test
    void aRunIsTakenForNoOtherOfItsIdAlsoAfterARestart(@TempDir Path state) {
        paused(state).note(NIGHTLY);

        assertThat(paused(state).has(NIGHTLY)).isTrue();
        assertThat(paused(state).has(new RunKey("weekly", "r-1"))).isFalse();
    }

    @Test
    void whatEarlierVersionsNotedByTheIdAloneCountsAndIsForgotten(@TempDir Path state) throws IOException {
        Files.createDirectories(state.resolve("runs-api"));
        Files.writeString(state.resolve("runs-api/paused-by-stop.json"), "[\"r-1\"]");

        assertThat(paused(state).has(NIGHTLY)).isTrue();
        paused(state).forget(NIGHTLY);

        assertThat(paused(state).has(NIGHTLY)).isFalse();
    }

    private static InterruptedRuns paused(Path state) {
        return new InterruptedRuns(new EngineWorkbench(state, state).config());
    }
}
