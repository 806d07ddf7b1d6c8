package chad.ide.audit;

import static chad.ide.audit.AuditBench.ALL;
import static chad.ide.audit.AuditBench.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditQueriesTest {

    private final Path folder;

    AuditQueriesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theOldestLinesGoAndTheirNumbersAreNotGivenAgain() {
        try (AuditBench bench = new AuditBench(folder)) {
            bench.lines.add(IntStream.rangeClosed(1, 8)
                    .mapToObj(i -> entry("a-" + i, i))
                    .toList());

            assertThat(bench.lines.prune(3, 5, 100)).isEqualTo(3);
            assertThat(bench.actions()).containsExactly("a-8", "a-7", "a-6", "a-5", "a-4");
            assertThat(bench.lines.prune(Long.MAX_VALUE, 5, 3)).isEqualTo(3);
            assertThat(bench.lines.prune(Long.MAX_VALUE, 5, 3)).isEqualTo(2);

            bench.lines.add(List.of(entry("later")));
            assertThat(bench.lines.newest(ALL, Long.MAX_VALUE, 1).getFirst().seq())
                    .isEqualTo(9);
        }
    }

    /** A clock that was set back by some minutes hides no line. */
    @Test
    void linesAreFoundByTimeAlthoughTheClockWasSetBack() {
        long hour = 3_600_000;
        try (AuditBench bench = new AuditBench(folder)) {
            bench.lines.add(List.of(
                    entry("old", hour),
                    entry("before", 10 * hour),
                    entry("set-back", 10 * hour - 300_000),
                    entry("after", 11 * hour),
                    entry("new", 20 * hour)));

            assertThat(found(bench, 10 * hour, null)).containsExactly("new", "after", "before");
            assertThat(found(bench, 10 * hour - 300_000, 11 * hour)).containsExactly("after", "set-back", "before");
            assertThat(found(bench, null, hour)).containsExactly("old");
            assertThat(found(bench, 30 * hour, null)).isEmpty();
            assertThat(found(bench, null, 1L)).isEmpty();
        }
    }

    private static List<String> found(AuditBench bench, @Nullable Long since, @Nullable Long until) {
        return bench.lines.newest(new AuditQuery(null, null, null, null, since, until), Long.MAX_VALUE, 10).stream()
                .map(AuditEntry::action)
                .toList();
    }

    @Test
    void requestsOfNobodyAreCountedAboveTheLimit() {
        AnonymousLimit limit = new AnonymousLimit(2);
        long minute = 60_000;

        assertThat(limit.leftOut(minute)).isZero();
        assertThat(limit.takes()).isTrue();
        assertThat(limit.takes()).isTrue();
        assertThat(limit.takes()).isFalse();
        assertThat(limit.leftOut(minute + 59_999)).isZero();
        assertThat(limit.leftOut(2 * minute)).isEqualTo(1);
        assertThat(limit.takes()).isTrue();
        assertThat(limit.leftOut(3 * minute)).isZero();
    }
}
