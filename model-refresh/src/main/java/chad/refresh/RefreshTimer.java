package chad.refresh;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import chad.edge.DailySchedule;
import chad.volume.Catalog;
import chad.volume.FollowedFile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Refreshes once a day. The scheduler only ticks; whether a refresh is due is worked out from the file: it is, when the
 * catalog is missing, broken, or older than the last 04:45. A cron trigger would forget the mornings on which the
 * service was down; this way the first tick after a start makes up for them, and there is no other record of
 * what was done that could disagree with the file.
 */
@ApplicationScoped
public class RefreshTimer {

    /** A catalog from further ahead than this was made by a clock that was wrong; it would otherwise stop all refreshes. */
    private static final Duration CLOCK_DOUBT = Duration.ofHours(1);

    private final RefreshJob job;
    private final DailySchedule schedule;
    private final Clock clock;

    RefreshTimer(RefreshConfig config, RefreshJob job, Clock clock) {
        this.job = job;
        this.clock = clock;
        schedule = DailySchedule.of(config.at(), clock);
    }

    void start(@Observes StartupEvent start) {
        job.completeHistory();
    }

    @Scheduled(every = "${refresh.tick}", concurrentExecution = SKIP)
    void tick() {
        if (isDue(clock.instant())) {
            job.refresh(false);
        }
    }

    boolean isDue(Instant now) {
        Instant slot = schedule.latest(now);
        FollowedFile.State<Catalog> state = job.catalog();
        boolean fresh = state.fileIsGood()
                && state.lastGood()
                        .map(catalog -> !catalog.generatedAt().isBefore(slot)
                                && !catalog.generatedAt().isAfter(now.plus(CLOCK_DOUBT)))
                        .orElse(false);
        if (fresh) {
            return false;
        }
        RefreshAttempts attempts = job.attempts();
        boolean firstTryOfTheDay = attempts.lastAttemptAt().isBefore(slot);
        return firstTryOfTheDay || !attempts.retryAt().isAfter(now);
    }
}
