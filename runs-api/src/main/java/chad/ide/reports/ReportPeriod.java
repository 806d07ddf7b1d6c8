package chad.ide.reports;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What one report covers.
 *
 * @param date the local date of the morning on which the night ends
 * @param from the first moment that belongs to it
 * @param until the first that does not any more
 */
record ReportPeriod(LocalDate date, Instant from, Instant until) {

    /** The title of the report and of its note. */
    String title() {
        return title(date);
    }

    static String title(LocalDate date) {
        return "Night of " + date;
    }
}
