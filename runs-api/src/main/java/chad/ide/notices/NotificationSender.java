package chad.ide.notices;

import chad.ide.logging.LogSubject;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Delivers to one target, one notice after the other, on a thread of its own: a slow target delays no other. */
final class NotificationSender implements Runnable {

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Target target;
    private final String id;
    private final NotificationLedger ledger;
    private final WebhookPayload payloads;
    private final WebhookClient client;
    private final NoticesConfig config;
    private final Counter sent;
    private final Counter failed;

    /** How often each was tried, so that one that fails for itself stands behind the others. */
    private final Map<String, Integer> tries = new HashMap<>();

    private int failuresInARow;

    NotificationSender(
            Target target,
            NotificationLedger ledger,
            WebhookPayload payloads,
            WebhookClient client,
            NoticesConfig config,
            MeterRegistry meters) {
        this.target = target;
        this.id = target.id();
        this.ledger = ledger;
        this.payloads = payloads;
        this.client = client;
        this.config = config;
        this.sent = sent(meters, target.format());
        this.failed = failed(meters, target.format());
    }

    static Counter sent(MeterRegistry meters, Target.Format format) {
        return Counter.builder("chad.notices.sent")
                .description("Delivered notices, by the format of the address")
                .tag("format", format.word())
                .register(meters);
    }

    static Counter failed(MeterRegistry meters, Target.Format format) {
        return Counter.builder("chad.notices.failed")
                .description("Failed attempts to deliver a notice, by the format of the address")
                .tag("format", format.word())
                .register(meters);
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long known = ledger.news();
                Optional<Notice> next = next();
                if (next.isEmpty()) {
                    ledger.awaitNews(known, IDLE);
                } else if (!deliverAndSay(next.get())) {
                    Thread.sleep(pause());
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Notice> next() {
        List<Notice> owed = ledger.owed(id);
        tries.keySet().retainAll(owed.stream().map(Notice::key).toList());
        return owed.stream().min(Comparator.comparingInt(notice -> tries.getOrDefault(notice.key(), 0)));
    }

    private boolean deliverAndSay(Notice notice) throws InterruptedException {
        try (LogSubject _ = LogSubject.run(notice.runId())) {
            return deliver(notice);
        }
    }

    /** Whether the target is well. */
    private boolean deliver(Notice notice) throws InterruptedException {
        switch (client.send(target, payloads.of(notice, target))) {
            case WebhookClient.Outcome.Sent _ -> {
                ledger.settle(notice, id);
                sent.increment();
                Log.infof(
                        "A notice was delivered. kind=%s run=%s to=%s",
                        notice.kind().word(), notice.runId(), target);
                failuresInARow = 0;
                return true;
            }
            case WebhookClient.Outcome.Refused(int status) -> {
                ledger.settle(notice, id);
                failed.increment();
                Log.warnf(
                        "A notice was refused and is not sent again: check CHAD_WEBHOOK_URL. kind=%s run=%s to=%s"
                                + " status=%d",
                        notice.kind().word(), notice.runId(), target, status);
                return true;
            }
            case WebhookClient.Outcome.Later(String why) -> {
                tries.merge(notice.key(), 1, Integer::sum);
                failed.increment();
                if (failuresInARow++ == 0) {
                    Log.warnf("Notices can't be delivered and will be retried. to=%s why=%s", target, why);
                }
                return false;
            }
        }
    }

    /** Doubled with each failure, and somewhere in the upper half of that, so that many clients spread. */
    private Duration pause() {
        long doubled = config.backoff().toMillis() << Math.min(Math.max(0, failuresInARow - 1), 20);
        long most = Math.max(2, Math.min(doubled, config.maxBackoff().toMillis()));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
