package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdsTest {

    private final RunIds ids = new RunIds(Clock.fixed(Instant.parse("2026-11-21T10:45:01Z"), ZoneOffset.UTC));

    @Test
    void anIdTellsTheWorkflowAndTheTime() {
        assertThat(ids.generate("fusion.jsx")).matches("fusion-20261121-104501-[0-9a-f]{6}");
        assertThat(ids.generate("fusion.jsx")).isNotEqualTo(ids.generate("fusion.jsx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.jsx",
                "nightly/Run Report.jsx",
                "__x__.tsx",
                "Ä.jsx",
                "x.y.z.jsx",
                "a-very-long-name-that-would-make-an-id-longer-than-the-engine-and-its-routes-like.jsx"
            })
    void whateverTheFileIsCalledTheIdIsValid(String workflow) {
        String id = ids.generate(workflow);

        assertThat(RunIds.parse("runId", id)).isEqualTo(id);
    }
}
