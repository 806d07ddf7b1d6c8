package chad.ide.notices;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.testing.MovedClock;
import chad.ide.testing.Sqlite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationLedgerTest {

    /** Two targets of the recorded file; the first knows of the gate. */
    private static final String HOOK = "40aba98cc4079c4f";

    private static final String NTFY = "ad6902cf2098617e";

    private final MovedClock clock = new MovedClock(Instant.parse("2026-11-27T04:00:00Z"));
    private final Warnings warnings = new Warnings();
    private final Path folder;
    private Ledger database;

    NotificationLedgerTest(@TempDir Path folder) {
        this.folder = folder;
        this.database = new Ledger(folder.resolve("runs-ide.sqlite"), clock, warnings);
    }

    @BeforeEach
    void restart() {
        database.close();
        database = new Ledger(folder.resolve("runs-ide.sqlite"), clock, warnings);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private NotificationLedger started() {
        restart();
        NotificationLedger ledger =
                new NotificationLedger(new NoticeQueries(database), warnings, clock, Set.of(HOOK, NTFY), 100);
        ledger.recall();
        return ledger;
    }

    private static Notice notice(Notice.Kind kind, String runId, String store, long atMs, boolean isGate) {
        return new Notice(
                kind,
                runId,
                "w.jsx",
                store,
                isGate ? "approve" : null,
                isGate ? 0 : null,
                null,
                "t",
                "s",
                "u",
                atMs,
                "c",
                null,
                null);
    }

    private static Notice gate() {
        return notice(Notice.Kind.GATE, "ladder-1", "autonomy-ladder", 1_795_748_000_000L, true);
    }

    private static Notice stall() {
        return notice(Notice.Kind.STALL, "nightly-7", "fusion", 1_795_748_100_000L, false);
    }

    @Test
    void whatARecordedFileOfAnEarlierEditionOwesIsToldAndNothingElse() throws IOException {
        Path file = folder.resolve("notices.json");
        try (InputStream recorded = NotificationLedgerTest.class.getResourceAsStream("/earlier/notices.json")) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }
        new TakeOver(database, clock)
                .run(
                        "notices",
                        List.of(file),
                        (transaction, from, content) -> NoticeQueries.take(transaction, content));

        NotificationLedger ledger = started();
        ledger.look(List.of(gate(), stall()));

        assertThat(ledger.sinceMs()).isEqualTo(1_795_748_400_000L);
        assertThat(ledger.owed(HOOK)).containsExactly(stall());
        assertThat(ledger.owed(NTFY)).containsExactly(gate(), stall());
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("notices.json.taken-over")).exists();
    }

    @Test
    void aDamagedFileIsKeptAndWhatWaitsIsToldOnceMore() throws IOException {
        Path file = Files.writeString(folder.resolve("notices.json"), "{\"sinceMs\":17957");

        new TakeOver(database, clock)
                .run(
                        "notices",
                        List.of(file),
                        (transaction, from, content) -> NoticeQueries.take(transaction, content));

        NotificationLedger ledger = started();
        ledger.look(List.of(gate()));
        assertThat(ledger.owed(HOOK)).containsExactly(gate());
        assertThat(folder.resolve("notices.json.taken-over")).exists();
    }

    @Test
    void whatWasToldIsKnownAfterARestartAndForgottenAfterAWeek() {
        NotificationLedger before = started();
        before.look(List.of(gate(), stall()));
        before.settle(gate(), HOOK);
        long since = before.sinceMs();
        clock.advance(Duration.ofMinutes(1));

        NotificationLedger after = started();
        after.look(List.of(gate(), stall()));

        assertThat(after.sinceMs()).isEqualTo(since);
        assertThat(after.owed(HOOK)).containsExactly(stall());
        clock.advance(Duration.ofDays(8));
        after.look(List.of());
        assertThat(database.list("SELECT notice_key FROM notice", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void whatCantBeWrittenNowIsWrittenLater() throws Exception {
        NotificationLedger ledger = started();
        ledger.look(List.of(gate()));
        try (Connection other = Sqlite.open(folder.resolve("runs-ide.sqlite"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            ledger.settle(gate(), HOOK);
            assertThat(ledger.owed(HOOK)).isEmpty();
            assertThat(warnings.present().get("notices")).contains("can't be written", "locked");
        }

        ledger.look(List.of(gate(), stall()));

        assertThat(warnings.present()).isEmpty();
        NotificationLedger after = started();
        after.look(List.of(gate()));
        assertThat(after.owed(HOOK)).isEmpty();
    }
}
