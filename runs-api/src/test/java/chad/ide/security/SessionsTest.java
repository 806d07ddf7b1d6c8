package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
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
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ended-sessions"))))
                .isEqualTo("rw-------");
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
        Sessions sessions = new Sessions(
                bench.keys(),
                new EndedSessions(bench.config(), bench.clock, bench.warnings, MAX),
                bench.config(),
                bench.clock);
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
        Files.writeString(
                folder.resolve("ended-sessions"),
                "* %d\n%s %d\n".formatted(now - 1, ended.split("\\.", -1)[1], now + 100));

        assertThat(bench.sessions().find(before)).isEmpty();
        assertThat(bench.sessions().find(after)).isPresent();
        assertThat(bench.sessions().find(ended)).isEmpty();
    }

    /** It signed everybody out. */
    @Test
    void aListThatCantBeReadForAMomentEndsNothing() throws IOException {
        SecurityBench bench = bench();
        String cookie = bench.sessions().begin(key(bench));
        Path list = folder.resolve("ended-sessions");
        Files.createDirectory(list);
        bench.clock.pass(Duration.ofSeconds(2));

        Sessions sessions = bench.sessions();
        assertThat(sessions.find(cookie)).isEmpty();
        assertThat(bench.warnings.present().values())
                .singleElement()
                .satisfies(words -> assertThat(words).contains(list.toString()));
        bench.clock.pass(Duration.ofSeconds(2));
        assertThat(sessions.find(sessions.begin(key(bench)))).isPresent();

        Files.delete(list);
        bench.clock.pass(Duration.ofSeconds(2));
        assertThat(sessions.find(cookie)).isPresent();
        assertThat(bench.warnings.present()).isEmpty();
    }

    @Test
    void anEndThatCantBeWrittenIsWrittenLater() throws IOException {
        SecurityBench bench = bench();
        Path blocked = folder.resolve("blocked");
        bench.set("folder", blocked.toString());
        Sessions sessions = bench.sessions();
        String cookie = sessions.begin(key(bench));
        Files.writeString(blocked, "a file where the folder should be");

        sessions.end(sessions.find(cookie).orElseThrow());
        assertThat(sessions.find(cookie)).isEmpty();
        assertThat(bench.warnings.present()).hasSize(1);

        Files.delete(blocked);
        bench.clock.pass(Duration.ofSeconds(2));
        assertThat(sessions.find(cookie)).isEmpty();
        assertThat(bench.warnings.present()).isEmpty();
        assertThat(bench.sessions().find(cookie)).isEmpty();
    }
}
