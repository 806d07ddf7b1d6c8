package chad.ide.schedules;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cron expression in the words that a person would say, where it is one of the usual kind; else in the library's. */
final class CronWords {

    private static final Pattern TIMES_OF_DAYS =
            Pattern.compile("(\\d{1,2}) (\\d{1,2}(?:,\\d{1,2})*) \\* \\* (\\*|[0-7](?:[,-][0-7])*)");

    private static final List<String> DAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private CronWords() {}

    /** For example {@code every weekday at 04:45}. */
    static String of(String expression, Cron cron) {
        Matcher usual = TIMES_OF_DAYS.matcher(expression.strip().replaceAll("\\s+", " "));
        if (usual.matches()) {
            Optional<String> days = days(usual.group(3));
            if (days.isPresent()) {
                String minute = usual.group(1);
                return days.get() + " at "
                        + listed(Stream.of(usual.group(2).split(",", -1))
                                .map(hour -> "%02d:%02d".formatted(Integer.parseInt(hour), Integer.parseInt(minute)))
                                .toList());
            }
        }
        return CronDescriptor.instance(Locale.UK).describe(cron);
    }

    private static Optional<String> days(String field) {
        return switch (field) {
            case "*" -> Optional.of("every day");
            case "1-5" -> Optional.of("every weekday");
            case "0,6", "6,0", "6,7", "6-7" -> Optional.of("every Saturday and Sunday");
            default ->
                field.contains("-")
                        ? Optional.empty()
                        : Optional.of("every "
                                + listed(Stream.of(field.split(",", -1))
                                        .map(day -> DAYS.get(Integer.parseInt(day)))
                                        .collect(Collectors.toCollection(ArrayList::new))));
        };
    }

    private static String listed(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}
