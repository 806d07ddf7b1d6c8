package chad.ide.live;

import chad.ide.schedules.ScheduleService;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Tells of changed schedules once a second, so that a schedule that changes several times is told of once. */
@ApplicationScoped
class ScheduleWatch {

    /** With more of them all are read anew, which is less than to tell of each. */
    private static final int MOST = 20;

    private final ScheduleService schedules;
    private final LiveFeed feed;

    ScheduleWatch(ScheduleService schedules, LiveFeed feed) {
        this.schedules = schedules;
        this.feed = feed;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Set<String> changed = schedules.takeChanged();
        if (changed.size() > MOST) {
            feed.tell(new Change.OfSchedule(null));
        } else {
            changed.forEach(name -> feed.tell(new Change.OfSchedule(name)));
        }
    }
}
