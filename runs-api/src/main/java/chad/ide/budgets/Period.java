package chad.ide.budgets;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a budget is for: the calendar day or month of its time zone, or one run. */
@Schema(
        name = "BudgetPeriod",
        type = SchemaType.STRING,
        enumeration = {"day", "month", "run"})
public enum Period {
    DAY,
    MONTH,
    RUN;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** When the one began that this time is in. */
    ZonedDateTime begin(ZonedDateTime at) {
        LocalDate day = at.toLocalDate();
        ZoneId zone = at.getZone();
        return (this == MONTH ? day.withDayOfMonth(1) : day).atStartOfDay(zone);
    }

    /** When the next one begins. */
    ZonedDateTime end(ZonedDateTime at) {
        LocalDate begin = begin(at).toLocalDate();
        return (this == MONTH ? begin.plusMonths(1) : begin.plusDays(1)).atStartOfDay(at.getZone());
    }
}
