package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;

import chad.ide.testing.AccessServer.Team;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessJwksTest {

    private static final RsaJsonWebKey OLD = Team.newKey("old");
    private static final RsaJsonWebKey NEW = Team.newKey("new");

    private final Path folder;

    private HttpServer server;
    private SecurityBench bench;
    private AccessJwks keys;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "";

    AccessJwksTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        bench = new SecurityBench(folder)
                .set(
                        "access.team-domain",
                        "http://127.0.0.1:" + server.getAddress().getPort())
                .set("access.audience", "tag");
        SecurityConfig.Access config = bench.config().access();
        keys = new AccessJwks(AccessTeam.of(config).orElseThrow(), config, bench.clock);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String set(RsaJsonWebKey... published) {
        return new JsonWebKeySet(List.of(published)).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private boolean isKnown(String id) {
        return keys.find(id).await().atMost(Duration.ofSeconds(10)).isPresent();
    }

    @Test
    void keysAreFetchedOnceForManyRequests() {
        answer = set(OLD);

        for (int i = 0; i < 100; i++) {
            assertThat(isKnown("old")).isTrue();
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void unknownKeysCauseNoMoreThanOneFetchInAWhile() {
        answer = set(OLD);
        for (int i = 0; i < 100; i++) {
            assertThat(isKnown("made up " + i)).isFalse();
        }
        assertThat(asked).hasValue(1);

        bench.clock.pass(Duration.ofSeconds(20));
        answer = set(OLD, NEW);

        assertThat(isKnown("new")).isTrue();
        assertThat(isKnown("made up")).isFalse();
        assertThat(asked).hasValue(2);
    }

    @Test
    void failuresCountAsFetchesToo() {
        for (int i = 0; i < 100; i++) {
            assertThat(isKnown("old")).isFalse();
        }
        assertThat(asked).hasValue(1);

        answer = set(OLD);
        bench.clock.pass(Duration.ofSeconds(20));

        assertThat(isKnown("old")).isTrue();
    }

    @Test
    void knownKeysGoOnWhileTheTeamCantBeAsked() {
        answer = set(OLD);
        assertThat(isKnown("old")).isTrue();

        for (String broken : List.of("", "{", "{\"keys\":[]}", "<html>", "[]")) {
            answer = broken;
            bench.clock.pass(Duration.ofHours(1));
            assertThat(isKnown("old")).as(broken).isTrue();
            assertThat(isKnown("new")).as(broken).isFalse();
        }
        server.stop(0);
        bench.clock.pass(Duration.ofDays(1));
        assertThat(isKnown("old")).isTrue();
        assertThat(isKnown("new")).isFalse();
    }

    @Test
    void keysThatTheTeamDroppedAreDropped() {
        answer = set(OLD, NEW);
        assertThat(isKnown("old")).isTrue();

        answer = set(NEW);
        bench.clock.pass(Duration.ofMinutes(20));

        assertThat(isKnown("old")).isFalse();
        assertThat(isKnown("new")).isTrue();
    }
}
