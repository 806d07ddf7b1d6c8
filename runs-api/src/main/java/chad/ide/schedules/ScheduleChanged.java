package chad.ide.schedules;

/** What is kept of a schedule changed by itself: it was paused, or its failures were counted. */
record ScheduleChanged(String name) {}
