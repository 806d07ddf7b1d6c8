package chad.ide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.ide.engine.RunKey;
import chad.ide.files.StateFolder;
import chad.ide.ledger.Ledger;
import chad.ide.ledger.LedgerUnavailableException;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.testing.Sqlite;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeAttemptsTest {

    private static final RunKey RUN = new RunKey("nightly", "r");
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static ResumeAttempts book(Path state, Duration after) {
        StateFolder folder = new StateFolder(state);
        Clock clock = Clock.fixed(START.plus(after), ZoneOffset.UTC);
        Ledger ledger = new Ledger(folder.ledger(), clock, new Warnings());
        ResumeAttempts attempts = new ResumeAttempts(
                config(state, SupervisorConfig.class), ledger, new TakeOver(ledger, clock), folder, clock);
        attempts.start(new StartupEvent());
        return attempts;
    }

    private static <T> T config(Path state, Class<T> type) {
        return new SmallRyeConfigBuilder()
                .withMapping(type)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "runs.engine.state-dir", state.toString(),
                                "runs.engine.workflow-dir", state.toString(),
                                "runs.supervisor.max-tries", "3",
                                "runs.supervisor.backoff", "PT30S",
                                "runs.supervisor.look-every", "PT2S",
                                "runs.supervisor.max-backoff", "PT15M"),
                        "test",
                        100))
                .withConverter(Duration.class, 300, (Converter<Duration>) ResumeAttemptsTest::duration)
                .build()
                .getConfigMapping(type);
    }

    private static Duration duration(String text) {
        return Duration.parse(text.startsWith("PT") ? text : "PT" + text);
    }

    @Test
    void triesAreBoundedAndTheirPausesGrowAlsoAcrossARestart(@TempDir Path state) {
        assertThat(book(state, Duration.ZERO).note(RUN, "died")).isEqualTo(1);

        assertThat(book(state, Duration.ofSeconds(29)).mayTry(RUN, "died")).isFalse();
        assertThat(book(state, Duration.ofSeconds(30)).mayTry(RUN, "died")).isTrue();
        assertThat(book(state, Duration.ofSeconds(30)).note(RUN, "died")).isEqualTo(2);
        assertThat(book(state, Duration.ofSeconds(89)).mayTry(RUN, "died")).isFalse();
        assertThat(book(state, Duration.ofSeconds(90)).note(RUN, "died")).isEqualTo(3);
        assertThat(book(state, Duration.ofDays(9)).mayTry(RUN, "died")).isFalse();
    }

    @Test
    void aRunThatGotFurtherHasAllItsTriesAgain(@TempDir Path state) {
        ResumeAttempts attempts = book(state, Duration.ZERO);
        attempts.note(RUN, "died with 1 node finished");

        assertThat(attempts.mayTry(RUN, "died with 2 nodes finished")).isTrue();
        assertThat(attempts.note(RUN, "died with 2 nodes finished")).isEqualTo(1);
        assertThat(attempts.mayTry(new RunKey("nightly", "other"), "died with 1 node finished"))
                .isTrue();
    }

    @Test
    void aRunOfTheSameIdInAnotherStoreHasTriesOfItsOwn(@TempDir Path state) {
        ResumeAttempts attempts = book(state, Duration.ZERO);
        attempts.note(RUN, "died");

        assertThat(attempts.mayTry(new RunKey("weekly", "r"), "died")).isTrue();
        assertThat(attempts.note(new RunKey("weekly", "r"), "died")).isEqualTo(1);
    }

    @Test
    void triesThatEarlierVersionsNotedByTheIdAloneCount(@TempDir Path state) throws IOException {
        Files.createDirectories(state.resolve("runs-api"));
        Files.writeString(
                state.resolve("runs-api/supervisor.json"), "{\"r\":{\"reason\":\"died\",\"tries\":2,\"lastAtMs\":0}}");

        assertThat(book(state, Duration.ZERO).note(RUN, "died")).isEqualTo(3);
        assertThat(book(state, Duration.ofDays(9)).mayTry(RUN, "died")).isFalse();
    }

    @Test
    void triesThatARecordedFileOfAnEarlierEditionNamesCount(@TempDir Path state) throws IOException {
        Path file = Files.createDirectories(state.resolve("runs-api")).resolve("supervisor.json");
        try (InputStream recorded = ResumeAttemptsTest.class.getResourceAsStream("/earlier/supervisor.json")) {
            Files.copy(Objects.requireNonNull(recorded), file);
        }
        RunKey nightly = new RunKey("nightly", "r-1");

        ResumeAttempts attempts = book(state, Duration.ofDays(1));

        assertThat(attempts.note(nightly, "died")).isEqualTo(3);
        assertThat(attempts.mayTry(nightly, "died")).isFalse();
        assertThat(attempts.mayTry(new RunKey("fusion", "r-2"), "due")).isTrue();
        assertThat(attempts.note(new RunKey("fusion", "r-2"), "due")).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    /** It would be tried for ever, if a database that refuses the count let it. */
    @Test
    void whatCantBeNotedIsNotTried(@TempDir Path state) throws Exception {
        ResumeAttempts attempts = book(state, Duration.ZERO);
        attempts.note(RUN, "died");
        try (Connection other = Sqlite.open(state.resolve("runs-api/runs-ide.sqlite"))) {
            other.createStatement().execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> attempts.note(RUN, "died")).isInstanceOf(LedgerUnavailableException.class);
        }

        assertThat(attempts.note(RUN, "died")).isEqualTo(2);
    }
}
