package chad.ide.observability;

import chad.ide.schedules.Alarm;
import chad.ide.schedules.AlarmKind;
import chad.ide.schedules.ScheduleAlarms;
import chad.ide.schedules.ScheduleService;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Collectors;

/** What schedules should have done and did not, in numbers. */
@ApplicationScoped
class ScheduleMetrics {

    private final ScheduleAlarms alarms;
    private final ScheduleService schedules;
    private final GaugeFamily gauges;
    private final GaugeFamily next;

    ScheduleMetrics(ScheduleAlarms alarms, ScheduleService schedules, MeterRegistry meters) {
        this.alarms = alarms;
        this.schedules = schedules;
        this.gauges = new GaugeFamily(
                "chad.schedule.alarms", "", "What schedules should have done and did not, by what is missing", meters);
        this.next = new GaugeFamily(
                "chad.schedule.next.due",
                "seconds",
                "The soonest due time of all schedules that are not paused",
                meters);
    }

    /** With the zeros, so that an alert ends. */
    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        Map<AlarmKind, Long> byKind =
                alarms.all().stream().collect(Collectors.groupingBy(Alarm::kind, Collectors.counting()));
        GaugeFamily.Rows rows = new GaugeFamily.Rows();
        for (AlarmKind kind : AlarmKind.values()) {
            rows.add(byKind.getOrDefault(kind, 0L), "kind", kind.word());
        }
        gauges.publish(rows);
        GaugeFamily.Rows due = new GaugeFamily.Rows();
        schedules.nextDueAtMs().ifPresent(atMs -> due.add(atMs / 1_000));
        next.publish(due);
    }
}
