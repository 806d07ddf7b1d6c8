package chad.ide.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chad.ide.logging.Warnings;
import chad.ide.testing.Sqlite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final String ADD = "INSERT INTO taken_over VALUES (?, 1, 1, 1, 1, 0)";
    private static final String COUNT = "SELECT count(*) FROM taken_over";

    private final Path folder;
    private final Warnings warnings = new Warnings();
    private Ledger ledger = new Ledger(Path.of("unused"), Clock.systemUTC(), warnings);

    LedgerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("runs-api/runs-ide.sqlite");
    }

    private Ledger open() {
        ledger.close();
        ledger = new Ledger(file(), Clock.systemUTC(), warnings);
        return ledger;
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private long rows() {
        return ledger.first(COUNT, row -> row.getLong(1)).orElseThrow();
    }

    @Test
    void theDatabaseAndWhatSqlitePutsBesideItAreForThisUserAlone() throws IOException {
        open().change(ADD, "a");

        assertThat(modeOf(folder.resolve("runs-api"))).isEqualTo("rwx------");
        for (String ending : List.of("", "-wal", "-shm")) {
            assertThat(modeOf(file().resolveSibling(file().getFileName() + ending)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aDatabaseThatOthersCouldReadIsClosedToThem() throws IOException {
        open().change(ADD, "a");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(open().first(COUNT, row -> row.getLong(1))).contains(1L);

        assertThat(modeOf(file())).isEqualTo("rw-------");
    }

    /** The scripts are named one by one: one that was forgotten is a table that is missing. */
    @Test
    void everyScriptThatThereIsWasRun() throws IOException {
        List<String> run =
                open().list("SELECT script FROM flyway_schema_history WHERE success", row -> row.getString("script"));

        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/ledger"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sql")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(run).anyMatch(script -> script.endsWith(name)));
        }
    }

    /** What was used before there were prices is kept, and is said to have none. */
    @Test
    void theTokensOfAnEarlierEditionAreTakenOver() throws IOException, SQLException {
        assertThat(open().list("SELECT count(*) FROM spend", row -> row.getLong(1)))
                .containsExactly(0L);
        ledger.close();
        try (Connection connection = Sqlite.open(file());
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "spend",
                    "spend_hour",
                    "spend_event",
                    "spend_read",
                    "schedule",
                    "firing",
                    "budgets",
                    "budget_hold",
                    "budget_pass",
                    "spend_label",
                    "run_trace_read")) {
                statement.executeUpdate("DROP TABLE " + table);
            }
            statement.executeUpdate("DELETE FROM flyway_schema_history WHERE CAST(version AS INTEGER) > 7");
            for (String sql : Files.readString(Path.of("src/main/resources/ledger/common/V6__token_usage.sql"))
                    .replaceAll("(?m)^--.*$", "")
                    .split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("""
                    INSERT INTO token_usage VALUES
                      ('r1', 3, 3600001, 's', 'w', 'ask', 0, 1, 'glm', 100, 10, 1, 2, 1),
                      ('r1', 4, 3600002, 's', 'w', 'ask', 0, 1, 'glm', 200, 20, 1, 2, 0)
                    """);
            statement.executeUpdate(
                    "INSERT INTO token_usage_hour VALUES (3600000, 'w', 'glm', 2, 300, 30, 2, 4, 1), (0, 'w', 'glm', 1, 7, 1, 0, 0, 0)");
            statement.executeUpdate("INSERT INTO token_usage_read VALUES ('s', 40, 'r1/4/1')");
        }

        open();

        assertThat(ledger.list(
                        "SELECT hour_ms, calls, unknown_calls, unpriced_calls, input_tokens FROM spend",
                        row -> List.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))))
                .isEqualTo(List.of(List.of(3_600_000L, 2L, 1L, 2L, 300L)));
        assertThat(ledger.list("SELECT input_tokens FROM spend_hour ORDER BY hour_ms", row -> row.getLong(1)))
                .isEqualTo(List.of(7L, 300L));
        assertThat(ledger.list("SELECT seq FROM spend_event ORDER BY seq", row -> row.getLong(1)))
                .isEqualTo(List.of(3L, 4L));
        assertThat(ledger.first("SELECT position FROM spend_read", row -> row.getLong(1)))
                .contains(40L);
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNameThatMeansSomethingInAnAddressIsAName() {
        ledger.close();
        ledger = new Ledger(folder.resolve("a #?&%41 b/runs-ide.sqlite"), Clock.systemUTC(), warnings);

        ledger.change(ADD, "a");

        assertThat(folder.resolve("a #?&%41 b/runs-ide.sqlite")).isRegularFile();
    }

    @Test
    void workThatFailsLeavesNothingBehind() {
        open();

        assertThatThrownBy(() -> ledger.inTransaction(transaction -> {
                    transaction.change(ADD, "a");
                    throw new IllegalArgumentException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(rows()).isZero();
        ledger.inTransaction(transaction -> transaction.change(ADD, "b"));
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void whatIsCommittedIsThereAfterARestartAndTheLogIsFolded() {
        open().change(ADD, "a");

        open();

        assertThat(rows()).isEqualTo(1);
        ledger.close();
        assertThat(file().resolveSibling(file().getFileName() + "-wal")).doesNotExist();
    }

    @Test
    void aLockIsToldAndNothingIsLostByIt() throws Exception {
        open().change(ADD, "before");
        try (Connection other = Sqlite.open(file())) {
            other.createStatement().execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> ledger.change(ADD, "meanwhile"))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("runs-ide.sqlite")
                    .hasMessageContaining("has locked it");
            assertThat(warnings.present()).containsKey("service's database");
            assertThat(rows()).as("readers wait for no writer").isEqualTo(1);

            other.createStatement().execute("COMMIT");
        }
        ledger.change(ADD, "after");
        assertThat(warnings.present()).isEmpty();
    }

    @Test
    void aStatementThatNeverEndsIsEnded() {
        ledger.close();
        ledger = new Ledger(file(), Clock.systemUTC(), warnings, Duration.ofMillis(300));

        assertThatThrownBy(() -> ledger.first(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
                        row -> row.getLong(1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("took too long");

        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void aFileThatIsNoDatabaseIsPutAsideAndHealthSaysSoUntilItIsMovedAway() throws IOException {
        Files.createDirectory(folder.resolve("runs-api"));
        Files.writeString(file(), "this was a database once, and is not one any more. ".repeat(100));

        open().change(ADD, "a");

        Path aside = damaged();
        assertThat(aside).content().startsWith("this was a database once");
        assertThat(warnings.present().values())
                .singleElement()
                .satisfies(words -> assertThat(words).contains(aside.toString(), "Restore a backup", ".recover"));
        assertThat(open().first(COUNT, row -> row.getLong(1))).contains(1L);
        assertThat(warnings.present()).hasSize(1);

        Files.delete(aside);
        open().change(ADD, "b");
        assertThat(warnings.present()).isEmpty();
    }

    /** SQLite takes it for an empty database, and everything would have been forgotten without a word. */
    @Test
    void aFileThatWasCutShortIsDamaged() throws IOException {
        open().change(ADD, "a");
        ledger.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.setLength(100);
        }

        open().change(ADD, "b");

        assertThat(damaged()).hasSize(100);
        assertThat(warnings.present()).containsOnlyKeys("damaged database of the service");
        assertThat(ledger.begunAnewAt()).isPresent();
    }

    @Test
    void damageThatIsFoundLaterIsPutAsideAtTheNextUse() throws IOException {
        open();
        ledger.inTransaction(transaction -> {
            for (int i = 0; i < 2_000; i++) {
                transaction.change(ADD, "a file with a long name, so that there are many pages: " + i);
            }
            return 0;
        });
        ledger.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            long first = bytes.length() / 2; // behind the pages of the schema
            bytes.seek(first);
            bytes.write(new byte[(int) (bytes.length() - first)]);
        }
        open();

        assertThatThrownBy(() -> ledger.list("SELECT * FROM taken_over ORDER BY file", row -> row.getString(1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("damaged");

        await().ignoreExceptions().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(Files.size(damaged())).isPositive();
        assertThat(warnings.present()).containsOnlyKeys("damaged database of the service");
    }

    private Path damaged() throws IOException {
        try (var entries = Files.newDirectoryStream(folder.resolve("runs-api"), "*.damaged-*Z")) {
            return entries.iterator().next();
        }
    }

    @Test
    void aFolderInItsPlaceIsToldAndTriedAgain() throws IOException {
        Files.createDirectories(file());
        open();

        assertThatThrownBy(() -> ledger.change(ADD, "a")).isInstanceOf(LedgerUnavailableException.class);
        assertThat(warnings.present()).containsKey("service's database");

        Files.delete(file());
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(ledger.change(ADD, "a")).isEqualTo(1));
        assertThat(warnings.present()).isEmpty();
    }

    @Test
    void aDatabaseOfALaterVersionIsUsedAsItIs() {
        open().change("INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1,"
                + " 'x', '2030-01-01', 1, 1)");

        assertThat(open().change(ADD, "a")).isEqualTo(1);
    }
}
