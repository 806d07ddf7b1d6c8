package chad.ide.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.problem.ProblemType;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of runs that we launch. The engine itself takes any string, {@code ../} included. */
@Singleton
class RunIds {

    static final String ALLOWED = "[a-z0-9][a-z0-9_.-]{0,63}";

    private static final Pattern VALID = Pattern.compile(ALLOWED);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_STEM_CHARS = 36;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RunIds(Clock clock) {
        this.clock = clock;
    }

    /** @throws chad.edge.ProblemException 400 for an id that is none */
    static String parse(String field, String value) {
        if (!VALID.matcher(value).matches()) {
            throw ProblemType.invalid(field, value, "letters a to z, digits, `_`, `.`, `-`: " + ALLOWED);
        }
        return value;
    }

    /** Names that are no good file names, which only the engine itself takes, are replaced by a number. */
    static String fileName(String name) {
        return VALID.matcher(name).matches() ? name : "~" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    }

    /**
     * For example {@code fusion-20261121-104501-7f3a09}: to be read, and in the order of time within a workflow. The
     * folders of {@code team/report.jsx} stand in it, for another team has a report too; those of the engine's own layout
     * say nothing.
     */
    String generate(String workflow) {
        String path = workflow.substring(0, workflow.lastIndexOf('.'))
                .replaceFirst("(^|/)\\.smithers/", "$1")
                .replaceFirst("(^|/)workflows/", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_-]+", "-");
        String stem =
                path.substring(Math.max(0, path.length() - MAX_STEM_CHARS)).replaceAll("^[^a-z0-9]+", "");
        byte[] salt = new byte[3];
        random.nextBytes(salt);
        return "%s-%s-%s"
                .formatted(
                        stem.isEmpty() ? "run" : stem,
                        STAMP.format(clock.instant()),
                        HexFormat.of().formatHex(salt));
    }
}
