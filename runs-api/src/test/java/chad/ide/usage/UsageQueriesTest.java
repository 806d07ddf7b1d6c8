package chad.ide.usage;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.ledger.Ledger;
import chad.ide.logging.Warnings;
import chad.ide.runs.Tokens;
import chad.ide.runs.Usage;
import chad.ide.usage.UsageQueries.Mark;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageQueriesTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NINE = Instant.parse("2026-11-27T09:00:00Z").toEpochMilli();

    private final Ledger ledger;
    private final UsageQueries usage;

    UsageQueriesTest(@TempDir Path folder) {
        ledger = new Ledger(folder.resolve("runs-ide.sqlite"), Clock.systemUTC(), new Warnings());
        usage = new UsageQueries(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static UsageLine line(String run, long seq, long atMs, String store, String model, long input) {
        Tokens tokens = new Tokens(input, 10, 2, 5, input + 10, null, seq != 13);
        return new UsageLine(run, seq, atMs, store, "fusion.jsx", new Usage.Report("ask", 0, 1, model, tokens));
    }

    @Test
    void reportsAreAddedUpByHourWorkflowAndModel() {
        usage.keep(
                "fusion",
                List.of(
                        line("r1", 3, NINE, "fusion", "glm", 100),
                        line("r1", 4, NINE + HOUR - 1, "fusion", "glm", 200),
                        line("r1", 5, NINE + HOUR, "fusion", "glm", 400),
                        line("r1", 13, NINE, "fusion", "kimi", 800)),
                new Mark(40, "r1/13/1"));

        assertThat(usage.between(NINE, NINE + HOUR))
                .containsExactlyInAnyOrder(
                        new UsageSum(NINE, "fusion.jsx", "glm", new UsedTokens(2, 300, 20, 4, 10, true)),
                        new UsageSum(NINE, "fusion.jsx", "kimi", new UsedTokens(1, 800, 10, 2, 5, false)));
        assertThat(usage.between(NINE + HOUR, NINE + 2 * HOUR)).hasSize(1);
        assertThat(usage.mark("fusion")).isEqualTo(new Mark(40, "r1/13/1"));
        assertThat(usage.mark("other")).isEqualTo(new Mark(0, null));
    }

    /** A store that is read again from its beginning, a copy, and one under another name hold the same reports. */
    @Test
    void whatIsReadTwiceCountsOnce() {
        UsageLine once = line("r2", 3, NINE, "fusion", "glm", 100);
        usage.keep("fusion", List.of(once), new Mark(1, "a"));
        usage.keep("fusion", List.of(once), new Mark(1, "a"));
        usage.keep("renamed", List.of(line("r2", 3, NINE, "renamed", "glm", 100)), new Mark(1, "a"));
        // After a rewind another report takes the number.
        usage.keep("fusion", List.of(line("r2", 3, NINE + 7, "fusion", "glm", 40)), new Mark(1, "b"));

        assertThat(usage.between(NINE, NINE + 1))
                .containsExactly(new UsageSum(NINE, "fusion.jsx", "glm", new UsedTokens(2, 140, 20, 4, 10, true)));
    }

    @Test
    void oldReportsAreForgottenAFewAtATimeAndTheirSumsStay() {
        for (int i = 0; i < 10; i++) {
            usage.keep("fusion", List.of(line("r3", i, NINE + i, "fusion", "glm", 1)), new Mark(i, null));
        }

        assertThat(usage.forgetBefore(NINE + 5, 3)).isEqualTo(3);
        assertThat(usage.forgetBefore(NINE + 5, 3)).isEqualTo(2);
        assertThat(usage.forgetBefore(NINE + 5, 3)).isZero();
        assertThat(ledger.list("SELECT seq FROM token_usage ORDER BY seq", row -> row.getLong("seq")))
                .isEqualTo(List.of(5L, 6L, 7L, 8L, 9L));
        assertThat(usage.between(NINE, NINE + 1).getFirst().tokens().calls()).isEqualTo(10);
    }
}
