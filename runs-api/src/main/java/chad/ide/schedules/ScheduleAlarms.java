package chad.ide.schedules;

import chad.ide.runs.RunState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What schedules should have done and did not: worked out anew at each look from what is in memory, so that an alarm needs
 * nothing that could have failed. It ends when a later run succeeds, or a person says that he has seen it.
 */
@Singleton
public class ScheduleAlarms {

    private static final int MAX_REASON_CHARS = 400;

    private final ScheduleRunner runner;
    private final OpenFirings open;
    private final Clock clock;

    ScheduleAlarms(ScheduleRunner runner, OpenFirings open, Clock clock) {
        this.runner = runner;
        this.open = open;
        this.clock = clock;
    }

    /** Of all schedules, the oldest first. */
    public List<Alarm> all() {
        Instant now = clock.instant();
        return runner.all().stream()
                .flatMap(schedule -> of(schedule, now).stream())
                .sorted(Comparator.comparingLong(Alarm::sinceAtMs).thenComparing(Alarm::schedule))
                .toList();
    }

    /** At most one of each kind. */
    List<Alarm> of(Schedule schedule) {
        return of(schedule, clock.instant());
    }

    private List<Alarm> of(Schedule schedule, Instant now) {
        Optional<Firing> wrong = wrong(schedule).filter(firing -> firing.dueAtMs() > schedule.seenUntilMs());
        SchedulePause pause = schedule.pause();
        if (pause != null) {
            return pause.byFailures()
                    ? List.of(alarm(
                            schedule,
                            AlarmKind.PAUSED_BY_FAILURES,
                            "%s is paused: %s.".formatted(schedule.name(), pause.note()),
                            wrong.orElse(null),
                            pause.sinceAtMs()))
                    : List.of();
        }
        List<Alarm> alarms = new ArrayList<>();
        wrong.flatMap(firing -> wrong(schedule, firing)).ifPresent(alarms::add);
        if (alarms.isEmpty()) {
            waiting(schedule, now).ifPresent(alarms::add);
        }
        unfinished(schedule, now).ifPresent(alarms::add);
        if (runner.isBehind(schedule, now)) {
            Instant due = schedule.timetable()
                    .next(Instant.ofEpochMilli(schedule.decidedUntilMs()))
                    .orElse(now);
            alarms.add(new Alarm(
                    schedule.name(),
                    AlarmKind.NOT_FIRED,
                    "%s was due at %s, and nothing came of it. %s".formatted(schedule.name(), due, runner.hindrance()),
                    due.toEpochMilli(),
                    due.toEpochMilli(),
                    null,
                    null));
        }
        return alarms;
    }

    /** One that was skipped is told of only where the schedule must start in time. */
    private Optional<Firing> wrong(Schedule schedule) {
        Stream<Firing> skipped = schedule.definition().mustStartWithin() == null
                ? Stream.empty()
                : open.skipped(schedule.name()).stream();
        return Stream.concat(skipped, open.wrong(schedule.name()).stream())
                .max(Comparator.comparingLong(Firing::dueAtMs));
    }

    private Optional<Alarm> wrong(Schedule schedule, Firing firing) {
        String due = Instant.ofEpochMilli(firing.dueAtMs()).toString();
        return switch (firing.outcome()) {
            case MISSED, REFUSED ->
                Optional.of(alarm(
                        schedule,
                        AlarmKind.NOT_STARTED,
                        "%s was due at %s and did not start: %s."
                                .formatted(schedule.name(), due, shortened(firing.reason())),
                        firing,
                        firing.decidedAtMs()));
            case SKIPPED ->
                Optional.of(alarm(
                        schedule,
                        AlarmKind.NOT_STARTED,
                        "%s was due at %s and was skipped: %s."
                                .formatted(schedule.name(), due, shortened(firing.reason())),
                        firing,
                        firing.decidedAtMs()));
            case LAUNCHED ->
                !schedule.definition().needsSuccess() || firing.runState() != RunState.FAILED
                        ? Optional.empty()
                        : Optional.of(alarm(
                                schedule,
                                AlarmKind.NOT_SUCCEEDED,
                                "%s: the run that was due at %s failed.".formatted(schedule.name(), due),
                                firing,
                                firing.endedAtMs() == null ? firing.dueAtMs() : firing.endedAtMs()));
            case WAITING -> Optional.empty();
        };
    }

    private Optional<Alarm> waiting(Schedule schedule, Instant now) {
        Duration limit = schedule.definition().startLimit();
        return open.of(schedule.name()).stream()
                .filter(Firing::isWaiting)
                .filter(firing -> firing.kind() == FiringKind.SCHEDULED)
                .filter(firing -> lateAt(schedule, firing, limit).isBefore(now))
                .findFirst()
                .map(firing -> alarm(
                        schedule,
                        AlarmKind.NOT_STARTED,
                        "%s was due at %s and has not started: %s."
                                .formatted(
                                        schedule.name(),
                                        Instant.ofEpochMilli(firing.dueAtMs()),
                                        firing.reason() != null
                                                ? shortened(firing.reason())
                                                : firing.isBegun()
                                                        ? "its launch was begun, and its run is looked for"
                                                        : "its launch has not begun"),
                        firing,
                        lateAt(schedule, firing, limit).toEpochMilli()));
    }

    private Optional<Alarm> unfinished(Schedule schedule, Instant now) {
        Duration limit = schedule.definition().finishLimit();
        return limit == null
                ? Optional.empty()
                : open.of(schedule.name()).stream()
                        .filter(Firing::isLive)
                        .filter(firing -> lateAt(schedule, firing, limit).isBefore(now))
                        .findFirst()
                        .map(firing -> alarm(
                                schedule,
                                AlarmKind.NOT_FINISHED,
                                "%s: the run that was due at %s has not finished within %s. It is %s."
                                        .formatted(
                                                schedule.name(),
                                                Instant.ofEpochMilli(firing.dueAtMs()),
                                                limit,
                                                firing.runState() == null
                                                        ? "starting"
                                                        : firing.runState().word()),
                                firing,
                                lateAt(schedule, firing, limit).toEpochMilli()));
    }

    private static Instant lateAt(Schedule schedule, Firing firing, Duration limit) {
        Instant due = Instant.ofEpochMilli(firing.dueAtMs());
        return due.plus(schedule.definition().delay(schedule.name(), due)).plus(limit);
    }

    private static Alarm alarm(
            Schedule schedule, AlarmKind kind, String says, @Nullable Firing firing, long sinceAtMs) {
        Firing launched = firing != null && firing.outcome() == FiringOutcome.LAUNCHED ? firing : null;
        return new Alarm(
                schedule.name(),
                kind,
                says,
                firing == null ? sinceAtMs : firing.dueAtMs(),
                sinceAtMs,
                launched == null ? null : launched.runId(),
                launched == null ? null : launched.store());
    }

    private static String shortened(@Nullable String reason) {
        String text = reason == null ? "no reason is known" : reason.strip().replaceFirst("\\.$", "");
        return text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS) + "…";
    }
}
