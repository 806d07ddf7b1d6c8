package chad.ide.forecast;

import chad.ide.detail.RunDetails;
import chad.ide.lifecycle.LaunchSettings;
import chad.ide.problem.ProblemType;
import chad.ide.runs.StoredRun;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What two launches must have in common for their runs to be called alike: the settings, and of the input the numbers, yes
 * and no, and how many things a list has. These say how much is to be done (how many models, generations, rounds); a text
 * is what is done it with, and another one in each run.
 */
@Singleton
class LaunchTraits {

    private static final int MOST = 50;
    private static final int MAX_CHARS = 200;
    private static final String INPUT = "input.";
    private static final Pattern GIVEN = Pattern.compile("(?s)((?:input\\.)?[A-Za-z_][A-Za-z0-9_-]{0,63})=(.{0,200})");

    private final RunDetails details;
    private final LaunchSettings settings;

    LaunchTraits(RunDetails details, LaunchSettings settings) {
        this.details = details;
        this.settings = settings;
    }

    /** By name, those of the input as {@code input.NAME}. */
    Map<String, String> of(StoredRun run) {
        Map<String, String> traits = new TreeMap<>();
        settings.of(run).forEach((name, value) -> add(traits, name, value));
        JsonNode input = details.input(run).value();
        if (input != null) {
            input.properties()
                    .forEach(member -> add(traits, INPUT + column(member.getKey()), trait(member.getValue())));
        }
        return traits;
    }

    private static void add(Map<String, String> traits, String name, @Nullable String value) {
        if (value != null && traits.size() < MOST && name.length() <= MAX_CHARS) {
            traits.put(name, value.length() <= MAX_CHARS ? value : value.substring(0, MAX_CHARS));
        }
    }

    /** The engine's table of inputs has {@code fail_models} for a member {@code failModels}. */
    private static String column(String member) {
        return member.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable String trait(JsonNode value) {
        if (value.isArray()) {
            return Integer.toString(value.size());
        }
        return value.isNumber() || value.isBoolean() ? value.asText() : null;
    }

    /**
     * Those of a launch that is planned.
     *
     * @param given {@code NAME=VALUE} each
     * @throws chad.ide.problem.ProblemException 400 when one is not of that form, or there are too many
     */
    static Map<String, String> parse(List<String> given) {
        Map<String, String> traits = new TreeMap<>();
        for (String one : given) {
            Matcher parts = GIVEN.matcher(one);
            if (!parts.matches() || traits.size() == MOST) {
                throw ProblemType.invalid(
                        "with",
                        one,
                        "`NAME=VALUE` of a setting, or `input.NAME=VALUE` of a number, `true`, `false` or the length"
                                + " of a list in the input; at most %d of up to %d characters"
                                        .formatted(MOST, MAX_CHARS));
            }
            String name = parts.group(1);
            traits.put(name.startsWith(INPUT) ? INPUT + column(name.substring(INPUT.length())) : name, parts.group(2));
        }
        return traits;
    }
}
