package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
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
            assertThat(caller.via()).isEqualTo(Door.Kind.SESSION);
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

    @Test
    void tooManyEndedSessionsEndAllAndNoneComesBack() {
        SecurityBench bench = bench();
        Sessions sessions = bench.sessions();
        EndedSessions ended = new EndedSessions(bench.config(), bench.clock, MAX);
        String before = sessions.begin(key(bench));
        for (int i = 0; i <= MAX; i++) {
            assertThat(bench.sessions().find(before)).isPresent();
            ended.add("%022d".formatted(i), bench.clock.instant().plusSeconds(100));
        }

        assertThat(bench.sessions().find(before)).isEmpty();
        bench.clock.pass(Duration.ofSeconds(1));
        assertThat(bench.sessions().find(bench.sessions().begin(key(bench)))).isPresent();
    }
}
