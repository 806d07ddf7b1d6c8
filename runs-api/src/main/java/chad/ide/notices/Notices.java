package chad.ide.notices;

import chad.ide.ledger.Ledger;
import chad.ide.ledger.TakeOver;
import chad.ide.logging.Warnings;
import chad.ide.runs.RunChanged;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for what a person should know of, and has it delivered. */
@Singleton
class Notices {

    /** Gates are read anew when a run has changed, and so often in any case. */
    private static final Duration READ_GATES_EVERY = Duration.ofSeconds(30);

    private static final int BEHIND_THE_DATABASE = 10;

    private final PendingNotifications pending;
    private final NotificationLedger ledger;
    private final Path file;
    private final TakeOver takeOver;
    private final Clock clock;
    private final List<Target> targets;
    private final List<Thread> couriers;

    private volatile boolean moved = true;
    private volatile List<Notice> gates = List.of();
    private volatile List<Notice> failures = List.of();
    private volatile long gatesReadAtMs;

    Notices(
            PendingNotifications pending,
            WebhookPayload payloads,
            NoticesConfig config,
            Ledger database,
            TakeOver takeOver,
            Warnings warnings,
            MeterRegistry meters,
            Clock clock) {
        this.pending = pending;
        this.file = config.file();
        this.takeOver = takeOver;
        this.clock = clock;
        List<String> urls = config.urls().orElse(List.of());
        this.targets = IntStream.range(0, urls.size())
                .mapToObj(i -> Target.parse(urls.get(i), i + 1))
                .toList();
        this.ledger = new NotificationLedger(
                new NoticeQueries(database),
                warnings,
                clock,
                targets.stream().map(Target::id).collect(Collectors.toSet()),
                config.maxQueued());
        WebhookClient client = new WebhookClient(config.timeout(), config.secret(), clock);
        this.couriers = targets.stream()
                .map(target -> Thread.ofVirtual()
                        .name("notices-" + target.host())
                        .unstarted(new NotificationSender(target, ledger, payloads, client, config, meters)))
                .toList();
        for (Target.Format format : Target.Format.values()) {
            NotificationSender.sent(meters, format); // a rate needs the zero before the first
            NotificationSender.failed(meters, format);
        }
        Gauge.builder("chad.notices.queued", ledger, NotificationLedger::queued)
                .description("Notices waiting to be delivered")
                .register(meters);
    }

    void start(@Observes @Priority(BEHIND_THE_DATABASE) StartupEvent started) {
        if (!targets.isEmpty()) {
            Log.infof("Notifications are on. to=%s", targets);
        }
        takeOver.atStart(
                "notices", List.of(file), (transaction, from, content) -> NoticeQueries.take(transaction, content));
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
            gates = pending.gates();
            failures = Stream.concat(
                            pending.failures(ledger.sinceMs()).stream(), pending.caveats(ledger.sinceMs()).stream())
                    .toList();
        }
        List<Notice> all = new ArrayList<>(gates);
        all.addAll(pending.troubles());
        all.addAll(pending.silences());
        all.addAll(pending.budgets());
        all.addAll(failures);
        ledger.look(all);
    }
}
