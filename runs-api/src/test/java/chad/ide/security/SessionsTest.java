package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.Sqlite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {

    private static final int MAX = 20;

    private final Path folder;

    SessionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private SecurityBench bench() {
        return new SecurityBench(folder).set("key", SecurityBench.KEY);
    }

    private static ApiKey key(SecurityBench bench) {
        return bench.keys().find(SecurityBench.KEY).orElseThrow();
    }

    @Test
    void aSessionSurvivesARestartAndEndsInTime() {
        SecurityBench bench = bench();
        String cookie = bench.sessions().begin(key(bench));

        assertThat(bench.sessions().find(cookie)).get().satisfies(caller -> {
            assertThat(caller.name()).isEqualTo("machine");
            assertThat(caller.operator()).isTrue();
            assertThat(caller.via()).isEqualTo(Authenticator.Kind.SESSION);
            assertThat(caller.expires()).isEqualTo(bench.clock.instant().plus(Duration.ofDays(7)));
        });

        bench.clock.pass(Duration.ofDays(7).minusSeconds(1));
        assertThat(bench.sessions().find(cookie)).isPresent();
        bench.clock.pass(Duration.ofSeconds(1));
        assertThat(bench.sessions().find(cookie)).isEmpty();
    }

    @Test
    void aSessionThatWasEndedStaysSoAfterARestart() throws IOException {
        SecurityBench bench = bench();
        Sessions sessions = bench.sessions();
        String ended = sessions.begin(key(bench));
        String other = sessions.begin(key(bench));

        sessions.end(sessions.find(ended).orElseThrow());

        assertThat(sessions.find(ended)).isEmpty();
        assertThat(bench.sessions().find(ended)).isEmpty();
        assertThat(bench.sessions().find(other)).isPresent();
    }

    @Test
    void aKeyThatIsChangedOrGoneTakesItsSessionsAlong() {
        SecurityBench bench = bench();
        String cookie = bench.sessions().begin(key(bench));

        assertThat(bench().set("key", "another-key-altogether").sessions().find(cookie))
                .isEmpty();
        assertThat(new SecurityBench(folder).sessions().find(cookie)).isEmpty();
        assertThat(bench().sessions().find(cookie)).isPresent();
    }

    @Test
    void aRoleThatIsChangedCountsAtOnce() {
        String file = "{\"keys\": [{\"name\": \"ann\", \"role\": \"%s\", \"key\": \"the-key-of-ann-is-long\"}]}";
        SecurityBench bench = new SecurityBench(folder).credentials(file.formatted("operator"), "rw-------");
        Sessions sessions = bench.sessions();
        String cookie =
                sessions.begin(bench.keys().find("the-key-of-ann-is-long").orElseThrow());
        assertThat(sessions.find(cookie)).get().returns(true, Caller::operator);

        bench.credentials(file.formatted("viewer"), "rw-------");

        assertThat(sessions.find(cookie)).get().returns(false, Caller::operator);
    }

    /** A viewer who signed in and out ten thousand times signed everybody out. */
    @Test
    void tooManyEndedSessionsOfAKeyEndThoseOfThatKeyAndOfNoOther() {
        SecurityBench bench = bench().credentials("""
                {"keys": [{"name": "bob", "role": "viewer", "key": "the-key-of-bob-is-long"}]}
                """, "rw-------");
        ApiKey bob = bench.keys().find("the-key-of-bob-is-long").orElseThrow();
        Sessions sessions = bench.sessions(MAX);
        String others = sessions.begin(key(bench));
        String own = sessions.begin(bob);
        for (int i = 0; i < 10 * MAX; i++) {
            String one = sessions.begin(bob);
            sessions.find(one).ifPresent(sessions::end);
            bench.clock.pass(Duration.ofSeconds(1));
        }

        for (Sessions at : List.of(sessions, bench.sessions())) {
            assertThat(at.find(own)).isEmpty();
            assertThat(at.find(others)).isPresent();
            assertThat(at.find(at.begin(bob))).isPresent();
        }
    }

    @Test
    void aListOfAnEarlierVersionIsStillKnown() throws IOException {
        SecurityBench bench = bench();
        String before = bench.sessions().begin(key(bench));
        bench.clock.pass(Duration.ofSeconds(2));
        String after = bench.sessions().begin(key(bench));
        String ended = bench.sessions().begin(key(bench));
        long now = bench.clock.instant().getEpochSecond();
        Path file = folder.resolve("ended-sessions");
        Files.writeString(file, "* %d\nnonsense\n%s %d\n".formatted(now - 1, ended.split("\\.", -1)[1], now + 100));

        assertThat(bench.sessions().find(before)).isEmpty();
        assertThat(bench.sessions().find(after)).isPresent();
        assertThat(bench.sessions().find(ended)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("ended-sessions.taken-over")).content().contains("nonsense");
    }

    /** Recorded from an edition that kept the list in a file. */
    @Test
    void everySessionOfARecordedListIsTakenOver() throws IOException {
        try (InputStream recorded = SessionsTest.class.getResourceAsStream("/earlier/ended-sessions")) {
            Files.copy(Objects.requireNonNull(recorded), folder.resolve("ended-sessions"));
        }
        List<String> lines = Files.readAllLines(folder.resolve("ended-sessions"));

        bench().sessions();

        assertThat(Sqlite.first(bench().database(), """
                        SELECT group_concat(id || ' ' || (ends_at_ms / 1000) || ' ' || key_name, char(10))
                          FROM (SELECT * FROM ended_session ORDER BY ends_at_ms)
                        """)).isEqualTo(String.join("\n", lines));
    }

    /** It signed everybody out. */
    @Test
    void aDatabaseThatCantBeReadForAMomentEndsNothing() throws IOException {
        SecurityBench bench = bench();
        String cookie = bench.sessions().begin(key(bench));
        Path aside = folder.resolve("aside");
        Files.move(bench.database(), aside);
        Files.createDirectory(bench.database());
        bench.clock.pass(Duration.ofSeconds(2));

        Sessions sessions = bench.sessions();
        assertThat(sessions.find(cookie)).isEmpty();
        assertThat(bench.warnings.present().get("ended sessions")).contains("can't be read", "runs-ide.sqlite");
        bench.clock.pass(Duration.ofSeconds(2));
        assertThat(sessions.find(sessions.begin(key(bench)))).isPresent();

        Files.delete(bench.database());
        Files.move(aside, bench.database());
        await().untilAsserted(() -> {
            bench.clock.pass(Duration.ofSeconds(2));
            assertThat(sessions.find(cookie)).isPresent();
        });
        assertThat(bench.warnings.present()).isEmpty();
    }

    @Test
    void anEndThatCantBeWrittenIsWrittenLater() throws Exception {
        SecurityBench bench = bench();
        Sessions sessions = bench.sessions();
        String cookie = sessions.begin(key(bench));
        String other = sessions.begin(key(bench));
        try (Connection blocking = Sqlite.open(bench.database())) {
            blocking.createStatement().execute("BEGIN IMMEDIATE");
            sessions.end(sessions.find(cookie).orElseThrow());
            assertThat(sessions.find(cookie)).isEmpty();
            assertThat(bench.warnings.present().get("ended sessions")).contains("can't be recorded", "locked");
        }

        bench.clock.pass(Duration.ofSeconds(2));
        assertThat(sessions.find(cookie)).isEmpty();
        assertThat(bench.warnings.present()).isEmpty();
        assertThat(bench.sessions().find(cookie)).isEmpty();
        assertThat(bench.sessions().find(other)).isPresent();
    }

    /** Where all callers have keys no session is asked for, and the warning stayed for ever. */
    @Test
    void anEndThatCantBeWrittenIsWrittenLaterAlsoWhereNobodyAsks() throws Exception {
        SecurityBench bench = bench();
        EndedSessions ended = bench.ended(500);
        try (Connection blocking = Sqlite.open(bench.database())) {
            blocking.createStatement().execute("BEGIN IMMEDIATE");
            ended.add("some-id", "some-key", bench.clock.instant().plus(Duration.ofDays(1)));
            assertThat(bench.warnings.present()).containsKey("ended sessions");
        }

        bench.clock.pass(Duration.ofSeconds(2));
        ended.lookAfter();

        assertThat(bench.warnings.present()).isEmpty();
    }

    /** Nobody knows any more which were ended, so none of them counts. */
    @Test
    void aDamagedDatabaseBringsNoEndedSessionBack() throws IOException {
        SecurityBench bench = bench();
        Sessions sessions = bench.sessions();
        String ended = sessions.begin(key(bench));
        sessions.end(sessions.find(ended).orElseThrow());
        for (String ending : List.of("-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("runs-ide.sqlite" + ending));
        }
        Files.writeString(bench.database(), "no database any more");

        Sessions restarted = bench.sessions();

        assertThat(restarted.find(ended)).isEmpty();
        bench.clock.pass(Duration.ofSeconds(1));
        assertThat(restarted.find(restarted.begin(key(bench)))).isPresent();
    }
}
