package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.ide.lifecycle.RunLocks.Deed;
import chad.ide.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RunLocksTest {

    private final RunLocks locks = new RunLocks(Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void whoComesSecondIsToldWhatIsUnderWayAndNothingIsDone() {
        locks.exclusively("r-1", new Deed("approve", "kim"), () -> {
            assertThatThrownBy(() -> locks.exclusively("r-1", new Deed("deny", "lee"), () -> {
                        throw new AssertionError("done all the same");
                    }))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("`approve` of run `r-1`, begun by kim at 2026-11-21T10:00:00Z, is under way");
            assertThat(locks.ifFree("r-1", new Deed("resume", "supervisor"), () -> 1))
                    .isEmpty();
            return 0;
        });
    }

    @Test
    void whatIsDoneToOneRunHoldsUpNoOther() {
        String both = locks.exclusively(
                "r-1",
                new Deed("approve", "kim"),
                () -> "first, " + locks.exclusively("r-2", new Deed("approve", "lee"), () -> "second"));

        assertThat(both).isEqualTo("first, second");
    }

    @Test
    void aRunIsFreeAgainAfterAFailure() {
        assertThatThrownBy(() -> locks.exclusively("r-1", new Deed("approve", "kim"), () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(locks.ifFree("r-1", new Deed("resume", "kim"), () -> "done")).contains("done");
    }
}
