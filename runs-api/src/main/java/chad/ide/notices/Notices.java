package chad.ide.notices;

import chad.ide.runs.RunChanged;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks for what a person should know of, and has it delivered. */
@Singleton
class Notices {

    /** Gates are read anew when a run has changed, and so often in any case. */
    private static final Duration READ_GATES_EVERY = Duration.ofSeconds(30);

    private final Occasions occasions;
    private final NoticeBook book;
    private final Clock clock;
    private final List<Target> targets;
    private final List<Thread> couriers;

    private volatile boolean moved = true;
    private volatile List<Notice> gates = List.of();
    private volatile List<Notice> failures = List.of();
    private volatile long gatesReadAtMs;

    Notices(
            Occasions occasions,
            Bodies bodies,
            NoticesConfig config,
            ObjectMapper json,
            MeterRegistry meters,
            Clock clock) {
        this.occasions = occasions;
        this.clock = clock;
        List<String> urls = config.urls().orElse(List.of());
        this.targets = IntStream.range(0, urls.size())
                .mapToObj(i -> Target.parse(urls.get(i), i + 1))
                .toList();
        this.book = new NoticeBook(
                config.file(),
                json,
                clock,
                targets.stream().map(Target::id).collect(Collectors.toSet()),
                config.maxQueued());
        Post post = new Post(config.timeout(), config.secret(), clock);
        this.couriers = targets.stream()
                .map(target -> Thread.ofVirtual()
                        .name("notices-" + target.host())
                        .unstarted(new Courier(target, book, bodies, post, config, meters)))
                .toList();
        for (Target.Format format : Target.Format.values()) {
            Courier.sent(meters, format); // a rate needs the zero before the first
            Courier.failed(meters, format);
        }
        Gauge.builder("chad.notices.queued", book, NoticeBook::queued)
                .description("Notices that wait for an address")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        if (!targets.isEmpty()) {
            Log.infof("The operator is told of gates and stalls. to=%s", targets);
        }
        couriers.forEach(Thread::start);
    }

    void stop(@Observes ShutdownEvent stopping) {
        couriers.forEach(Thread::interrupt);
    }

    void onRunChanged(@Observes RunChanged changed) {
        moved = true;
    }

    @Scheduled(
            every = "${runs.notices.look-every:2s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (targets.isEmpty()) {
            return;
        }
        long nowMs = clock.millis();
        if (moved || nowMs - gatesReadAtMs > READ_GATES_EVERY.toMillis()) {
            moved = false;
            gatesReadAtMs = nowMs;
            gates = occasions.gates();
            failures = occasions.failures(book.sinceMs());
        }
        List<Notice> all = new ArrayList<>(gates);
        all.addAll(occasions.stalls());
        all.addAll(failures);
        book.look(all);
    }
}
