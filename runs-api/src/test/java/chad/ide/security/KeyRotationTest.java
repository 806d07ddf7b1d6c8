package chad.ide.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chad.ide.testing.AccessServer.Team;
import chad.ide.testing.RawRequest;
import chad.ide.testing.Workspace;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;

/** The team rotates its keys while requests with good and with bad tokens keep coming. */
@QuarkusTest
@QuarkusTestResource(Workspace.class)
class KeyRotationTest {

    private static final int ROTATIONS = 6;
    private static final int AT_LEAST = 40;

    private final Team team = Workspace.team();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger bad = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    private int status(String token, String from) {
        return RawRequest.get("/api/session")
                .header("Cf-Access-Jwt-Assertion", token)
                .from(from)
                .send(RestAssured.port)
                .status();
    }

    private String token(RsaJsonWebKey key) {
        return Team.sign(team.claims("boss@example.com"), key);
    }

    private void sendGood(RsaJsonWebKey key) {
        int status = status(token(key), "127.0.0.1");
        good.incrementAndGet();
        if (status != 200) {
            wrong.add("a good token of %s: %d".formatted(key.getKeyId(), status));
        }
    }

    /** Each from an address of its own, so that nobody is told to come back later. */
    private void sendBad(RsaJsonWebKey key) {
        int number = bad.incrementAndGet();
        int status = status(token(key), "127.3.%d.%d".formatted(number / 250, 1 + number % 250));
        if (status != 401) {
            wrong.add("a bad token of %s: %d".formatted(key.getKeyId(), status));
        }
    }

    @Test
    void noGoodTokenIsRefusedAndNoBadOneIsTaken() throws Exception {
        RsaJsonWebKey stranger = Team.newKey("nobody");
        RsaJsonWebKey forged = Team.newKey("forged"); // one for all: making a key takes up to a second
        List<RsaJsonWebKey> keys = new ArrayList<>();
        for (int i = 0; i <= ROTATIONS; i++) {
            keys.add(Team.newKey("rotating-" + i));
        }
        AtomicInteger current = new AtomicInteger();
        AtomicBoolean isOver = new AtomicBoolean();
        team.publish(keys.getFirst());
        await().until(() -> status(token(keys.getFirst()), "127.0.0.1") == 200);

        try (ExecutorService load = Executors.newFixedThreadPool(4)) {
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                senders.add(load.submit(() -> {
                    while (!isOver.get()) {
                        sendGood(keys.get(current.get()));
                    }
                }));
            }
            senders.add(load.submit(() -> {
                while (!isOver.get()) {
                    sendBad(stranger);
                    forged.setKeyId(keys.get(current.get()).getKeyId());
                    sendBad(forged);
                }
            }));
            for (int next = 1; next <= ROTATIONS; next++) {
                rotate(keys, next, current);
            }
            isOver.set(true);
            for (Future<?> sender : senders) {
                sender.get(30, TimeUnit.SECONDS);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(good).hasValueGreaterThan(ROTATIONS * AT_LEAST);
        assertThat(bad).hasValueGreaterThan(ROTATIONS);
        assertThat(status(token(keys.getFirst()), "127.0.0.1")).isEqualTo(401);
    }

    /** As Access does it: both keys are published for a while, then the new one signs, then the old one goes. */
    private void rotate(List<RsaJsonWebKey> keys, int next, AtomicInteger current) {
        team.publish(keys.get(next), keys.get(next - 1));
        await().until(() -> status(token(keys.get(next)), "127.0.0.1") == 200);
        int before = good.get();
        current.set(next);
        await().until(() -> good.get() > before + AT_LEAST);
        team.publish(keys.get(next));
        if (next == ROTATIONS) {
            await().until(() -> status(token(keys.get(next - 1)), "127.3.255.1") == 401);
        }
    }
}
