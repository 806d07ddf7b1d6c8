package chad.ide.schedules;

import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is kept. Times in epoch milliseconds.
 *
 * @param revision rises with each change of the definition
 * @param changedBy who made it, or changed it last
 * @param decidedUntilMs the last due time that something became of
 * @param pause null while it is not paused
 * @param failures runs in a row that have failed
 * @param seenUntilMs alarms about due times up to it were seen by a person
 */
record Schedule(
        String name,
        ScheduleDefinition definition,
        Timetable timetable,
        long revision,
        long changedAtMs,
        String changedBy,
        long decidedUntilMs,
        @Nullable SchedulePause pause,
        int failures,
        long seenUntilMs) {

    Schedule decidedUntil(long atMs) {
        return new Schedule(
                name, definition, timetable, revision, changedAtMs, changedBy, atMs, pause, failures, seenUntilMs);
    }

    Schedule failures(int now) {
        return new Schedule(
                name, definition, timetable, revision, changedAtMs, changedBy, decidedUntilMs, pause, now, seenUntilMs);
    }

    boolean isPaused() {
        return pause != null;
    }
}
