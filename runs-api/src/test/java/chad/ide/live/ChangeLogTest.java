package chad.ide.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chad.edge.ProblemException;
import chad.ide.secrets.Secrets;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

class ChangeLogTest {

    private record Settings(int changes, int characters) implements LiveConfig {
        @Override
        public Duration pingEvery() {
            return Duration.ofSeconds(15);
        }

        @Override
        public Duration lingerFor() {
            return Duration.ofMinutes(2);
        }

        @Override
        public int streamsPerCaller() {
            return 2;
        }

        @Override
        public int streams() {
            return 3;
        }
    }

    private final ChangeLog log = new ChangeLog(new Settings(100, 10_000), new Secrets(), new ObjectMapper());
    private final LiveClients clients =
            new LiveClients(new Settings(100, 10_000), Clock.systemUTC(), new SimpleMeterRegistry());

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            log.append(new Change.OfCatalog("models"));
        }
    }

    private List<Long> after(long number, int limit) {
        return log.after(number, limit).orElseThrow().stream()
                .map(ChangeLog.Entry::number)
                .toList();
    }

    @Test
    void changesFollowEachOtherFromAnyPlace() {
        append(10);

        assertThat(after(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(after(2, 100)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(after(8, 100)).containsExactly(9L, 10L);
        assertThat(after(8, 1)).containsExactly(9L);
        assertThat(after(10, 100)).isEmpty();
        assertThat(log.after(11, 100)).isEmpty();
    }

    @Test
    void onlySoManyAreKept() {
        append(150);

        assertThat(log.after(49, 1)).isEmpty();
        assertThat(after(50, 200)).hasSize(100);
    }

    @Test
    void onlySoManyCharactersAreKept() {
        for (int i = 0; i < 50; i++) {
            log.append(new Change.Reset("x".repeat(990)));
        }

        assertThat(log.after(0, 1)).isEmpty();
        assertThat(after(41, 100)).hasSize(9);
    }

    @Test
    void nobodyGoesOnFromBeforeSomethingWasForgotten() {
        append(5);

        log.forget();

        assertThat(log.after(5, 1)).isEmpty();
        assertThat(after(log.newest(), 1)).isEmpty();
        append(1);
        assertThat(after(log.newest() - 1, 1)).hasSize(1);
    }

    @Test
    void anIdOfAnotherProcessIsNoNumber() {
        ChangeLog other = new ChangeLog(new Settings(100, 10_000), new Secrets(), new ObjectMapper());

        assertThat(log.number(log.id(7))).hasValue(7);
        assertThat(log.number(other.id(7))).isEmpty();
    }

    @Test
    void aCallerHasOnlySoManyStreamsAndAllTogetherToo() {
        clients.enter("a");
        clients.enter("a");
        assertThatThrownBy(() -> clients.enter("a")).isInstanceOf(ProblemException.class);
        clients.enter("b");
        assertThatThrownBy(() -> clients.enter("c")).isInstanceOf(ProblemException.class);

        clients.leave("a");

        clients.enter("c");
        assertThat(clients.areExpected()).isTrue();
    }

    @Test
    void aClientThatTakesNothingIsDroppedAndHoldsNothing() {
        List<OutboundSseEvent> got = new CopyOnWriteArrayList<>();
        AtomicInteger disconnected = new AtomicInteger();
        LiveClient client = client(got, disconnected);
        client.request(1);
        await().untilAsserted(() -> assertThat(got).hasSize(1));

        append(150);
        client.send();
        assertThat(got).as("nothing is handed out before the client asks").hasSize(1);

        client.ping();
        assertThat(disconnected).hasValue(0);
        client.ping();
        assertThat(disconnected).hasValue(1);
    }

    @Test
    void aClientThatTheLogHasLeftBehindIsDropped() {
        AtomicInteger disconnected = new AtomicInteger();
        List<OutboundSseEvent> got = new CopyOnWriteArrayList<>();
        LiveClient client = client(got, disconnected);
        client.request(1);
        await().untilAsserted(() -> assertThat(got).hasSize(1));
        append(150);

        client.request(1);

        await().untilAsserted(() -> assertThat(disconnected).hasValue(1));
        assertThat(got).hasSize(1);
    }

    @Test
    void aClientThatWaitsGetsACommentNowAndThen() {
        List<OutboundSseEvent> got = new CopyOnWriteArrayList<>();
        LiveClient client = client(got, new AtomicInteger());
        client.request(10);
        await().untilAsserted(() -> assertThat(got).hasSize(1));

        client.ping();
        client.ping();

        assertThat(got).extracting(OutboundSseEvent::getComment).containsExactly(null, "ping", "ping");
    }

    private LiveClient client(List<OutboundSseEvent> got, AtomicInteger disconnected) {
        return new LiveClient(
                log,
                clients,
                new SseImpl(),
                new StreamResource.Wish(null, null, null),
                new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {}

                    @Override
                    public void onNext(OutboundSseEvent event) {
                        got.add(event);
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onComplete() {}
                },
                disconnected::incrementAndGet,
                () -> {});
    }
}
