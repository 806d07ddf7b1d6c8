package chad.ide.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizeQueriesTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-27");

    private final Path folder;
    private final Ledger ledger;
    private final SizeQueries sizes;

    SizeQueriesTest(@TempDir Path folder) {
        this.folder = folder;
        this.ledger = new Ledger(folder.resolve("runs-ide.sqlite"), Clock.systemUTC(), new Warnings());
        this.sizes = new SizeQueries(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theFirstLookOfADayCountsAndOldDaysAreForgotten() {
        sizes.note(DAY.minusDays(2), Map.of("fusion", 1L, "probe", 7L), DAY.minusDays(60));
        sizes.note(DAY.minusDays(1), Map.of("fusion", 2L), DAY.minusDays(60));
        sizes.note(DAY.minusDays(1), Map.of("fusion", 3L), DAY.minusDays(60));
        assertThat(sizes.of("fusion")).isEqualTo(Map.of(DAY.minusDays(2), 1L, DAY.minusDays(1), 2L));

        sizes.note(DAY, Map.of("fusion", 4L), DAY.minusDays(1));

        assertThat(sizes.of("fusion")).isEqualTo(Map.of(DAY.minusDays(1), 2L, DAY, 4L));
        assertThat(sizes.of("probe")).isEmpty();
    }

    @Test
    void theSizesThatAnEarlierEditionNotedAreTakenOver() throws IOException {
        Path file = folder.resolve("store-sizes.json");
        try (InputStream recorded = SizeQueriesTest.class.getResourceAsStream("/earlier/store-sizes.json")) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }

        takeOver(file);

        assertThat(sizes.of("fusion"))
                .isEqualTo(Map.of(DAY.minusDays(2), 491_520L, DAY.minusDays(1), 503_808L, DAY, 524_288L));
        assertThat(sizes.of("autonomy-ladder")).hasSize(2);
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("store-sizes.json.taken-over")).exists();
    }

    @Test
    void aDayThatIsNoneHarmsItselfAlone() throws IOException {
        Path file = Files.writeString(
                folder.resolve("store-sizes.json"),
                "{\"fusion\":{\"yesterday\":1,\"2026-11-27\":2,\"2026-11-26\":\"x\"},\"probe\":3}");

        takeOver(file);

        assertThat(sizes.of("fusion")).isEqualTo(Map.of(DAY, 2L));
        assertThat(ledger.first("SELECT unreadable FROM taken_over", row -> row.getLong(1)))
                .contains(2L);
    }

    private void takeOver(Path file) {
        new TakeOver(ledger, Clock.systemUTC())
                .run("sizes", List.of(file), (transaction, from, content) -> SizeQueries.take(transaction, content));
    }
}
