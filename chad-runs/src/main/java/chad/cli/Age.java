package chad.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as people type it: {@code 90s}, {@code 45m}, {@code 12h}, {@code 7d}. */
record Age(Duration length) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

    /** The moment that lies so long ago, in epoch milliseconds. */
    long before() {
        return System.currentTimeMillis() - length.toMillis();
    }

    /** Empty for a text of another form. */
    static Optional<Age> of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(new Age(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                }));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Age> {
        @Override
        public Age convert(String text) {
            return of(text).orElseThrow(() ->
                    new TypeConversionException("`" + text + "` is not a duration such as 90s, 45m, 12h or 7d"));
        }
    }
}
