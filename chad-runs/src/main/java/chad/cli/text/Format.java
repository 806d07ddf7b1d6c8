package chad.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and moments as people read them. */
public final class Format {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Format() {}

    /** {@code 3 min ago}; empty for a moment that is not known. */
    public static String ago(JsonNode atMs, long nowMs) {
        return atMs.isNumber() ? age(Math.max(0, nowMs - atMs.asLong()) / 1000) + " ago" : "";
    }

    /** {@code in 3 h}; {@code now} for what is due. */
    public static String ahead(long atMs, long nowMs) {
        return atMs <= nowMs ? "now" : "in " + age((atMs - nowMs) / 1000);
    }

    private static String age(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3_600 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** {@code 850 ms}, {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10 min}, {@code 4 d}. */
    public static String span(long ms) {
        long seconds = ms / 1000;
        if (ms < 1_000) {
            return ms + " ms";
        }
        if (ms < 10_000) {
            return "%.1f s".formatted(ms / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return "%d min %02d s".formatted(seconds / 60, seconds % 60);
        }
        if (seconds < 48 * 3_600) {
            return "%d h %02d min".formatted(seconds / 3_600, seconds / 60 % 60);
        }
        return seconds / 86_400 + " d";
    }

    public static String span(JsonNode ms) {
        return ms.isNumber() ? span(ms.asLong()) : "";
    }

    /** {@code 13:44:01} of this machine's zone. */
    public static String clock(long atMs) {
        return CLOCK.format(Instant.ofEpochMilli(atMs).atZone(ZoneId.systemDefault()));
    }

    /** {@code Sat 2026-11-28 04:45}. */
    public static String moment(long atMs, ZoneId zone) {
        return MOMENT.format(Instant.ofEpochMilli(atMs).atZone(zone));
    }

    /** From 0 to 1; empty where there is none. */
    public static String score(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.2f", value.asDouble()) : "";
    }

    /** {@code 1.2k}; empty for nothing. */
    public static String count(JsonNode number) {
        long n = number.asLong();
        if (n == 0) {
            return "";
        }
        if (n < 10_000) {
            return Long.toString(n);
        }
        return n < 1_000_000 ? "%.1fk".formatted(n / 1e3) : "%.1fM".formatted(n / 1e6);
    }

    public static String bytes(JsonNode number) {
        long n = number.asLong();
        if (n < 10_000) {
            return n + " B";
        }
        return n < 10_000_000 ? "%d KB".formatted(n / 1_000) : "%.1f MB".formatted(n / 1e6);
    }

    /** A text of the service's on one line, harmless; empty for none. */
    public static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "" : SafeText.line(value.asText());
    }
}
