package chad.ide.live;

import chad.ide.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Everybody who listens. One thread hands out the changes to all of them; it never waits for one. */
@ApplicationScoped
class LiveClients {

    private final LiveConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter refused;
    private final Map<LiveClient, Supplier<Uni<Boolean>>> clients = new ConcurrentHashMap<>();
    private final Map<String, Integer> byCaller = new HashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("live-send").factory());
    private volatile long lastSeenAtMs;
    private volatile long expectedSinceMs;

    LiveClients(LiveConfig config, Clock clock, MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.refused = Counter.builder("chad.stream.refused")
                .description("Streams that were not opened because too many were open")
                .register(meters);
        for (DropReason reason : DropReason.values()) {
            dropped(reason); // a rate needs the zero before the first
        }
    }

    private Counter dropped(DropReason reason) {
        return Counter.builder("chad.stream.dropped")
                .description("Clients of the live stream that were dropped, by reason")
                .tag("reason", reason.word())
                .register(meters);
    }

    void countDropped(DropReason reason) {
        dropped(reason).increment();
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("chad.stream.clients", clients, Map::size)
                .description("Clients of the live stream")
                .register(meters);
        long every = config.pingEvery().toMillis();
        sender.scheduleAtFixedRate(() -> clients.forEach(this::ping), every, every, TimeUnit.MILLISECONDS);
    }

    /** A stream may outlive the session or the key that opened it, but not for long. */
    private void ping(LiveClient client, Supplier<Uni<Boolean>> isStillWelcome) {
        isStillWelcome
                .get()
                .subscribe()
                .with(
                        welcome -> onSender(welcome ? client::ping : client::signedOut),
                        failure -> Log.error("A client of the stream could not be checked.", failure));
    }

    void stop(@Observes ShutdownEvent stopping) {
        sender.shutdownNow();
    }

    /**
     * Takes a place for one more stream.
     *
     * @throws chad.edge.ProblemException 429 when the caller, or all together, have too many
     */
    void enter(String caller) {
        long nowMs = clock.millis();
        synchronized (byCaller) {
            if (!areExpected()) { // asked before the caller's place is taken, which is itself an expectation
                expectedSinceMs = nowMs;
            }
            int open = byCaller.getOrDefault(caller, 0);
            int all = byCaller.values().stream().mapToInt(Integer::intValue).sum();
            if (open >= config.streamsPerCaller() || all >= config.streams()) {
                refused.increment();
                throw ProblemType.TOO_BUSY.because(
                        "%d streams are open, %d of them yours; %d and %d are allowed. Close some, or poll."
                                .formatted(all, open, config.streams(), config.streamsPerCaller()));
            }
            byCaller.put(caller, open + 1);
        }
        lastSeenAtMs = nowMs;
    }

    /** Gives the place of {@link #enter} back. */
    void leave(String caller) {
        lastSeenAtMs = clock.millis();
        synchronized (byCaller) {
            byCaller.computeIfPresent(caller, (same, open) -> open > 1 ? open - 1 : null);
        }
    }

    /** @param isStillWelcome asked each time before it gets a comment line */
    void add(LiveClient client, Supplier<Uni<Boolean>> isStillWelcome) {
        clients.put(client, isStillWelcome);
    }

    void remove(LiveClient client) {
        clients.remove(client);
    }

    /** Whether somebody listens, or did a moment ago and may come back. */
    boolean areExpected() {
        synchronized (byCaller) {
            if (!byCaller.isEmpty()) {
                return true;
            }
        }
        return clock.millis() - lastSeenAtMs < config.lingerFor().toMillis();
    }

    long expectedSinceMs() {
        return expectedSinceMs;
    }

    /** There are new changes. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            onSender(() -> {
                woken.set(false);
                clients.keySet().forEach(LiveClient::send);
            });
        }
    }

    void onSender(Runnable task) {
        try {
            sender.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException failure) {
                    Log.error("A change could not be sent.", failure);
                }
            });
        } catch (RejectedExecutionException stopping) {
            Log.debug("The service is stopping: no more messages are sent.");
        }
    }
}
