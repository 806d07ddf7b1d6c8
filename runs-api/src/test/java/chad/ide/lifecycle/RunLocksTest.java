package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.lifecycle.RunLocks.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RunLocksTest {

    private final RunLocks locks = new RunLocks(Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void whoComesSecondIsToldWhatIsUnderWayAndNothingIsDone() {
        locks.exclusively(new RunKey("nightly", "r-1"), new Work("approve", "kim"), () -> {
            assertThatThrownBy(() -> locks.exclusively(new RunKey("nightly", "r-1"), new Work("deny", "lee"), () -> {
                        throw new AssertionError("done all the same");
                    }))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining(
                            "`approve` of run `r-1`, started by kim at 2026-11-21T10:00:00Z, is in progress");
            assertThat(locks.ifFree(new RunKey("nightly", "r-1"), new Work("resume", "supervisor"), () -> 1))
                    .isEmpty();
            return 0;
        });
    }

    @Test
    void whatIsDoneToOneRunHoldsUpNoOther() {
        String both = locks.exclusively(
                new RunKey("nightly", "r-1"),
                new Work("approve", "kim"),
                () -> "first, "
                        + locks.exclusively(new RunKey("nightly", "r-2"), new Work("approve", "lee"), () -> "second"));

        assertThat(both).isEqualTo("first, second");
    }

    @Test
    void aRunIsFreeAgainAfterAFailure() {
        assertThatThrownBy(() -> locks.exclusively(new RunKey("nightly", "r-1"), new Work("approve", "kim"), () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(locks.ifFree(new RunKey("nightly", "r-1"), new Work("resume", "kim"), () -> "done"))
                .contains("done");
    }

    @Test
    void whatNobodyMayDisturbIsNotDoneWhileSomethingIsDoneToARun() {
        Optional<String> disturbed = locks.exclusively(
                new RunKey("nightly", "r-1"),
                new Work("launch", "kim"),
                () -> CompletableFuture.supplyAsync(() -> locks.whileNobodyActs(Duration.ofMillis(1), () -> "done"))
                        .join());

        assertThat(disturbed).isEmpty();
        assertThat(locks.whileNobodyActs(Duration.ofMillis(1), () -> "done")).contains("done");
    }

    @Test
    void whatIsDoneToARunWaitsForWhatNobodyMayDisturb() {
        List<String> order = new CopyOnWriteArrayList<>();

        CompletableFuture<Void> launch = locks.whileNobodyActs(Duration.ofMillis(1), () -> {
                    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> locks.exclusively(
                            new RunKey("nightly", "r-1"), new Work("launch", "kim"), () -> order.add("launched")));
                    order.add("archived");
                    return other;
                })
                .orElseThrow();
        launch.join();

        assertThat(order).containsExactly("archived", "launched");
    }

    @Test
    void aRunOfTheSameIdInAnotherStoreIsFree() {
        String both = locks.exclusively(
                new RunKey("nightly", "r-1"),
                new Work("approve", "kim"),
                () -> locks.exclusively(new RunKey("weekly", "r-1"), new Work("cancel", "lee"), () -> "both"));

        assertThat(both).isEqualTo("both");
    }
}
